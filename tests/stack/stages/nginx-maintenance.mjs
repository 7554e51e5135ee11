// The web server's own maintenance page.
export default {
  name: "nginx shows a maintenance page",
  start({ host }) {
    const page = "<html><head><title>Maintenance</title></head><body>Back soon.</body></html>";
    return host.serve("nginx", { site: `default_type text/html; return 503 '${page}';` });
  },
  says: { "*": ["malformed_response|http_error", /maintenance/i] },
};
