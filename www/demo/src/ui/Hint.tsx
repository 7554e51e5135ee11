import { createElement, useRef, useState } from "react";

/** A line for a server's file or for PHP, unlike a name or a value in a sentence. */
const isLine = (code: string) => /\n|\s.*[;(){}"'=$<]|\([^)]|;$/.test(code);

/** Hints put code between backticks; lines to paste get a block. Children as arguments need no keys. */
export function Hint({ text }: { text: string }) {
  const parts = text.split("`").map((part, n, all) => {
    // After a block, a full stop would begin the next line.
    const follows = n > 0 && isLine(all[n - 1] ?? "");
    if (n % 2 === 0) return follows ? part.replace(/^[.,;]?\s+|^\.$/, "") : part;
    return isLine(part)
      ? createElement(CodeBlock, { code: part })
      : createElement("code", null, part);
  });
  return createElement("div", { className: "hint" }, ...parts);
}

function CodeBlock({ code }: { code: string }) {
  const element = useRef<HTMLElement>(null);
  const [label, setLabel] = useState("Copy");
  async function copy() {
    try {
      await navigator.clipboard.writeText(code);
      setLabel("Copied");
    } catch {
      // There is no clipboard on http: pages other than loopback.
      if (element.current) getSelection()?.selectAllChildren(element.current);
      setLabel("Selected");
    }
  }
  return (
    <div className="code-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard */}
      <pre tabIndex={0}>
        <code ref={element}>{code}</code>
      </pre>
      <button type="button" className="small" onClick={copy}>
        {label}
      </button>
    </div>
  );
}
