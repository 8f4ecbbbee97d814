import type { Problem } from 'turntally/protocol';
import type { Decision } from './CollectorStore.js';
import type { metricsPayload } from './payload.js';
import { asVoid, problemDetails } from './problemDetails.js';
import { readBody } from './readBody.js';

/** What to decide about a request's content; `unread` if it did not arrive completely, which says nothing about the batch. */
export type Reading = Decision | { readonly kind: 'unread'; readonly problem: Problem };

export interface ContentRules {
  readonly schema: ReturnType<typeof metricsPayload>;
  /** The only versions to accept; all if `undefined`. */
  readonly versions: readonly string[] | undefined;
  /** Milliseconds that the body may take to arrive. */
  readonly maxMs: number;
}

const maxBodyBytes = 32 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads and validates the content of a post. Never rejects. */
export async function readPayload(request: Request, rules: ContentRules): Promise<Reading> {
  const unsupported = unsupportedMedia(request.headers);
  if (unsupported) return refuse(415, unsupported);
  const body = await readBody(request, maxBodyBytes, rules.maxMs);
  switch (body.kind) {
    case 'late':
      return { kind: 'unread', problem: problemDetails(408, 'The body did not arrive in time.') };
    case 'broken off':
      return { kind: 'unread', problem: problemDetails(400, 'The connection ended before the end of the body.') };
    case 'too long':
      return refuse(413, `The body must not be longer than ${maxBodyBytes} bytes.`);
    case 'whole':
      return decide(body.bytes, rules);
  }
}

function decide(bytes: Uint8Array, { schema, versions }: ContentRules): Decision {
  const json = parseJson(bytes);
  if (!json) return refuse(400, 'The body must be JSON in UTF-8.');
  const { data: payload, error } = schema.safeParse(json.value);
  if (!payload) return refuse(400, invalidPayload, pointerErrors(error.issues));
  if (countKeys(json.text) !== 3 + 3 * payload.counters.length) {
    return refuse(400, 'An object of the body has two keys of the same name.');
  }
  if (versions && !versions.includes(payload.version)) {
    return refuse(400, invalidPayload, [{ pointer: '/version', detail: 'this version is not accepted here' }]);
  }
  return { kind: 'count', payload };
}

const invalidPayload = 'The payload is invalid.';

function refuse(status: 400 | 413 | 415, detail: string, errors?: Problem['errors']): Decision {
  return { kind: 'void', problem: asVoid(problemDetails(status, detail, errors)) };
}

function unsupportedMedia(headers: Headers): string | undefined {
  if (!/^application\/json[ \t]*(;|$)/i.test(headers.get('content-type') ?? '')) {
    return 'The content type must be application/json.';
  }
  const encoding = headers.get('content-encoding') ?? 'identity';
  return /^identity$/i.test(encoding) ? undefined : 'The body must not have a content encoding.';
}

function parseJson(bytes: Uint8Array): { readonly text: string; readonly value: unknown } | undefined {
  try {
    const text = utf8.decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** `JSON.parse` silently keeps the last of two equal keys, so the keys are counted in the text, which is valid JSON here. */
function countKeys(json: string): number {
  let keys = 0;
  for (const [, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon) keys += 1;
  return keys;
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
