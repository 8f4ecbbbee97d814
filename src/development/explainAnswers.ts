import type { Platform } from '../platform.js';
import { log } from './log.js';

type Fetch = Platform['fetch'];

/** Sends as `send` does, and explains each answer that is not 202. */
export function explainAnswers(send: Fetch): Fetch {
  const explaining = async (url: string, init: RequestInit): Promise<Response> => {
    try {
      const response = await send(url, init);
      if (response.status !== 202) log('warn', await explained(url, response, `${init.body}`));
      return response;
    } catch (error) {
      // A post that is aborted was given up on purpose: the page stops, or the person has withdrawn.
      if (!init.signal?.aborted) log('warn', noAnswer(url));
      throw error;
    }
  };
  return send.relay === undefined ? explaining : Object.assign(explaining, { relay: send.relay });
}

const noAnswer = (url: string): string =>
  `no answer from ${url}. Is the collector running (“npx @turntally/cli collect”)? Does it accept posts from ` +
  `${globalThis.location?.origin ?? 'here'} (its option --cors)? Does a Content-Security-Policy of the page list it in connect-src?`;

async function explained(url: string, response: Response, posted: string): Promise<string> {
  const { status, headers } = response;
  if (response.type === 'opaqueredirect')
    return `${url} redirects, which is not followed: use the address that it leads to.`;
  const type = headers.get('Content-Type') ?? 'no content type';
  if (!/^application\/problem\+json\b/i.test(type)) {
    return (
      `${url} answered ${status} (${type}), which is no answer of a collector. ` +
      'Is `endpoint` the address that the collector printed? One that is relative is at the server of the page.'
    );
  }
  // Read before the client has the answer: it aborts the post as soon as it needs no more of it.
  const problem = await response
    .clone()
    .text()
    .catch(() => '');
  return `the collector answered ${status}: ${detailOf(problem, posted)}`;
}

/** What the problem document says is wrong, and with which counters. */
function detailOf(problem: string, posted: string): string {
  try {
    const { title, detail, errors = [] } = JSON.parse(problem);
    const parts = errors.map((error: ProblemError) => `${nameOf(error, posted)}: ${error.detail}`);
    return [detail ?? title ?? problem, ...parts].join(' ');
  } catch {
    return problem;
  }
}

interface ProblemError {
  readonly detail: string;
  /** A JSON pointer into the payload, such as `/counters/3`. */
  readonly pointer: string;
}

/** The token of a counter, or the pointer. */
function nameOf({ pointer }: ProblemError, posted: string): string {
  const { signal, bucket } = JSON.parse(posted).counters[/^\/counters\/(\d+)/.exec(pointer)?.[1] ?? -1] ?? {};
  return signal === undefined ? pointer : `${signal}/${bucket}`;
}
