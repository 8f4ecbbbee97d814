import { createSuite, decodeRequest, encodeResponse } from 'turntally/ohttp/messages';
import { documentHeaderValues } from '../documentHeaders.js';
import { limitInProgress } from '../limitInProgress.js';
import { networkOf } from '../networkOf.js';
import type { WorkerContext } from '../options.js';
import { problemDetails, problemResponse, unavailable } from '../problemDetails.js';
import { RelayedRequest } from '../RelayedRequest.js';
import { rateLimit } from '../rateLimit.js';
import { readBody } from '../readBody.js';
import { importKeys } from './importKeys.js';
import { isValid } from './isValid.js';
import { keyIdOf, type OpenedRequest, openRequest } from './openRequest.js';
import type { ObliviousGateway, ObliviousGatewayOptions } from './options.js';
import { type GatewayConfig, parseOptions } from './parseOptions.js';
import { publicKeyConfigs } from './publicKeyConfigs.js';

/** Twice the longest request of `obliviousFetch`. */
const maxRequestBytes = 16 * 1024;
const bodyMs = 10_000;
const maxRelays = 10_000;
/** Requests of one relay in progress: their bodies are in memory. */
const maxInProgress = 256;

/**
 * The gateway of Oblivious HTTP (RFC 9458) in front of a collector: opens the requests that relays post to `path`, hands them to
 * the collector, and encrypts its answers. All other requests go to the collector as they are.
 *
 * The collector sees of an encapsulated request its body, `Content-Type`, `Idempotency-Key` and `Turntally-Sealed`. A request that is sent again is
 * opened again, which is harmless: the collector counts each batch id once.
 *
 * - `GET` of `path` returns the public keys, `application/ohttp-keys`.
 * - A request that cannot be opened is answered with a problem document that is not encrypted: 400 with the type
 *   `https://iana.org/assignments/http-problem-types#ohttp-key` if its key is not known or no longer valid, else 400, 408, 413,
 *   415, 429 or 503.
 *
 * @throws OptionError naming the option that is wrong and what it takes.
 * @example
 * const collector = createCollector({ store });
 * const gateway = obliviousGateway({ keys: parseKeys(JSON.parse(file)), fetch: collector.fetch });
 * serve({ fetch: gateway.fetch, port: 8787 });
 */
export function obliviousGateway<Env extends object = object>(
  options: ObliviousGatewayOptions<Env>,
): ObliviousGateway<Env> {
  const config = parseOptions(options);
  const suite = createSuite();
  const posts = rateLimit(config.postsPerMinute, maxRelays);
  const ofRelay = limitInProgress(maxInProgress);
  const keyPairs = importKeys(suite);

  async function answerRelay(request: Request, env: Env, context?: WorkerContext): Promise<Response> {
    const relay = networkOf(config.relayAddress(request, env) ?? '');
    const response = await ofRelay(relay, () => answerEncapsulated(request, relay, env, context));
    return response ?? problemResponse(tooManyAtOnce);
  }

  async function answerEncapsulated(
    request: Request,
    relay: string,
    env: Env,
    context?: WorkerContext,
  ): Promise<Response> {
    posts.forget(config.now());
    const retryAfter = posts.take(relay, config.now());
    if (retryAfter > 0) return problemResponse({ problem: tooManyPosts, retryAfter });
    const body = await readBody(request, maxRequestBytes, bodyMs);
    if (body.kind === 'too long') return problemResponse({ problem: tooLong });
    if (body.kind === 'late') return problemResponse({ problem: late });
    if (body.kind === 'broken off') return problemResponse({ problem: malformed });
    const id = keyIdOf(body.bytes, suite);
    const key = config.keys.find((key) => key.id === id && isValid(key, config.now()));
    if (!key) return problemResponse({ problem: unknownKey });
    let opened: OpenedRequest;
    try {
      opened = await openRequest(body.bytes, await keyPairs(key), suite);
    } catch {
      return problemResponse({ problem: malformed });
    }
    const answer = await askCollector(opened.message, config, env, context);
    const sealed = await opened.sealResponse(await binaryResponse(answer));
    return new Response(sealed.slice(), { headers: { 'content-type': 'message/ohttp-res' } });
  }

  async function answer(request: Request, env: Env, context?: WorkerContext): Promise<Response> {
    switch (request.method) {
      case 'POST':
        break;
      case 'GET':
      case 'HEAD':
        return keysResponse(publicKeyConfigs(config.keys, config.now()));
      default:
        return problemResponse({ problem: methodNotAllowed }, { allow: 'GET, HEAD, POST' });
    }
    if (request.headers.get('content-type') !== 'message/ohttp-req') return problemResponse({ problem: mediaType });
    try {
      return await answerRelay(request, env, context);
    } catch {
      return problemResponse(unavailable);
    }
  }

  return {
    async fetch(request, env = {} as Env, context) {
      if (new URL(request.url).pathname !== config.path) return config.fetch(request, env, context);
      const response = await answer(request, env, context);
      for (const [name, value] of Object.entries(documentHeaderValues)) response.headers.set(name, value);
      return response;
    },
  };
}

/** Hands the request to the collector if it is a post of metrics. Its other headers are dropped. */
async function askCollector<Env extends object>(
  message: Uint8Array,
  { fetch, metricsPaths }: GatewayConfig<Env>,
  env: Env,
  context?: WorkerContext,
): Promise<Response> {
  let request: Request;
  try {
    const { method, authority, path, fields, content } = decodeRequest(message);
    if (!metricsPaths.includes(path))
      return problemResponse({ problem: problemDetails(404, 'The path is not served here.') });
    if (method !== 'POST') return problemResponse({ problem: postOnly }, { allow: 'POST' });
    const passedOn = fields.filter(([name]) => passedHeaders.includes(name));
    request = new RelayedRequest(new URL(path, `https://${authority}`), {
      method,
      headers: [
        ...passedOn.map(([name, value]): [string, string] => [name, value]),
        ['content-length', `${content.length}`],
      ],
      body: content.slice(),
    });
  } catch {
    return problemResponse({ problem: problemDetails(400, 'The encapsulated request is malformed.') });
  }
  try {
    return await fetch(request, env, context);
  } catch {
    return problemResponse(unavailable);
  }
}

const passedHeaders = ['content-type', 'idempotency-key', 'turntally-sealed'];
const answeredHeaders = ['content-type', 'retry-after'];

async function binaryResponse(response: Response): Promise<Uint8Array> {
  return encodeResponse({
    status: response.status,
    fields: [...response.headers].filter(([name]) => answeredHeaders.includes(name)),
    content: new Uint8Array(await response.arrayBuffer()),
  });
}

function keysResponse(keys: Uint8Array): Response {
  return new Response(keys.slice(), { headers: { 'content-type': 'application/ohttp-keys' } });
}

const unknownKey = {
  ...problemDetails(400, 'The key or the algorithms of the encapsulated request are not known here.'),
  type: 'https://iana.org/assignments/http-problem-types#ohttp-key',
  title: 'key identifier unknown',
};
const malformed = problemDetails(400, 'The encapsulated request cannot be opened.');
const late = problemDetails(408, 'The body did not arrive in time.');
const tooLong = problemDetails(413, `The body must not be longer than ${maxRequestBytes} bytes.`);
const mediaType = problemDetails(415, 'The content type must be message/ohttp-req.');
const tooManyPosts = problemDetails(429, 'Too many posts from this relay.');
const tooManyAtOnce = { problem: problemDetails(503, 'Too many posts at once from this relay.'), retryAfter: 5 };
const methodNotAllowed = problemDetails(405, 'The allowed methods are GET, HEAD and POST.');
const postOnly = problemDetails(405, 'The allowed method is POST.');
