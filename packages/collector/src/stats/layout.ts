import { html, raw } from 'hono/html';
import type { Content } from './format.js';
import { patternDefinitions } from './patterns.js';
import { style } from './style.js';

/** Wraps the content in a complete page, that of an app if there are several. The nonce is the one in the headers. */
export function wholePage(nonce: string, content: Content, app?: string | undefined): Content {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>turntally: ${app ?? 'stats'}</title>
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body>
${patternDefinitions}
<main>
<h1>${app === undefined ? 'turntally' : html`<a href="../">turntally</a> / ${app}`}</h1>
${content}</main>
</body>
</html>
`;
}

/** `name` is the signal's name in code, shown if it differs from the title. */
export function section(
  { id, title, name, sentence }: { id: string; title: string; name?: string; sentence: string },
  content: Content,
): Content {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}${name === undefined || name === title ? '' : html` <code>${name}</code>`}</h2>
<p class="sentence">${sentence}</p>
${content}
</section>
`;
}

/** A section that is closed: `glance` is seen of it. A link to `about-` and the name of the signal opens it. */
export function foldedSection(
  { id, title, name, sentence, glance }: { id: string; title: string; name: string; sentence: string; glance: string },
  content: Content,
): Content {
  return html`<section class="folded" aria-labelledby="${id}"><details>
<summary><h2 id="${id}">${title}${name === title ? '' : html` <code>${name}</code>`}</h2> <span class="glance">${glance}</span></summary>
<p class="sentence" id="about-${name}">${sentence}</p>
${content}
</details></section>
`;
}
