// Without try_files nginx looks for a file wp-json: only ?rest_route= works.
export default {
  name: "nginx without try_files",
  start: ({ host }) => host.serve("nginx", { site: "client_max_body_size 64m;", fallback: "" }),
  // The index names /wp-json as the root, where no request arrives: the other form is used.
  finds: [],
};
