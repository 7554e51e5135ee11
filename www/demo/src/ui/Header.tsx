import { isInPage } from "../connection";

/** Where the site lies of which the demo is a part, if it is. */
const docs: string | undefined = import.meta.env.VITE_DOCS;

export function Header({ site }: { site: string }) {
  const query = site && !isInPage(site) ? `?${new URLSearchParams({ site })}` : "";
  return (
    <header className="masthead">
      <h1>
        <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
          <rect width="32" height="32" rx="8" className="logo-ground" />
          <path
            className="logo-line"
            d="M16 16h9.5M22 16v4.5M16 16a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Z"
          />
        </svg>
        presskey
      </h1>
      <p>Log in to WordPress from any frontend.</p>
      <nav>
        {docs && <a href={docs}>Documentation</a>}
        <a href={`vanilla.html${query}`}>The same without a build step</a>
      </nav>
    </header>
  );
}
