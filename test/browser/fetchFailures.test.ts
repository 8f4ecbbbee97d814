import { describe, expect, inject, test } from 'vitest';
import { server as vitestServer } from 'vitest/browser';
import type { Engine } from '../../scripts/browser.js';
import { aiSdk } from '../../src/adapters/aiSdk.js';
import { classify, type ErrorClass, type Translator } from '../../src/index.js';

type Class = ErrorClass | 'stop';

interface Failure {
  /** Asks for an answer and reads it to its end. */
  readonly ask: () => Promise<unknown>;
  /** `stop`: no failure. */
  readonly want: Class;
  /** Where an engine says less than what happened, or something else. */
  readonly except?: { readonly [engine in Engine]?: Class };
  /** What the error's text alone is, where it says less. */
  readonly text?: Class;
}

/** As an app asks. */
async function ask(url: string, signal?: AbortSignal, onPart = () => {}): Promise<void> {
  const response = await fetch(url, { method: 'POST', ...(signal && { signal }) });
  if (!response.ok) throw Object.assign(new Error('The model did not answer.'), { status: response.status });
  const reader = response.body?.getReader();
  while (reader && !(await reader.read()).done) onPart();
}

const failingServer = inject('failingServer');

const failures: { readonly [name: string]: Failure } = {
  'status 429': { ask: () => ask(`${failingServer}/429`), want: 'http_429', text: 'other' },
  'status 503': { ask: () => ask(`${failingServer}/503`), want: 'http_5xx', text: 'other' },
  'no server': { ask: () => ask(inject('noServer')), want: 'other' },
  // Pages are not shown why there is no answer: every engine says the same as where there is no server.
  'a reset before the answer': { ask: () => ask(`${failingServer}/reset`), want: 'other' },
  'a reset in the stream': {
    ask: () => ask(`${failingServer}/resetInStream`),
    want: 'stream_interrupted',
    except: { webkit: 'other' }, // `Load failed`, here as well
  },
  'no answer in time': {
    ask: () => ask(`${failingServer}/silence`, AbortSignal.timeout(50)),
    want: 'timeout',
    except: { webkit: 'stop' }, // `AbortError: Fetch is aborted`, whatever the signal's reason is
  },
  'a stall in the stream': {
    ask: () => ask(`${failingServer}/stallInStream`, AbortSignal.timeout(200)),
    want: 'timeout',
    except: { webkit: 'stop' },
  },
  'a stop before the answer': {
    ask() {
      const person = new AbortController();
      const asked = ask(`${failingServer}/silence`, person.signal);
      person.abort();
      return asked;
    },
    want: 'stop',
  },
  'a stop in the stream': {
    ask() {
      const person = new AbortController();
      return ask(`${failingServer}/stallInStream`, person.signal, () => person.abort());
    },
    want: 'stop',
  },
};

const recorded = (err: Error | string): readonly string[] => classify({ kind: 'turn_done', err });

/** Of a turn of the AI SDK that the error ends. */
function adapted(error: unknown): readonly string[] {
  const { next, end } = (aiSdk as Translator<unknown>)();
  return [...next({ type: 'start' }), ...end(error)].flatMap(classify);
}

const tokensOf = (found: Class): readonly string[] => [
  ...(found === 'stop' ? [] : [`provider_error/${found}`]),
  'turns/total',
];

describe('fetch', () => {
  test.each(Object.entries(failures))('%s', { timeout: 10_000 }, async (_, { ask, want, except, text }) => {
    const error = await ask().catch((reason: unknown) => reason);
    const found = except?.[vitestServer.browser as Engine] ?? want;
    expect(recorded(error as Error)).toEqual(tokensOf(found));
    expect(adapted(error)).toEqual(tokensOf(found));
    expect(recorded(`${error}`)).toEqual(tokensOf(text ?? found));
  });
});
