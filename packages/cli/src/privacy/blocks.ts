/** A document as plain data: what it says, whatever it is written in. */

/** Words, a name from the code, or a gap that the team has to fill, by its name. */
export type Inline = string | { readonly code: string } | { readonly gap: string };
export type Text = readonly Inline[];

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: Text }
  | { readonly kind: 'paragraph'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  /** Kept as it is, to the byte. */
  | { readonly kind: 'code'; readonly text: string };

export interface Document {
  /** BCP 47. */
  readonly language: string;
  readonly blocks: readonly Block[];
}

export const heading = (level: 1 | 2 | 3, ...text: Text): Block => ({ kind: 'heading', level, text });
export const paragraph = (...text: Text): Block => ({ kind: 'paragraph', text });
export const list = (...items: readonly Text[]): Block => ({ kind: 'list', items });
export const code = (text: string): Block => ({ kind: 'code', text });

/** As it is read; a gap stands in brackets. */
export const plain = (text: Text): string =>
  text.map((part) => (typeof part === 'string' ? part : 'code' in part ? part.code : `[${part.gap}]`)).join('');
