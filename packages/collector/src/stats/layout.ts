import { html, raw } from 'hono/html';
import type { Content } from './format.js';
import { textureDefinitions } from './patterns.js';
import { style } from './style.js';

/** A whole page. The nonce is that of its headers. */
export function wholePage(nonce: string, content: Content): Content {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>turntally: stats</title>
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body>
${textureDefinitions}
<main>
<h1>turntally</h1>
${content}</main>
</body>
</html>
`;
}

/** `name` is what it is called in code, where that is something else. */
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
