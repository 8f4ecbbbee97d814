import { type Block, type Document, type Inline, plain, type Text } from './blocks.js';

const style =
  'body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif;overflow-wrap:anywhere}' +
  'pre{white-space:pre-wrap}';

/** Writes a whole page, well-formed as HTML and as XML, that loads nothing. */
export function html({ language, blocks }: Document): string {
  const title = blocks.find((block) => block.kind === 'heading');
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${escaped(title ? plain(title.text) : '')}</title>
<style>${style}</style>
</head>
<body>
<main>
${blocks.map(element).join('\n')}
</main>
</body>
</html>
`;
}

function element(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${inlines(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${inlines(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${inlines(item)}</li>`).join('\n')}\n</ul>`;
    case 'code':
      return `<pre><code>${escaped(block.text)}</code></pre>`;
  }
}

const inlines = (text: Text): string => text.map(inline).join('');

function inline(part: Inline): string {
  const text = escaped(plain([part]));
  if (typeof part === 'string') return text;
  return 'gap' in part ? `<mark>${text}</mark>` : `<code>${text}</code>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
