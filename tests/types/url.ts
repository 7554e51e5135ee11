// presskey/url: `init`, and otherwise the same API, with the same types.
import type { Client } from "presskey";
import { createClient, decode, init, isExpired, PresskeyError, verify } from "presskey/url";
import { same } from "./assert";

same<Promise<void>>()(init());
init("/presskey.wasm");
init(new URL("https://cdn.example.com/presskey.wasm"));
init(new Request("/presskey.wasm"));
init(fetch("/presskey.wasm"));
init(await fetch("/presskey.wasm"));
init(new Uint8Array());
init(new ArrayBuffer(8));
init(await WebAssembly.compile(new Uint8Array()));
// @ts-expect-error not a way to get a module
init(5);

same<Client>()(createClient("https://example.com"));
decode("a.b.c");
isExpired("a.b.c");
verify("a.b.c", "secret", { algorithms: ["HS256"] });
PresskeyError;
