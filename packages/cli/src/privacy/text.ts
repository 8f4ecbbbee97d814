import { type Block, type Document, plain } from './blocks.js';
import { columnsOf, wrapped } from './wrapped.js';

export interface TextOptions {
  /** No line but those of the example is wider, as far as its words allow. */
  readonly width: number;
  readonly bold: (text: string) => string;
}

/** For a terminal, or any place that shows text as it is. */
export const text = ({ blocks }: Document, options: TextOptions): string =>
  `${blocks.map((each) => block(each, options)).join('\n\n')}\n`;

function block(block: Block, { width, bold }: TextOptions): string {
  switch (block.kind) {
    case 'heading':
      return titled(wrapped(plain(block.text), width), block.level, bold);
    case 'paragraph':
      return wrapped(plain(block.text), width).join('\n');
    case 'list':
      return block.items.map((item) => `- ${wrapped(plain(item), width - 2).join('\n  ')}`).join('\n');
    case 'code':
      return block.text.replaceAll(/^(?=.)/gm, '    ');
  }
}

const underlines = { 1: '=', 2: '-', 3: undefined } as const;

function titled(lines: readonly string[], level: 1 | 2 | 3, bold: (text: string) => string): string {
  const title = lines.map(bold).join('\n');
  const underline = underlines[level];
  return underline ? `${title}\n${underline.repeat(Math.max(...lines.map(columnsOf)))}` : title;
}
