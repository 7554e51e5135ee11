// For replay.test.mjs: two ways through a function.
exports.branch = (number) => {
  if (number > 0) return "positive";
  return "negative, or zero";
};
