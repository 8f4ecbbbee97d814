/** A document as plain data, independent of the format it is written in. */

/** Text, a name from the code, or a gap for a detail that only the team knows. */
export type Inline = string | { readonly code: string } | { readonly gap: string };
export type Text = readonly Inline[];

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: Text }
  | { readonly kind: 'paragraph'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  /** Written byte for byte. */
  | { readonly kind: 'code'; readonly text: string };

export interface Document {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly blocks: readonly Block[];
}

export const heading = (level: 1 | 2 | 3, ...text: Text): Block => ({ kind: 'heading', level, text });
export const paragraph = (...text: Text): Block => ({ kind: 'paragraph', text });
export const list = (...items: readonly Text[]): Block => ({ kind: 'list', items });
export const code = (text: string): Block => ({ kind: 'code', text });

/** Returns the text without markup, gaps in brackets. */
export const plain = (text: Text): string =>
  text.map((part) => (typeof part === 'string' ? part : 'code' in part ? part.code : `[${part.gap}]`)).join('');
