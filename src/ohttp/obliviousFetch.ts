import type { CipherSuite } from 'hpke';
import { checkUrl } from '../checkUrl.js';
import { checkOption } from '../OptionError.js';
import { createSuite } from './createSuite.js';
import { decodeResponse } from './decodeMessage.js';
import { encodeRequest } from './encodeMessage.js';
import { type PublicKeyConfig, parseKeyConfigs } from './keyConfigs.js';
import { sealRequest } from './sealRequest.js';

/** Sends a request, as the global `fetch` does. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ObliviousFetchOptions {
  /** The URL of the relay, https unless it is on this machine. The relay must not belong to the collector's owner. */
  readonly relay: string | URL;
  /**
   * The gateway's public keys, `application/ohttp-keys`: the bytes, or the base64 that `turntally ohttp-keys` prints. Pin them in
   * the app's bundle: keys that an app fetches can differ from person to person, and then identify them.
   */
  readonly keyConfig: string | Uint8Array;
  /**
   * Reaches the relay.
   *
   * @defaultValue the global `fetch`
   */
  readonly fetch?: Fetch;
}

/**
 * Returns a `fetch` for the option `platform`, which sends each request through an Oblivious HTTP relay (RFC 9458). The relay sees
 * the person's address and cannot read the request; the collector reads the request and does not see the address.
 *
 * Every request is encrypted anew and has the same length. It contains the method, the URL, the body and the headers
 * `Content-Type`, `Idempotency-Key` and `Turntally-Sealed`, nothing else. The promise rejects if the answer is not the gateway's. If the relay or the
 * gateway answers with an error of its own, the response has its status and no body, so that it settles no batch.
 *
 * `startTurntally` throws if the relay has the origin of the endpoint: one server would see the address and the batch.
 *
 * @throws OptionError if `relay` or `keyConfig` is wrong.
 * @example
 * startTurntally({
 *   consent,
 *   release: { version: '1.4.0' },
 *   platform: { fetch: obliviousFetch({ relay: 'https://relay.example.net/turntally', keyConfig }) },
 * });
 */
export function obliviousFetch(options: ObliviousFetchOptions): Fetch & { readonly relay: string } {
  const { relay, keyConfig, fetch = (url, init) => globalThis.fetch(url, init) } = options;
  const suite = createSuite();
  const relayUrl = checkUrl(relay, 'relay');
  const keys = checkKeyConfig(keyConfig, suite);
  let refusals = 0;

  const send: Fetch = async (url, init) => {
    const key = keys[refusals % keys.length] as PublicKeyConfig;
    const sealed = await sealRequest(await binaryRequest(url, init), key, suite);
    const outer = await fetch(relayUrl.href, {
      method: 'POST',
      headers: { 'Content-Type': 'message/ohttp-req', 'Accept-Language': '*' },
      body: sealed.bytes.slice(),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'manual',
      cache: 'no-store',
      signal: init.signal ?? null,
    });
    if (outer.status >= 400) {
      // The next attempt uses the next key.
      if (await isKeyProblem(outer)) refusals += 1;
      return outerError(outer);
    }
    if (outer.status !== 200 || contentType(outer) !== 'message/ohttp-res') {
      throw new TypeError(`turntally: the relay's answer is not an encapsulated response (status ${outer.status})`);
    }
    const { status, fields, content } = decodeResponse(await sealed.openResponse(await bytesOf(outer)));
    const headers = fields.map(([name, value]): [string, string] => [name, value]);
    // Some statuses do not allow a body, not even an empty one.
    return new Response(content.length > 0 ? content.slice() : null, { status, headers });
  };
  return Object.assign(send, { relay: relayUrl.origin });
}

const sentHeaders = ['content-type', 'idempotency-key', 'turntally-sealed'];

async function binaryRequest(url: string, init: RequestInit): Promise<Uint8Array> {
  const { protocol, host, pathname, search } = new URL(url, globalThis.location?.href);
  const headers = new Headers(init.headers);
  return encodeRequest({
    method: init.method ?? 'GET',
    scheme: protocol.slice(0, -1),
    authority: host,
    path: pathname + search,
    fields: sentHeaders.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
    content: await bytesOf(new Response(init.body ?? null)),
  });
}

const bytesOf = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer());

const contentType = ({ headers }: Response): string | undefined => headers.get('Content-Type')?.split(';')[0]?.trim();

/** Whether the gateway does not know the key. Nothing in this answer is authentic, so it must do no more than this. */
async function isKeyProblem(response: Response): Promise<boolean> {
  if (contentType(response) !== 'application/problem+json') return false;
  return (await response.text()).includes('http-problem-types#ohttp-key');
}

function outerError({ status, headers }: Response): Response {
  const retryAfter = headers.get('Retry-After');
  return new Response(null, { status, headers: retryAfter === null ? {} : { 'Retry-After': retryAfter } });
}

function checkKeyConfig(keyConfig: string | Uint8Array, suite: CipherSuite): readonly PublicKeyConfig[] {
  let keys: readonly PublicKeyConfig[] | undefined;
  try {
    keys = parseKeyConfigs(typeof keyConfig === 'string' ? fromBase64(keyConfig) : keyConfig.slice(), suite);
  } catch {
    // Neither base64 nor bytes, or malformed.
  }
  checkOption(keys !== undefined, 'keyConfig', 'must be what turntally ohttp-keys prints, or the same as a Uint8Array');
  const algorithms = 'DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM';
  checkOption(keys.length > 0, 'keyConfig', `must have a key for ${algorithms}`);
  return keys;
}

function fromBase64(text: string): Uint8Array {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
