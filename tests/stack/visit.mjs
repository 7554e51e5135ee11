// An app on a server that logs in, reads, writes and looks: what it learns, by step.
import { createClient } from "presskey";
import { credentials } from "../support/app.mjs";

const FRONTEND = "https://app.example.com";
const PAGE = "<p>A page with <script>alert(1)</script> &amp; quotes ' OR 1=1 --</p>";

/** @param {string} site the address that the app was given */
export async function visit(site, options = {}) {
  const wp = createClient({ site, storage: "memory", timeout: 8000, ...options });
  const told = {};
  const attempt = async (name, call) => {
    try {
      told[name] = { code: "ok", value: await call() };
    } catch (error) {
      const { code = error.name, hint = "", message, status } = error;
      told[name] = { code, hint, message, status };
    }
  };
  await attempt("login", () => wp.login(credentials("editor")));
  if (told.login.code === "ok") {
    await attempt("me", () => wp.json("/wp/v2/users/me", { auth: "required" }));
    const json = { title: "A draft", content: PAGE, status: "draft" };
    await attempt("create", () =>
      wp.json("/wp/v2/posts", { method: "POST", auth: "required", json }),
    );
    const id = told.create.value?.id ?? 1;
    await attempt("edit", () =>
      wp.json(`/wp/v2/posts/${id}`, {
        method: "PUT",
        auth: "required",
        json: { title: "Changed" },
      }),
    );
    const file = new File(["Some words. ".repeat(1700)], "notes.txt", { type: "text/plain" });
    await attempt("upload", () => wp.upload(file));
  }
  await attempt("posts", () => wp.json("/wp/v2/posts", { auth: "omit", query: { per_page: 1 } }));
  const { findings } = await wp.diagnose({ origin: FRONTEND });
  wp.close();
  return {
    told,
    findings: findings.filter(({ status }) => status === "fail" || status === "warn"),
  };
}
