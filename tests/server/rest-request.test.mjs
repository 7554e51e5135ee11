// What a request below `…/rest` asks of WordPress, before anything is sent.
import assert from "node:assert/strict";
import { it } from "node:test";
import { use } from "../../pkg/engine/error.js";
import { PresskeyError } from "../../pkg/front/presskey-error.js";
import { restRequest } from "../../pkg/server/rest.js";

use(PresskeyError);

const PREFIX = "/api/presskey/rest";
const of = (path, { header, ...init } = {}) =>
  restRequest(
    new Request(`https://app.example.com${PREFIX}${path}`, {
      ...init,
      ...(header !== undefined && { headers: { "x-http-method-override": header } }),
    }),
    PREFIX,
  );

it("has a path and a query, as they came, and a route", () => {
  const { path, search, route } = of("/wp-json/wp/v2/p%C3%A4ge/?a=%20b");
  assert.deepEqual([path, search, route], ["/wp-json/wp/v2/p%C3%A4ge/", "?a=%20b", "/wp/v2/päge"]);
  for (const address of ["", "/"]) {
    const { path, search, route } = of(address);
    assert.deepEqual([path, search, route], ["/", "", "/"]);
  }
  for (const path of ["/a;b", "//a", "/x?rest_route=/y", "x"])
    assert.throws(() => of(path), { code: "invalid_option" }, path);
});

it("has the method that WordPress takes, if all name one", () => {
  for (const [path, method, header, wanted] of [
    ["/x", "GET", undefined, "GET"],
    ["/x", "DELETE", undefined, "DELETE"],
    ["/x?_method=put", "POST", undefined, "PUT"],
    ["/x?_method=put", "GET", undefined, "PUT"],
    ["/x", "POST", "delete", "DELETE"],
    ["/x", "GET", "", undefined],
    ["/x?_method=PUT", "POST", "put", "PUT"],
    ["/x?_method=PUT", "POST", "DELETE", undefined],
    ["/x?_method=PUT&_method=GET", "POST", undefined, undefined],
    ["/x?_method=P-T", "POST", undefined, undefined],
    ["/x", "POST", "P T", undefined],
  ])
    assert.equal(of(path, { method, header }).method, wanted, `${method} ${path} ${header}`);
});

it("is safe if each method is", () => {
  for (const [path, method, header, isSafe] of [
    ["/x", "GET", undefined, true],
    ["/x", "HEAD", undefined, true],
    ["/x", "OPTIONS", undefined, true],
    ["/x", "POST", undefined, false],
    ["/x", "DELETE", undefined, false],
    ["/x?_method=GET", "POST", undefined, false],
    ["/x?_method=PUT", "GET", undefined, false],
    ["/x?_method=HEAD", "GET", "OPTIONS", true],
    ["/x", "GET", "DELETE", false],
    ["/x", "GET", "head", true],
    ["/x", "GET", "", false],
  ])
    assert.equal(of(path, { method, header }).isSafe, isSafe, `${method} ${path} ${header}`);
});
