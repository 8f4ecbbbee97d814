import type { Problem } from 'turntally/protocol';
import { idRetentionDays } from 'turntally/protocol';
import { problemDetails } from './problemDetails.js';

export const maxBodyBytes = 32 * 1024;

type Refused = readonly [status: 400 | 413 | 415 | 429 | 503, detail: string, errors?: Problem['errors']];

/** Why a batch is void. The store keeps the code; the document is made from it. Codes are never renamed: files contain them. */
const refused = {
  rate: [429, 'Too many posts from this address.'],
  overloaded: [503, 'Too many posts at once.'],
  unavailable: [503, 'Temporarily unavailable.'],
  media_type: [415, 'The content type must be application/json.'],
  encoding: [415, 'The body must not have a content encoding.'],
  too_long: [413, `The body must not be longer than ${maxBodyBytes} bytes.`],
  not_json: [400, 'The body must be JSON in UTF-8.'],
  repeated_key: [400, 'An object of the body has two keys of the same name.'],
  payload: [400, 'The payload is invalid.'],
  sealed: [400, `The batch was sealed more than ${idRetentionDays} days ago, or later than tomorrow.`],
  version: [400, 'The payload is invalid.', [{ pointer: '/version', detail: 'this version is not accepted here' }]],
} as const satisfies Readonly<Record<string, Refused>>;

/** Whether the batch may be accepted at another time: the refusal is not about its content. */
export function isTemporary(code: RefusalCode): boolean {
  const [status] = refused[code];
  return status === 429 || status === 503;
}

/** Whether the refusal is about the content of the request: another request under this id may have other content. */
export function isOfContent(code: RefusalCode): boolean {
  return code !== 'sealed' && !isTemporary(code);
}

export type RefusalCode = keyof typeof refused;

export const refusalCodes = Object.keys(refused) as [RefusalCode, ...RefusalCode[]];

/** The problem document of a refusal, without `void`. `errors` name the counters of a `payload` that is invalid. */
export function problemOfRefusal(code: RefusalCode, errors?: Problem['errors']): Problem {
  const [status, detail, always]: Refused = refused[code];
  return problemDetails(status, detail, errors ?? always);
}
