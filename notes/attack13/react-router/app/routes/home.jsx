import { data } from "react-router";
import { backend } from "../backend.server";
export async function loader({ request }) {
  const wp = await backend.client(request);
  const query = { status: "draft" };
  const isSignedIn = wp.session.status === "authenticated";
  const drafts = isSignedIn ? await wp.json("/wp/v2/posts", { query }) : [];
  return data({ drafts, session: wp.session }, { headers: wp.headers() });
}
export default function Home({ loaderData }) { return <main>STATUS={loaderData.session.status}</main>; }
