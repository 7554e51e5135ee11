// nginx from Debian with PHP-FPM, set up as WordPress's handbook has it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { mergedEnv, startServer } from "./processes.mjs";

/** What is no file is for WordPress. */
const fallbackTo = (path) => `try_files $uri $uri/ ${path}/index.php?$args;`;

/** `config` stands in the block that hands requests to PHP; `site` and `all` in those around it, `load` at the top. */
export async function startNginx(
  folder,
  tools,
  {
    root,
    path = "",
    port,
    socket,
    config = "",
    site = "",
    all = "",
    load = "",
    env,
    fallback = fallbackTo(path),
  },
) {
  const file = join(folder, `nginx-${port}.conf`);
  const params = {
    SCRIPT_FILENAME: "$document_root$fastcgi_script_name",
    SCRIPT_NAME: "$fastcgi_script_name",
    DOCUMENT_ROOT: "$document_root",
    REQUEST_METHOD: "$request_method",
    REQUEST_URI: "$request_uri",
    QUERY_STRING: "$query_string",
    CONTENT_TYPE: "$content_type",
    CONTENT_LENGTH: "$content_length",
    SERVER_PROTOCOL: "$server_protocol",
    SERVER_NAME: "$server_name",
    SERVER_PORT: "$server_port",
    REMOTE_ADDR: "$remote_addr",
    REDIRECT_STATUS: "200",
  };
  const fastcgi = Object.entries(params).map(([name, value]) => `fastcgi_param ${name} ${value};`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${join(folder, `nginx-${port}-${name}`)};`,
  );
  writeFileSync(
    file,
    `${load}
daemon off;
pid ${join(folder, `nginx-${port}.pid`)};
error_log stderr;
events {}
http {
  access_log off;
  types { text/html html; application/javascript js mjs; application/wasm wasm; text/css css; image/png png; image/gif gif; image/svg+xml svg; }
  ${temporary.join("\n  ")}
  ${all}
  server {
    ${site}
    listen 127.0.0.1:${port};
    root ${root};
    index index.php index.html;
    location / { ${fallback} }
    location ~ \\.php$ {
      ${fastcgi.join("\n      ")}
      fastcgi_pass unix:${socket};
      ${config}
    }
  }
}
`,
  );
  const args = ["-c", file, "-p", folder, "-e", "stderr"];
  return startServer(tools.nginx.path, args, {
    env: mergedEnv(tools.env, env),
    address: port,
    cwd: folder,
  });
}
