import { index, route } from "@react-router/dev/routes";
export default [index("routes/home.jsx"), route("api/presskey/*", "routes/presskey.js")];
