export default (stage) => ({
  "Second factor": async ({ code }) => {
    stage.site.setOptions({ second_factor: { editor: "123456" }, cors_origin: "*" });
    try {
      await stage.runs(code, {
        prepare: [
          () => {
            globalThis.prompt = () => "123456";
          },
        ],
      });
    } finally {
      stage.site.setOptions();
    }
  },
});
