// nginx takes 16 KB and no more.
export default {
  name: "nginx refuses an upload that is too large",
  start: ({ host }) => host.serve("nginx", { site: "client_max_body_size 16k;" }),
  says: { upload: "malformed_response|http_error" },
};
