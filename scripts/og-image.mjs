#!/usr/bin/env node
// Draws what messengers and social networks show for a link to the site: www/pages/public/og.png.
// It is committed, so that building the site needs no browser. Run it when the text changes.
import { fileURLToPath } from "node:url";
import { launch } from "../tests/support/chromium.mjs";

const path = fileURLToPath(new URL("../www/pages/public/og.png", import.meta.url));
const html = `<!doctype html><style>
  body { margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 72px 80px;
    display: flex; flex-direction: column; background: #3355dd; color: #fff; font-family: system-ui, sans-serif; }
  header { display: flex; align-items: center; gap: 20px; font-size: 44px; font-weight: 700; }
  h1 { margin: auto 0 24px; font-size: 70px; line-height: 1.12; letter-spacing: -0.02em; }
  p { margin: 0 0 36px; font-size: 32px; line-height: 1.4; }
  code { align-self: start; padding: 14px 24px; border-radius: 12px; background: #10152a; font: 30px ui-monospace, monospace; }
</style>
<header><svg viewBox="0 0 32 32" width="64" height="64"><rect width="32" height="32" rx="8" fill="#fff"/>
<path d="M16 16h9.5M22 16v4.5M16 16a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Z" fill="none" stroke="#3355dd" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>presskey</header>
<h1>Log in to any WordPress,<br>from any frontend</h1>
<p>Stay logged in, and know why a request failed.</p>
<code>npm install presskey</code>`;

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
await page.setContent(html);
await page.screenshot({ path });
await browser.close();
