import { backend } from "../../../../lib/backend.mjs";
const { handle } = backend;
export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
