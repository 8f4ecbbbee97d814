import type { Collector } from '../../packages/collector/src/index.js';
import type { Platform } from '../../src/index.js';
import type { VirtualTime } from './virtualTime.js';

export interface Network {
  readonly fetch: Platform['fetch'];
  /** Ids that the collector has counted, but whose sender did not hear of it. */
  readonly unheard: ReadonlySet<string>;
  /** Batches that were answered 202, repeats included. */
  accepted(): number;
}

export interface NetworkOptions {
  readonly time: VirtualTime;
  readonly collector: Collector;
  readonly isDown: (ms: number) => boolean;
  readonly random: () => number;
  /** How many answers are lost on their way back, 0 to 1. */
  readonly shareOfLostAnswers: number;
  /** Each attempt, whether it arrives or not. */
  readonly onAttempt: (ms: number) => void;
}

/** What is sent within this time is answered together, at its end, so that the collector's store has groups to commit, milliseconds. */
const roundMs = 4000;
/** As many as the collector processes at once by default. How fast it is, is not what is simulated. */
const atOnce = 128;

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
  readonly answer: (response: Response) => void;
  readonly fail: (error: unknown) => void;
}

/** From the installs to the collector. */
export function createNetwork(options: NetworkOptions): Network {
  const { time, collector, isDown, random, shareOfLostAnswers, onAttempt } = options;
  const unheard = new Set<string>();
  let round: Sent[] = [];
  let accepted = 0;

  const exchange = async ({ url, init, answer, fail }: Sent): Promise<void> => {
    const { method = 'POST', body, signal } = init;
    const headers = new Headers(init.headers);
    // As every client does: the collector reads a body of a known length at once.
    headers.set('Content-Length', String(Buffer.byteLength(String(body))));
    const response = await collector.fetch(new Request(url, { method, headers, body: String(body) }));
    const isLost = random() < shareOfLostAnswers || signal?.aborted;
    if (response.status === 202) {
      accepted++;
      if (isLost) unheard.add(String(headers.get('Idempotency-Key')));
    }
    if (isLost) fail(new TypeError('Failed to fetch'));
    else answer(response);
  };
  const answerRound = async (): Promise<void> => {
    const sent = round;
    round = [];
    for (let at = 0; at < sent.length; at += atOnce) await Promise.all(sent.slice(at, at + atOnce).map(exchange));
  };

  return {
    unheard,
    accepted: () => accepted,
    fetch(url, init) {
      onAttempt(time.now());
      if (isDown(time.now())) return Promise.reject(new TypeError('Failed to fetch'));
      return new Promise((answer, fail) => {
        if (round.length === 0) time.at((Math.floor(time.now() / roundMs) + 1) * roundMs, answerRound);
        round.push({ url, init, answer, fail });
        init.signal?.addEventListener('abort', () => fail(init.signal?.reason));
      });
    },
  };
}
