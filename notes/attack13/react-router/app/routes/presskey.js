import { backend } from "../backend.server";
export const loader = ({ request }) => backend.handle(request);
export const action = loader;
