import { createElement } from "react";

/** Hints put lines of code between backticks. Children as arguments need no keys. */
export function Hint({ text }: { text: string }) {
  const parts = text
    .split("`")
    .map((part, n) => (n % 2 ? createElement("code", null, part) : part));
  return createElement("p", { className: "hint" }, ...parts);
}
