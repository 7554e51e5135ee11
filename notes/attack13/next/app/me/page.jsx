import { cookies } from "next/headers";
import { backend } from "../../lib/backend.mjs";
export default async function Me() { const wp = await backend.client(await cookies()); return <main>STATUS={wp.session.status}={wp.session.user?.username ?? ""}</main>; }
