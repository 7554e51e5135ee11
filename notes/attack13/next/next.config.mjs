export default { typescript: { ignoreBuildErrors: true }, turbopack: { root: "/tmp/a13next" } };
