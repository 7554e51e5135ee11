// Apache from Debian: PHP by FPM or by CGI, WordPress's own .htaccess or another.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "./processes.mjs";

const modules = [
  ...["mpm_event", "dir", "mime", "env", "setenvif", "rewrite", "headers"],
  ...["authz_core", "authz_user", "auth_basic", "authn_core", "authn_file"],
];

/** Without a socket of FPM, PHP is a CGI script. `config` stands in the virtual host. */
export async function startApache(folder, tools, { root, port, socket, config: more = "" }) {
  const config = join(folder, `apache-${port}.conf`);
  const kinds = socket ? ["proxy", "proxy_fcgi"] : ["cgid", "actions", "alias"];
  const load = [...modules, ...kinds].map(
    (name) => `LoadModule ${name}_module ${join(tools.apache.modules, `mod_${name}.so`)}`,
  );
  const handler = socket
    ? `SetHandler "proxy:unix:${socket}|fcgi://localhost"`
    : "SetHandler presskey-php";
  const cgi = `ScriptAlias /presskey-cgi/ ${folder}/cgi/
    Action presskey-php /presskey-cgi/php
    <Directory ${folder}/cgi>
      Require all granted
      Options +ExecCGI
    </Directory>`;
  writeFileSync(
    config,
    `ServerRoot ${folder}
PidFile apache-${port}.pid
ErrorLog apache.log
Listen 127.0.0.1:${port}
ServerName 127.0.0.1
TypesConfig /dev/null
StartServers 1
ThreadsPerChild 8
MaxRequestWorkers 8
${load.join("\n")}
${socket ? "" : `ScriptSock ${join(folder, "cgid.sock")}`}
DocumentRoot ${root}
DirectoryIndex index.php
<Directory ${root}>
  Require all granted
  AllowOverride All
  Options +FollowSymLinks
</Directory>
<VirtualHost 127.0.0.1:${port}>
    <FilesMatch "\\.php$">
      ${handler}
    </FilesMatch>
    ${socket ? "" : cgi}
    ${more}
</VirtualHost>
`,
  );
  const args = ["-D", "FOREGROUND", "-f", config];
  return startServer(tools.apache.path, args, { env: tools.env, address: port, cwd: folder });
}
