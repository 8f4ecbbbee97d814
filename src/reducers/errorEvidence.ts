import { unlessItThrows } from '../unlessItThrows.js';
import { quotation, statusInProse } from './errorText.js';

/** What an error says of itself. The texts stay among the reducers: only the name of a class leaves them. */
export interface ErrorEvidence {
  /** An HTTP status from 400 to 599: the first that is a field, or else that a text states. */
  readonly status: string | undefined;
  /** Codes, types and names. */
  readonly names: string[];
  /** Each text up to what it quotes, 2,000 characters at most. */
  readonly texts: string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** All that is read of an error: statuses, codes, types, names and texts, and other errors that it is about. */
const fields = [
  // What an adapter made of an error: `{ class: 'http_429' }`.
  'class',
  'status',
  'statusCode',
  'status_code',
  'httpStatusCode',
  'http_status_code',
  'code',
  'type',
  'name',
  'errorKind',
  'codex_error_info',
  'codexErrorInfo',
  'message',
  'error',
  'lastError',
  'response',
  '$metadata',
  'data',
  'details',
  'cause',
  // The first of a list.
  '0',
];

/** `AbortError: …`, though it be wrapped in another error's text: Electron's main process does so. */
const beginningName = /^\D*?\b(?!Error:)(\w+(?:Error|Exception|Aborted))(?::|$)/;

/** Reads an error and what it is about: five levels, 20 objects at most. Never throws. */
export function readEvidence(error: unknown): ErrorEvidence {
  const statuses: string[] = [];
  const stated: string[] = [];
  const names: string[] = [];
  const texts: string[] = [];
  let objects = 0;

  const read = (value: unknown, isName: boolean, depth: number, isQuoted = false): void => {
    if (typeof value === 'string' || typeof value === 'number') {
      const text = `${value}`.slice(0, 2000);
      const isWord = !/\s/.test(text);
      // Of an error that a text quotes, nothing but single words.
      if (isQuoted && !isWord) return;
      const [prose = ''] = text.split(quotation, 1);
      const status = statusInProse(prose);
      const name = beginningName.exec(prose)?.[1] ?? (isName && isWord && text);
      if (status) (status === text ? statuses : stated).push(status);
      if (name) names.push(name);
      if (isQuoted) return;
      texts.push(prose);
      const json = text.slice(prose.length).replace(/[^\]}]*$/, '');
      // To throw is slow: most texts quote nothing.
      const quoted: unknown = json && unlessItThrows(() => JSON.parse(json));
      if (quoted) read(quoted, isName, depth, true);
    } else if (typeof value === 'object' && value && depth < 6 && objects < 20) {
      objects++;
      for (const field of fields) {
        const inner = unlessItThrows(() => (value as Fields)[field]);
        read(inner, field !== 'message', depth + 1, isQuoted);
        // `codexErrorInfo: { responseStreamDisconnected: … }`: here the first key is the name.
        const isCodex = inner !== undefined && field.startsWith('codex');
        const key = isCodex ? unlessItThrows(() => Object.keys(inner as Fields)[0]) : undefined;
        if (key) read({ name: key, cause: unlessItThrows(() => (inner as Fields)[key]) }, true, depth + 1, isQuoted);
      }
    }
  };
  read(error, false, 0);
  return { status: statuses[0] ?? stated[0], names, texts };
}
