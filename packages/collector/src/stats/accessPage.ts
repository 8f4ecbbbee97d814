import { html } from 'hono/html';
import { pageHeaders } from '../documentHeaders.js';
import type { Content } from './format.js';
import { wholePage } from './layout.js';

type Reason = 'no token' | 'no password' | 'cross-site';

/** Whether a browser asks for a document to show to a person. */
export function isNavigation({ headers }: Request): boolean {
  return headers.get('sec-fetch-mode') === 'navigate' || /\btext\/html\b/i.test(headers.get('accept') ?? '');
}

/** The page for a person who may not read, or not by the way that led here. It repeats nothing of the request. */
export async function accessPage(
  reason: Reason,
  status: 401 | 403,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const nonce = crypto.randomUUID();
  const body = String(await wholePage(nonce, texts[reason]));
  return new Response(body, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...pageHeaders(nonce), ...headers },
  });
}

/** An empty `href` is the address of the page itself. */
const texts: Readonly<Record<Reason, Content>> = {
  'no token': html`<p class="wrong" role="alert"><strong>Reading needs a token.</strong> Open the address that <code>turntally collect</code> printed,
or add <code>?token=…</code> to this one. A collector that is started without a token makes a new one.</p>
`,
  'no password': html`<p class="wrong" role="alert"><strong>Reading needs a user name and a password.</strong> Reload to enter them.</p>
`,
  'cross-site': html`<p class="wrong" role="alert"><strong>Another site led here.</strong> To show the page with your access, open it from here.</p>
<p><a href="">Open the stats page</a></p>
`,
};
