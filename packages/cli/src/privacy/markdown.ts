import { type Block, type Document, type Inline, plain, type Text } from './blocks.js';

/** Writes GitHub-flavoured Markdown. Texts of the command line are escaped, so that they are never markup. */
export const markdown = ({ blocks }: Document): string => `${blocks.map(block).join('\n\n')}\n`;

function block(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${inlines(block.text)}`;
    case 'paragraph':
      return asParagraph(inlines(block.text));
    case 'list':
      return block.items.map((item) => `- ${asParagraph(inlines(item))}`).join('\n');
    case 'code':
      return `\`\`\`http\n${block.text}\n\`\`\``;
  }
}

const inlines = (text: Text): string => text.map(inline).join('');

function inline(part: Inline): string {
  if (typeof part === 'string') return part.replaceAll(/[\\`*_[\]<>&|~#]/g, String.raw`\$&`);
  return 'gap' in part ? plain([part]) : `\`${part.code}\``;
}

/** Escapes what would begin a list or a heading. */
const asParagraph = (text: string): string =>
  text.trim().replace(/^([-+=]|\d+(?=[.)]))/, (begin) => (/\d/.test(begin) ? `${begin}\\` : `\\${begin}`));
