export default (stage) => ({
  "API key": (block) =>
    block.words.includes("node")
      ? stage.runsInNode(block.code, { env: { API_KEY: "a-key-for-tests-only" } })
      : stage.play(block),
});
