// Apache from Debian: PHP by FPM, by CGI or as its module, WordPress's own .htaccess or another.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { mergedEnv, startServer } from "./processes.mjs";

const modules = [
  ...["dir", "mime", "env", "setenvif", "rewrite", "headers"],
  ...["authz_core", "authz_user", "auth_basic", "authn_core", "authn_file"],
];

/** Without a socket of FPM and without a module, PHP is a CGI script. `config` stands in the virtual host. */
export async function startApache(
  folder,
  tools,
  { root, port, socket, module, config: more = "" },
) {
  const config = join(folder, `apache-${port}.conf`);
  const kinds = kindsOf({ socket, module });
  const load = [...modules, ...kinds].map(
    (name) => `LoadModule ${name}_module ${join(tools.apache.modules, `mod_${name}.so`)}`,
  );
  if (module) load.push(`LoadModule php_module ${module.module}`, `PHPIniDir ${folder}`);
  const handler = handlerOf({ socket, module });
  const isCgi = !socket && !module;
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
${module ? "" : "ThreadsPerChild 8"}
MaxRequestWorkers 8
${load.join("\n")}
${isCgi ? `ScriptSock ${join(folder, "cgid.sock")}` : ""}
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
    ${isCgi ? cgi : ""}
    ${more}
</VirtualHost>
`,
  );
  const args = ["-D", "FOREGROUND", "-f", config];
  const env = mergedEnv(tools.env, module?.env);
  return startServer(tools.apache.path, args, { env, address: port, cwd: folder });
}

/** PHP's module is built for one process per request. */
const kindsOf = ({ socket, module }) => {
  if (module) return ["mpm_prefork"];
  return ["mpm_event", ...(socket ? ["proxy", "proxy_fcgi"] : ["cgid", "actions", "alias"])];
};

const handlerOf = ({ socket, module }) => {
  if (module) return "SetHandler application/x-httpd-php";
  return socket ? `SetHandler "proxy:unix:${socket}|fcgi://localhost"` : "SetHandler presskey-php";
};
