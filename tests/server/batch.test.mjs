// What becomes of the body of a call: one property at a time. rest.test.mjs sends whole requests.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkedBody } from "../../pkg/server/batch.js";

const BATCH = "/batch/v1";

const bytesOf = (text) => new TextEncoder().encode(text);

/** The body that is passed on, or the status and message of a refusal; and the calls that were checked. */
async function pass(given, { type = "application/json", route = "/x", search = "", ...more } = {}) {
  const { method = "POST", length, isSigned = () => false, check = async () => {} } = more;
  const isBody = given === undefined || given instanceof Uint8Array;
  const request = new Request("https://app.example.com/x", {
    method,
    // Bytes, since a text has a type of its own.
    body: isBody ? given : bytesOf(typeof given === "string" ? given : JSON.stringify(given)),
    headers: { ...(type && { "content-type": type }), ...(length && { "content-length": length }) },
  });
  const checked = [];
  try {
    const result = await checkedBody(
      request,
      { route, search },
      async (call) => {
        checked.push([call.method, call.route]);
        await check(call);
      },
      isSigned,
    );
    return { result, checked };
  } catch (error) {
    assert.equal(error.code, "invalid_option", error.stack);
    return { refused: `${error.http} ${error.message}`, checked };
  }
}

const text = (result) => (result instanceof Uint8Array ? new TextDecoder().decode(result) : result);
const refusal = async (...given) => (await pass(...given)).refused;
const LIST = "400 A batch must be JSON with an array of `requests`.";
const call = { path: "/y" };

describe("a request without a body", () => {
  it("has none", async () => {
    for (const method of ["GET", "HEAD", "DELETE", "POST"])
      assert.deepEqual(await pass(undefined, { method }), { result: undefined, checked: [] });
  });

  it("is no batch", async () => {
    assert.equal(await refusal(undefined, { route: BATCH }), LIST);
    for (const method of ["GET", "HEAD", "DELETE", "PUT"])
      assert.equal(await refusal(undefined, { route: BATCH, method }), undefined);
  });

  it("has no list of requests in its query either", async () => {
    const search = "?requests[0][path]=/y";
    for (const method of ["GET", "POST"])
      assert.equal(await refusal(undefined, { search, method }), LIST);
    assert.equal(await refusal("{}", { search }), LIST);
  });
});

describe("the type", () => {
  it("is one that all read alike", async () => {
    const odd = "415 The request has no valid `Content-Type`.";
    for (const type of [
      "json",
      "a/b/c",
      "/json",
      "text/",
      "a b/c",
      "text/x, application/json",
      ";a/b",
    ])
      assert.equal(await refusal("{}", { type }), odd, type);
    for (const type of [
      "Application/JSON",
      " application/json ; charset=utf-8",
      "image/svg+xml",
      "a.b-c^d/e_f!g#h$i&j",
    ])
      assert.equal(await refusal("{}", { type }), undefined, type);
    assert.equal(await refusal("{}", { type: "" }), undefined);
  });

  it("of a batch is JSON", async () => {
    const message = "415 A batch must be JSON (`Content-Type: application/json`).";
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=b",
      "",
    ])
      assert.equal(await refusal({ requests: [call] }, { type, route: BATCH }), message, type);
    for (const type of ["application/json", "application/x+json", "TEXT/JSON"])
      assert.equal(await refusal({ requests: [call] }, { type, route: BATCH }), undefined, type);
  });
});

describe("JSON", () => {
  it("without calls is passed on as it is", async () => {
    for (const body of ["{}", " [1] ", "no JSON", '{"request":1}', '{"a":"\u00e4"}', "\xff"]) {
      const { result } = await pass(body);
      assert.ok(result instanceof Uint8Array);
      assert.equal(text(result), body);
    }
    for (const requests of [
      5,
      "x",
      null,
      [],
      {},
      [1],
      [null, "path"],
      [{ id: 1 }],
      { a: { id: 1 } },
    ]) {
      const { result, checked } = await pass({ requests });
      assert.equal(text(result), JSON.stringify({ requests }));
      assert.deepEqual(checked, []);
    }
    for (const body of ["null", "1", '"requests"', '"\\u0041"', '[{"requests":[{"path":"/y"}]}]'])
      assert.equal(text((await pass(body)).result), body);
  });

  it("with calls is written again", async () => {
    for (const name of ["requests", "r\\u0065quests", "\\u0072\\u0065quests"]) {
      const body = `{ "a" : 1, "${name}": [{"path":"/y"}] }`;
      const { result, checked } = await pass(body);
      assert.equal(result, '{"a":1,"requests":[{"path":"/y","method":"POST"}]}');
      assert.deepEqual(checked, [["POST", "/y"]]);
    }
    const mixed = { requests: [5, { id: 1 }, call] };
    assert.equal(
      await refusal(mixed),
      "400 A request of the batch needs a `path` as text, and a `method`.",
    );
  });

  it("with calls is a list", async () => {
    assert.equal(await refusal({ requests: { 0: call } }), LIST);
    assert.equal(await refusal({ requests: { a: 1, b: call } }), LIST);
    for (const body of [{}, null, 5, { requests: 5 }, { requests: null }, { requests: {} }])
      assert.equal(await refusal(body, { route: BATCH }), LIST, JSON.stringify(body));
    assert.equal((await pass({ requests: [] }, { route: BATCH })).result, '{"requests":[]}');
  });

  it("that may have calls is valid, and UTF-8", async () => {
    const odd = "400 The body is not valid JSON.";
    for (const body of ['{"requests":', "\\u", "REQUESTS", "{'requests':[]}"])
      assert.equal(await refusal(body), odd, body);
    assert.equal(await refusal("no JSON", { route: BATCH }), odd);
    const bytes = Uint8Array.of(...bytesOf('{"requests":"'), 0xff, 0x22, 0x7d);
    assert.equal(await refusal(bytes), odd);
  });

  it("has 8 MiB at most", async () => {
    const size = 1 << 23;
    assert.equal(await refusal(new Uint8Array(size).fill(32)), undefined);
    assert.equal(await refusal(new Uint8Array(size + 1).fill(32)), "413 The body is too large.");
  });
});

describe("a batch", () => {
  it("may be any version's", async () => {
    for (const route of [BATCH, "/batch/v2", "/batch/v10", "/Batch/V1"])
      assert.equal(await refusal({}, { route }), LIST, route);
    for (const route of [
      "/x/batch/v1",
      "/batch/v1/x",
      "/batch/v",
      "/batch/vx",
      "/batch/x",
      "/batch",
    ])
      assert.equal(await refusal({}, { route }), undefined, route);
  });

  it("has 1000 requests at most", async () => {
    const requests = Array.from({ length: 1001 }, () => call);
    assert.equal(await refusal({ requests }), "413 A batch has at most 1000 requests.");
    assert.equal((await pass({ requests: requests.slice(1) })).checked.length, 1000);
  });

  it("is checked call by call, up to the first that is refused", async () => {
    const requests = [call, { path: "/wp-json/z/?a=b?c", method: "put" }, { path: "" }];
    const { checked, result } = await pass({ requests });
    assert.deepEqual(checked, [
      ["POST", "/y"],
      ["PUT", "/z"],
      ["POST", "/"],
    ]);
    assert.equal(JSON.parse(result).requests[1].path, "/wp-json/z/?a=b?c");
    const refused = Object.assign(new Error("no"), { code: "invalid_option", http: 403 });
    const check = async ({ route }) => {
      if (route === "/z") throw refused;
    };
    assert.deepEqual(await pass({ requests }, { check }), {
      refused: "403 no",
      checked: checked.slice(0, 2),
    });
  });

  it("has calls with a path and a method", async () => {
    const message = "400 A request of the batch needs a `path` as text, and a `method`.";
    for (const one of [
      null,
      5,
      {},
      { path: 5 },
      { path: "/y", method: 5 },
      { path: "/y", method: "" },
      { path: "/y", method: null },
      { path: "/y", method: "P T" },
    ])
      assert.equal(
        await refusal({ requests: [one, call] }, { route: BATCH }),
        message,
        JSON.stringify(one),
      );
  });

  it("has paths of 16384 characters at most", async () => {
    const path = `/${"y".repeat(16_383)}`;
    assert.equal(await refusal({ requests: [{ path }] }), undefined);
    assert.equal(
      await refusal({ requests: [{ path: `${path}y` }] }),
      "414 A path of the batch is too long.",
    );
  });

  it("names neither another route, another method nor another batch", async () => {
    const of = (more) => refusal({ requests: [{ ...call, ...more }] });
    assert.equal(
      await of({ path: "/y?_method=GET" }),
      "400 A request of the batch names two methods.",
    );
    assert.equal(
      await of({ path: "/y?a=b?&_method=GET" }),
      "400 A request of the batch names two methods.",
    );
    assert.equal(await of({ path: "/y?_meth?od=GET" }), undefined);
    assert.equal(await of({ path: "/y?rest_route=/z" }), "400 The query must not name a route.");
    assert.match(await of({ path: "/y/../z" }), /dot segment/);
    const message = "400 A request of the batch is a batch itself.";
    assert.equal(await of({ path: "/y?requests[0][path]=/z" }), message);
    assert.equal(await of({ path: "/y?a?&requests[0][path]=/z" }), message);
    assert.equal(await of({ body: { requests: [call] } }), message);
    assert.equal(await of({ body: { requests: { a: call } } }), message);
    for (const body of [{ requests: [1] }, {}, null, "requests", { requests: "path" }])
      assert.equal(await of({ body }), undefined);
  });

  it("keeps what is not the headers", async () => {
    const one = { path: "/y", method: "patch", body: { a: 1 }, more: [2] };
    const { result } = await pass({ requests: [one], validation: "x" });
    assert.deepEqual(JSON.parse(result), { validation: "x", requests: [one] });
  });

  it("keeps the headers that a call of its own could have", async () => {
    const headersOf = async (headers) => {
      const { result, refused } = await pass({ requests: [{ ...call, headers }] });
      return refused ?? JSON.parse(result).requests[0].headers;
    };
    assert.deepEqual(
      await headersOf({ Accept: "a", Cookie: "b", "X-HTTP-Method-Override": "PUT" }),
      {
        accept: "a",
      },
    );
    assert.deepEqual(await headersOf({}), {});
    assert.equal(await headersOf(undefined), undefined);
    for (const headers of [{ "a b": "c" }, { accept: "a\nb" }, 5, [["a"]]])
      assert.equal(
        await headersOf(headers),
        "400 A request of the batch has headers that can't be sent.",
      );
  });
});

describe("a form", () => {
  const type = "application/x-www-form-urlencoded";

  it("is passed on as it is, without a list of requests", async () => {
    const bytes = Uint8Array.of(...bytesOf("a=b+c&request[]=1&e="), 0xe4);
    for (const each of [type, `${type.toUpperCase()}; charset=x`]) {
      const { result } = await pass(bytes, { type: each });
      assert.deepEqual(result, bytes);
    }
    for (const body of ["requests[0][path]=/y", "a=b&requests[]=", "\xff=1&requests[0]=x"])
      assert.equal(await refusal(body, { type }), LIST);
    assert.equal(await refusal("requests[0][path]=/y", { type, isSigned: () => true }), LIST);
  });

  it("is read into fields if they must be signed", async () => {
    const { result } = await pass("a=b+c&d=%C3%A4", { type, isSigned: () => true });
    assert.ok(result instanceof URLSearchParams);
    assert.deepEqual(
      [...result],
      [
        ["a", "b c"],
        ["d", "ä"],
      ],
    );
  });

  it("has 8 MiB at most, and 1 MiB if it is signed", async () => {
    const tooLarge = "413 The body is too large.";
    for (const [isSigned, most] of [
      [() => false, 1 << 23],
      [() => true, 1 << 20],
    ]) {
      assert.equal(await refusal(new Uint8Array(most).fill(97), { type, isSigned }), undefined);
      assert.equal(await refusal(new Uint8Array(most + 1).fill(97), { type, isSigned }), tooLarge);
    }
  });
});

describe("a form of several parts", () => {
  const type = "multipart/form-data; boundary=b";
  const part = (name) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nx\r\n`;
  const form = `${part("a")}--b--\r\n`;
  const streamed = async ({ result }) => {
    assert.ok(result instanceof ReadableStream);
    return new Response(result).text();
  };

  it("is read first if it is short", async () => {
    const length = `${form.length}`;
    assert.equal(text((await pass(form, { type, length })).result), form);
    const list = `${part("requests[0]")}--b--\r\n`;
    assert.equal(await refusal(list, { type, length: `${list.length}` }), LIST);
    assert.match(
      await refusal(part("a"), { type, length: `${part("a").length}` }),
      /Send FormData/,
    );
    assert.match(
      await refusal(form, { type: "multipart/form-data", length }),
      /no valid `boundary`/,
    );
  });

  it("is watched otherwise", async () => {
    assert.equal(await streamed(await pass(form, { type })), form);
    for (const odd of [part("a"), `${part("requests[0]")}--b--\r\n`])
      await assert.rejects(streamed(await pass(odd, { type })), { code: "invalid_option" });
  });

  it("keeps its length on Cloudflare", async () => {
    const lengths = [];
    globalThis.FixedLengthStream = class extends TransformStream {
      constructor(length) {
        super();
        lengths.push(length);
      }
    };
    try {
      for (const length of ["70000", "x70000", "70000x", undefined])
        assert.equal(await streamed(await pass(form, { type, length })), form);
    } finally {
      delete globalThis.FixedLengthStream;
    }
    assert.deepEqual(lengths, [70_000]);
  });

  it("is only this type", async () => {
    for (const each of ["multipart/mixed; boundary=b", "multipart/form-datax; boundary=b"]) {
      assert.equal(await streamed(await pass("x", { type: each })), "x");
    }
  });
});

describe("any other body", () => {
  const type = "image/png";

  it("is read first if it has 64 KiB at most", async () => {
    const bytes = new Uint8Array(65_536).fill(7);
    assert.deepEqual((await pass(bytes, { type, length: "65536" })).result, bytes);
    assert.deepEqual(
      (await pass(Uint8Array.of(1), { type, length: "1" })).result,
      Uint8Array.of(1),
    );
    const longer = new Uint8Array(65_537);
    assert.equal(await refusal(longer, { type, length: "5" }), "413 The body is too large.");
  });

  it("is passed on as it comes otherwise", async () => {
    for (const length of ["65537", undefined, "x"]) {
      const { result } = await pass(Uint8Array.of(1, 2), { type, length });
      assert.ok(result instanceof ReadableStream, length);
    }
  });
});
