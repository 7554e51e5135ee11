// Which forms of several parts are passed on: one line, one parameter and one piece at a time. rest.test.mjs
// sends whole ones.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formReader } from "../../pkg/server/form.js";

const TYPE = "multipart/form-data; boundary=b";
const NAMED = 'Content-Disposition: form-data; name="a"';
const part = (lines = [NAMED], value = "x") => `--b\r\n${lines.join("\r\n")}\r\n\r\n${value}\r\n`;
const END = "--b--\r\n";

/** What happens to a form that arrives in pieces: "read", or the status and the message of the refusal. */
function outcome(form, { type = TYPE, size = form.length } = {}) {
  const bytes = Buffer.from(form, "latin1");
  try {
    const reader = formReader(type);
    for (let at = 0; at < bytes.length; at += size) reader.read(bytes.subarray(at, at + size));
    reader.end();
    return "read";
  } catch (error) {
    assert.equal(error.code, "invalid_option");
    return `${error.http} ${error.message}`;
  }
}

const ODD = "400 The form is not written as browsers write it. Send FormData.";
const LIST = "400 A batch must be JSON with an array of `requests`.";

/** The same in one piece and in pieces of every small size. */
function expect(form, expected, more) {
  for (const size of [form.length, 1, 2, 3, 5, 7, 11])
    assert.equal(outcome(form, { size, ...more }), expected, `${size}: ${JSON.stringify(form)}`);
}

it("reads what browsers write", () => {
  expect(part() + END, "read");
  expect(part() + part() + END, "read");
  expect(END, "read");
  expect("--b--", "read");
  expect(`${part()}--b--`, "read");
  expect(part([NAMED, "Content-Type: text/plain"]) + END, "read");
  expect(part(["Content-Type: text/plain", NAMED, "X-y_z:"]) + END, "read");
  expect(part(undefined, "") + END, "read");
  expect(part(undefined, "\r\n--\r\n\r\n-b\r\n--a-b\r\r\n\n") + END, "read");
});

describe("the type", () => {
  const read = (type) => outcome(END, { type });

  it("names one boundary", () => {
    for (const type of [
      "multipart/form-data;boundary=b",
      'multipart/form-data; boundary="b"',
      "Multipart/Form-Data; Boundary=b",
      "multipart/form-data; charset=utf-8; boundary=b",
      "multipart/form-data;charset=utf-8;boundary=b",
      "multipart/form-data; boundary=b; charset=utf-8",
      "multipart/form-data; boundary=b;charset=utf-8",
    ])
      assert.equal(read(type), "read", type);
  });

  it("is refused otherwise", () => {
    for (const type of [
      "",
      "multipart/form-data",
      "multipart/form-data; boundary=",
      'multipart/form-data; boundary=""',
      'multipart/form-data; boundary="b',
      'multipart/form-data; boundary=b"',
      "multipart/form-data; boundary=b ",
      "multipart/form-data;  boundary=b",
      "multipart/form-data boundary=b",
      " multipart/form-data; boundary=b",
      "xmultipart/form-data; boundary=b",
      "multipart/form-data; boundary=b; boundary=c",
      "multipart/form-data; x=y; boundary=b",
      "multipart/form-data; boundary=b; x=y",
      "multipart/form-data; charset=; boundary=b",
      "multipart/form-data; charset=a b; boundary=b",
      "multipart/form-data; boundary=b; charset=",
      "multipart/form-data; boundary=b; charset=a;",
      "multipart/form-data; boundary=b,",
      `multipart/form-data; boundary=${"b".repeat(71)}`,
    ])
      assert.equal(read(type), "415 The form has no valid `boundary`.", type);
  });

  it("may have every sign of a boundary, and 70 of them", () => {
    for (const boundary of ["aZ09_'()+./:?-", "b".repeat(70)])
      assert.equal(
        outcome(`--${boundary}--`, { type: `multipart/form-data; boundary=${boundary}` }),
        "read",
      );
  });
});

describe("the name of a part", () => {
  const named = (more) => part([`Content-Disposition: form-data; ${more}`]) + END;

  it("is quoted, with a file's behind it", () => {
    for (const more of [
      'name="a"',
      'name=""',
      'name="a; b=c"',
      'name="a\\b"',
      'name="a"; filename="b"',
      'name="a"; filename=""',
      'name="a"; filename="b\\"c"',
      'name="a"; filename="b"; filename*=utf-8\'\'c%20d',
      "name=\"a\"; filename*=UTF-8''",
      'name=" request[0]"',
      'name="b[requests]"',
      'name="requests"',
      'name="my_requests[0]"',
      'name="my requests[0]"',
    ])
      expect(named(more), "read");
    expect(part(['content-disposition:form-data; name="a"']) + END, "read");
    expect(part(['CONTENT-DISPOSITION: FORM-DATA; NAME="a"']) + END, "read");
  });

  it("is refused in any other spelling", () => {
    for (const more of [
      "name=a",
      "name='a'",
      'name="a',
      'name=a"',
      'name="a\\""',
      'name="a\\\\"',
      'name="a"b"',
      'name="a" ',
      'name="a";',
      'name = "a"',
      ' name="a"',
      'x="a"',
      'filename="a"',
      'filename="b"; name="a"',
      'name="a"; name="b"',
      'name="a";filename="b"',
      'name="a"; filename=b',
      'name="a"; filename="b',
      'name="a"; filename="b""',
      'name="a"; filename="b"; filename="c"',
      "name=\"a\"; filename*=utf-8''c d",
      'name="a"; filename*=utf-8\'\'c"',
      "name=\"a\"; filename*=utf-8''c;",
      "name=\"a\"; filename*=latin1''c",
      "name=\"a\"; filename*=utf-8''c; x=y",
    ])
      expect(named(more), ODD);
    expect(part(['Content-Disposition:  form-data; name="a"']) + END, ODD);
    expect(part(['Content-Disposition: form-data;name="a"']) + END, ODD);
    expect(part(['Content-Disposition: attachment; name="a"']) + END, ODD);
    expect(part(['Content-Disposition: x form-data; name="a"']) + END, ODD);
    expect(part(['Content-Disposition: x-y: form-data; name="a"']) + END, ODD);
  });

  it("is no list of `requests`, as PHP reads it", () => {
    for (const name of ["requests[", "requests[0][path]", " requests[0]", "   requests[]"])
      expect(named(`name="${name}"`), LIST);
    expect(part() + named('name="requests[0]"'), LIST);
    expect(part(["X: y", 'Content-Disposition: form-data; name="requests[0]"']) + END, LIST);
  });

  it("is there once in each part", () => {
    expect(part([NAMED, NAMED]) + END, ODD);
    expect(part(["Content-Type: text/plain"]) + END, ODD);
    expect(part([]) + END, ODD);
    expect(part() + part(["X: y"]) + END, ODD);
  });
});

describe("a line", () => {
  it("of a header has a name", () => {
    for (const line of ["X", " X: y", ": y", "X y: z", "é: y", "(X: y"])
      expect(part([line, NAMED]) + END, ODD);
  });

  it("ends with CR and LF, and has neither of them inside, nor NUL", () => {
    for (const line of ["X: y\n", "X: y\r", "X: \ry", "X: y\0", "\0"])
      expect(part([line, NAMED]) + END, ODD);
    expect(part().replaceAll("\r\n", "\n") + END, ODD);
    expect(`--b\n${part().slice(5)}${END}`, ODD);
    expect(part().replace("\r\n", "\r\r\n") + END, ODD);
  });

  it("is refused before the form has come to its end", () => {
    for (const text of ["\n", "x\r\n\r", "--b\r\nX\n"])
      assert.throws(() => formReader(TYPE).read(Buffer.from(text)), { code: "invalid_option" });
  });

  it("has 4096 bytes at most", () => {
    const line = (length) => `X: ${"y".repeat(length - 4)}`;
    for (const size of [1e5, 4096, 1000]) {
      assert.equal(outcome(part([line(4096), NAMED]) + END, { size }), "read");
      assert.equal(outcome(part([line(4097), NAMED]) + END, { size }), ODD);
      assert.equal(outcome(`--b\r\n${"x".repeat(4096)}`, { size }), ODD, "no end");
    }
    // Before the end of the line has come.
    const reader = formReader(TYPE);
    reader.read(Buffer.from(`--b\r\n${"x".repeat(4096)}`));
    assert.throws(() => reader.read(Buffer.from("x")), { code: "invalid_option" });
  });
});

describe("a delimiter", () => {
  it("begins the form", () => {
    for (const before of ["x", "\r\n", "x\r\n", "--a\r\n", "-"]) expect(before + part() + END, ODD);
    expect("", ODD);
  });

  it("is alone in its line", () => {
    for (const after of ["x", " ", "-", "-- ", "--x", "---"])
      expect(`${part()}--b${after}\r\n${part().slice(5)}${END}`, ODD);
  });

  it("is the only line behind a part", () => {
    for (const line of ["--bx", "x", "", "--b --", "--b---"]) {
      expect(`${part()}${line}\r\n`, ODD);
      expect(`${line}\r\n`, ODD);
    }
  });

  it("comes after a line break, or PHP finds another", () => {
    for (const before of ["x", "", "\n", "\r", "\n\r", "\r\n "])
      expect(`${part(undefined, "").slice(0, -2)}${before}--b--\r\n`, ODD);
    for (const value of ["--b", "x--b", "\n--b", "\r--b", "x\r\n --b", "\r\n--b--b"])
      expect(part(undefined, value) + END, ODD);
  });

  it("ends the form, with nothing behind it but line breaks", () => {
    expect(`${part()}${END}\r\n\r\n`, "read");
    for (const after of ["x", "\n", "\r", part(), "x\r\n", " \r\n", "\r\nx"])
      expect(part() + END + after, ODD);
  });

  it("is not left out", () => {
    expect(part(), ODD);
    expect(part().slice(0, -2), ODD);
    for (const cut of [1, 2, 3]) expect(`${part()}--b--`.slice(0, -cut), ODD);
    expect(`${part()}--b--x`, ODD);
    expect(`${part()}--b--\r`, ODD);
    expect("--b\r\n", ODD);
  });
});
