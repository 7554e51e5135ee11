// A try_files that loses the query behind pretty addresses, as in old tutorials.
export default {
  name: "nginx's try_files loses the query",
  start: ({ host }) =>
    host.serve("nginx", {
      site: "client_max_body_size 64m;",
      fallback: "try_files $uri $uri/ /index.php;",
    }),
  finds: ["rest fail"],
};
