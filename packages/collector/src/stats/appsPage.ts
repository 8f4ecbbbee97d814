import { html } from 'hono/html';
import type { Content } from './format.js';
import { wholePage } from './layout.js';

/** The page with links to those of the apps. */
export function appsPage(apps: readonly string[], nonce: string): Content {
  const links = apps.map((app) => html`<li><a href="${app}/">${app}</a></li>\n`);
  return wholePage(
    nonce,
    html`<h2>Apps</h2>
<p class="sentence">Each has a stats page of its own. Their counts are kept apart.</p>
<ul class="apps">
${links}</ul>
`,
  );
}
