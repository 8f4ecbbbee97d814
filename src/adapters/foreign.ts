// What a framework sends or throws may have any shape, whatever its types say: to read it never throws.
import { unlessItThrows } from '../unlessItThrows.js';

export type Fields = { readonly [field: string]: unknown };

export const fieldsOf = (value: unknown): Fields => Object(value);

/** The objects of a list, or the one that was sent instead of a list. */
export const objectsOf = <Item extends object>(list: unknown): Partial<Item>[] =>
  [list].flat().filter((item): item is Item => Object(item) === item);

/** NaN if one of the counts is no number. */
export const sumOf = (...counts: readonly unknown[]): number =>
  counts.reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : Number.NaN), 0);

/** The text of what was thrown, or the thrown text itself; `undefined` if it has none. */
export const textOf = (error: unknown): string | undefined =>
  [error, unlessItThrows((): unknown => Object(error).message)].find((text) => typeof text === 'string');
