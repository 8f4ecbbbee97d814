import type { Problem } from 'turntally/protocol';
import type { Signals } from 'turntally/signals';
import type { Decision } from './CollectorStore.js';
import { metricsPayload } from './payload.js';
import { asVoid, problem } from './problemDetails.js';
import { readBody } from './readBody.js';

/** A request's content: what to decide about it, or that it never came whole, which says nothing about the batch. */
export type Reading = Decision | { readonly kind: 'unread'; readonly problem: Problem };

const longestBodyBytes = 32 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads the content of a post, held against a vocabulary and, where there is one, a list of versions. Never throws. */
export function payloadReader(
  signals: Signals,
  versions: readonly string[] | undefined,
  bodyMs: number,
): (request: Request) => Promise<Reading> {
  const schema = metricsPayload(signals);

  return async (request) => {
    const unsupported = unsupportedMedia(request.headers);
    if (unsupported) return refuse(415, unsupported);
    const body = await readBody(request, longestBodyBytes, bodyMs);
    switch (body.kind) {
      case 'late':
        return { kind: 'unread', problem: problem(408, 'The body did not arrive in time.') };
      case 'broken off':
        return { kind: 'unread', problem: problem(400, 'The body broke off.') };
      case 'too long':
        return refuse(413, `The body is over ${longestBodyBytes} bytes.`);
      case 'whole':
        return decide(body.bytes);
    }
  };

  function decide(bytes: Uint8Array): Decision {
    const json = parsed(bytes);
    if (!json) return refuse(400, 'The body is not JSON in UTF-8.');
    const { data: payload, error } = schema.safeParse(json.value);
    if (!payload) return refuse(400, 'The payload cannot be accepted.', namedErrors(error.issues));
    if (keysIn(json.text) !== 3 + 3 * payload.counters.length) return refuse(400, 'The body names a key twice.');
    if (versions && !versions.includes(payload.version)) {
      const errors = [{ pointer: '/version', detail: 'not a version that is counted here' }];
      return refuse(400, 'The payload cannot be accepted.', errors);
    }
    return { kind: 'count', payload };
  }
}

function refuse(status: 400 | 413 | 415, detail: string, errors?: Problem['errors']): Decision {
  return { kind: 'void', problem: asVoid(problem(status, detail, errors)) };
}

function unsupportedMedia(headers: Headers): string | undefined {
  if (!/^application\/json[ \t]*(;|$)/i.test(headers.get('content-type') ?? '')) {
    return 'The content type must be application/json.';
  }
  const encoding = headers.get('content-encoding') ?? 'identity';
  return /^identity$/i.test(encoding) ? undefined : 'The body must not be compressed or otherwise encoded.';
}

function parsed(bytes: Uint8Array): { readonly text: string; readonly value: unknown } | undefined {
  try {
    const text = utf8.decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** `JSON.parse` keeps the last of two equal keys and says nothing, so the keys are counted in the text, which is valid JSON by now. */
function keysIn(json: string): number {
  let keys = 0;
  for (const [, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon) keys += 1;
  return keys;
}

/** One entry per counter, and one per field: the answer stays small enough to be read. */
function namedErrors(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
  const errors = new Map<string, { pointer: string; detail: string }>();
  for (const { path, message } of issues) {
    const subject = path.slice(0, 2).join('/');
    const pointer = path.map((key) => `/${String(key)}`).join('');
    if (!errors.has(subject)) errors.set(subject, { pointer, detail: message });
  }
  return [...errors.values()];
}
