import { editor } from "../../../snippets/snippets.mjs";

export default (stage) => ({
  "When a session ends": ({ code }) =>
    stage.runs(code, {
      prepare: [
        (credentials) => {
          globalThis.openLoginDialog = async () => credentials;
        },
        { username: "editor", password: editor.password },
      ],
    }),
});
