// The signatures that RFC 5849 shows.
import assert from "node:assert/strict";
import { it } from "node:test";
import { sign } from "../../pkg/features/oauth1.js";

const consumer = { consumerKey: "dpf43f3p2l4k3l03", consumerSecret: "kd94hf93k423kf44" };
const sha1 = (nonce, timestamp, more) => ({
  oauth_signature_method: "HMAC-SHA1",
  oauth_nonce: nonce,
  oauth_timestamp: timestamp,
  ...more,
});

for (const [what, request, signature] of [
  [
    "temporary credentials (1.2)",
    {
      method: "POST",
      url: "https://photos.example.net/initiate",
      credentials: consumer,
      oauth: sha1("wIjqoS", "137131200", { oauth_callback: "http://printer.example.com/ready" }),
    },
    "74KNZJeDHnMBp0EMJ9ZHt/XKycU=",
  ],
  [
    "token credentials (1.2)",
    {
      method: "POST",
      url: "https://photos.example.net/token",
      credentials: { ...consumer, token: "hh5s93j4hdidpola", tokenSecret: "hdhd0244k9j7ao03" },
      oauth: sha1("walatlh", "137131201", { oauth_verifier: "hfdp7dh39dks9884" }),
    },
    "gKgrFCywp7rO0OXSjdot/IHF7IU=",
  ],
  [
    "a request with a query (1.2)",
    {
      method: "GET",
      url: "http://photos.example.net/photos?file=vacation.jpg&size=original",
      credentials: { ...consumer, token: "nnch734d00sl2jdk", tokenSecret: "pfkkdhi9sl3r4s00" },
      oauth: sha1("chapoH", "137131202"),
    },
    "MdpQcU8iPSUjWoN/UDMsK2sui9I=",
  ],
  [
    "names that stand twice, in query and form (3.4.1, as erratum 2550 corrects it)",
    {
      method: "POST",
      url: "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
      form: new URLSearchParams("c2&a3=2+q"),
      credentials: {
        consumerKey: "9djdj82h48djs9d2",
        consumerSecret: "j49sk3j29djd",
        token: "kkk9d7dh3k39sjv7",
        tokenSecret: "dh893hdasih9",
      },
      oauth: sha1("7d8f3e4a", "137131201"),
    },
    "r6/TJjbCOr97/+UU0NsvSne7s5g=",
  ],
]) {
  it(what, async () => {
    const header = await sign(request);
    const [, value] = /oauth_signature="([^"]+)"/.exec(header);
    assert.equal(decodeURIComponent(value), signature);
  });
}
