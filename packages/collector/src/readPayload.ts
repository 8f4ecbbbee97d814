import type { Problem } from 'turntally/protocol';
import type { Decision } from './CollectorStore.js';
import { implausible } from './implausible.js';
import type { metricsPayload } from './payload.js';
import type { payloadGuard } from './payloadGuard.js';
import { problemDetails } from './problemDetails.js';
import { readBody } from './readBody.js';
import { maxBodyBytes, type RefusalCode } from './refusals.js';

/** What to decide about a request's content. */
export type Content =
  | Exclude<Decision, { readonly kind: 'void' }>
  | {
      readonly kind: 'void';
      readonly refusal: RefusalCode;
      /** What is wrong with the payload; not stored, because it is made again from each repeat. */
      readonly errors?: Problem['errors'];
    };

/** `unread` if the content did not arrive completely, which says nothing about the batch. */
export type Reading = Content | { readonly kind: 'unread'; readonly problem: Problem };

export interface ContentRules {
  readonly schema: ReturnType<typeof metricsPayload>;
  /** Accepts only what `schema` accepts, faster. What it does not accept is left to the schema. */
  readonly isPayload: ReturnType<typeof payloadGuard>;
  /** The only versions to accept; all if `undefined`. */
  readonly versions: readonly string[] | undefined;
  /** The most of one token that a batch counts without being set aside. */
  readonly plausible: number;
  /** Milliseconds that the body may take to arrive. */
  readonly maxMs: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads and validates the content of a post. Never rejects. */
export async function readPayload(request: Request, rules: ContentRules): Promise<Reading> {
  const unsupported = unsupportedMedia(request.headers);
  if (unsupported) return { kind: 'void', refusal: unsupported };
  const body = await readBody(request, maxBodyBytes, rules.maxMs);
  switch (body.kind) {
    case 'late':
      return { kind: 'unread', problem: problemDetails(408, 'The body did not arrive in time.') };
    case 'broken off':
      return { kind: 'unread', problem: problemDetails(400, 'The connection ended before the end of the body.') };
    case 'too long':
      return { kind: 'void', refusal: 'too_long' };
    case 'whole':
      return decide(body.bytes, rules);
  }
}

function decide(bytes: Uint8Array, { schema, isPayload, versions, plausible }: ContentRules): Content {
  const json = parseJson(bytes);
  if (!json) return { kind: 'void', refusal: 'not_json' };
  const { data: payload, error } = isPayload(json.value) ? { data: json.value } : schema.safeParse(json.value);
  if (!payload) return { kind: 'void', refusal: 'payload', errors: pointerErrors(error.issues) };
  if (countColons(json.text) !== 3 + 3 * payload.counters.length) return { kind: 'void', refusal: 'repeated_key' };
  if (versions && !versions.includes(payload.version)) return { kind: 'void', refusal: 'version' };
  const reason = implausible(payload, plausible);
  return reason === undefined ? { kind: 'count', payload } : { kind: 'setAside', payload, reason };
}

function unsupportedMedia(headers: Headers): RefusalCode | undefined {
  if (!/^application\/json[ \t]*(;|$)/i.test(headers.get('content-type') ?? '')) {
    return 'media_type';
  }
  const encoding = headers.get('content-encoding') ?? 'identity';
  return /^identity$/i.test(encoding) ? undefined : 'encoding';
}

function parseJson(bytes: Uint8Array): { readonly text: string; readonly value: unknown } | undefined {
  try {
    const text = utf8.decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/**
 * The colons of the text of a valid payload: `JSON.parse` silently keeps the last of two equal keys. No name, version or os
 * contains a colon, so each colon belongs to a key, or to the value of a key that is repeated.
 */
function countColons(json: string): number {
  let colons = 0;
  for (let at = json.indexOf(':'); at !== -1; at = json.indexOf(':', at + 1)) colons += 1;
  return colons;
}

/** Only the first issue of each counter and of each field, so that the client reads the whole answer. */
function pointerErrors(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
  const errors = new Map<string, { pointer: string; detail: string }>();
  for (const { path, message } of issues) {
    const subject = path.slice(0, 2).join('/');
    const pointer = path.map((key) => `/${String(key)}`).join('');
    if (!errors.has(subject)) errors.set(subject, { pointer, detail: message });
  }
  return [...errors.values()];
}
