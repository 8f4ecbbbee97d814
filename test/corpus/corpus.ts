import { readFileSync } from 'node:fs';

/** A form in which a program reports a failure, and what it counts as. */
export interface Row {
  readonly at: 'turn_done' | 'tool_result';
  readonly kind: string;
  readonly note?: string;
  /** A text, or the fields of an error. */
  readonly err: string | Readonly<Record<string, unknown>>;
  /** The bucket; null: no failure. */
  readonly want: string | null;
}

const lines = readFileSync(new URL('errors.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
export const corpus: readonly Row[] = lines.map((line) => JSON.parse(line));

export const titleOf = ({ at, err, want }: Row): string => `${at} ${want}: ${JSON.stringify(err)}`;
