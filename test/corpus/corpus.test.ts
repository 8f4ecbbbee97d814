import { readFileSync } from 'node:fs';
import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { acp } from '../../src/adapters/acp.js';
import { agUi, agUiWith } from '../../src/adapters/agUi.js';
import { aiSdk } from '../../src/adapters/aiSdk.js';
import { wire } from '../../src/adapters/wire.js';
import { type AgentEvent, classify, classifyToolError, type Translator } from '../../src/index.js';
import { counting } from '../adapters/support/counting.js';
import { corpus, type Row, titleOf } from './corpus.js';

test.each(['README.md', 'docs/adapters.md'])('%s states the size of the corpus', (document) => {
  const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8');
  expect(/corpus of (\d+) forms/.exec(text.replaceAll(/\s+/g, ' '))?.[1]).toBe(`${corpus.length}`);
});

test('the corpus has at least 300 rows, each only once', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(300);
  expect(new Set(corpus.map(({ at, err }) => at + JSON.stringify(err))).size).toBe(corpus.length);
});

const ofTurns = corpus.filter(({ at }) => at === 'turn_done');
const ofTools = corpus.filter(({ at }) => at === 'tool_result');

const eventOf = ({ at, err }: Row): AgentEvent =>
  at === 'turn_done' ? { kind: 'turn_done', err } : { kind: 'tool_result', tool: { err } };
const wanted = ({ at, want }: Row): object => ({
  ...(want ? { [`${at === 'turn_done' ? 'provider_error' : 'tool_error'}/${want}`]: 1 } : {}),
  ...(at === 'turn_done' ? { 'turns/total': 1 } : {}),
});

describe('record() and tap()', () => {
  test.each(corpus.map((row) => [titleOf(row), row] as const))('%s', async (_, row) => {
    const recorded = counting();
    recorded.telemetry.record(eventOf(row));
    recorded.telemetry.record({ kind: 'turn_done' });
    const tapped = counting();
    of(eventOf(row), { kind: 'turn_done' }).pipe(tapped.telemetry.tap()).subscribe();
    const { 'turns/total': turns = 0, ...errors } = await recorded.counts();
    expect({ ...errors, ...(turns > 1 ? { 'turns/total': turns - 1 } : {}) }).toEqual(wanted(row));
    expect(await tapped.counts()).toEqual(await recorded.counts());
  });
});

/** The signals of an error that a framework reports in a turn that nothing else happens in. */
function errorsOf(translator: Translator<never>, items: readonly unknown[], end?: [error?: unknown]): string[] {
  const { next, end: ended } = (translator as Translator<unknown>)();
  const events = [...items.flatMap((item) => next(item)), ...(end ? ended(...end) : [])];
  // Nothing that is written in an error comes out of an adapter.
  for (const event of events) if ('err' in event) expect(Object.keys(event.err ?? {})).toEqual(['class']);
  return events.flatMap(classify).filter((token) => /_error\//.test(token));
}

const signals = ({ at, want }: Row): string[] =>
  want ? [`${at === 'turn_done' ? 'provider_error' : 'tool_error'}/${want}`] : [];

const prompt = { sent: { id: 0, method: 'session/prompt', params: { sessionId: 's' } } };

type Way = (row: Row) => string[];
const waysOfTurns: readonly [string, Way][] = [
  ['an error of the AI SDK', ({ err }) => errorsOf(aiSdk, [{ type: 'start' }, { type: 'error', error: err }], [])],
  ['an error that the AI SDK throws', ({ err }) => errorsOf(aiSdk, [{ type: 'start' }], [err])],
  ['a run of AG-UI that fails', ({ err }) => errorsOf(agUi, [{ type: 'RUN_STARTED' }], [err])],
  [
    'an answer of ACP',
    ({ err }) => errorsOf(acp, [prompt, { received: { id: 0, error: { code: -32603, data: err } } }]),
  ],
  ['a connection of ACP that breaks', ({ err }) => errorsOf(acp, [prompt], [err])],
  ['a turn over a wire', ({ err }) => errorsOf(wire, [{ kind: 'turn_started' }, { kind: 'turn_done', err }])],
  ['a wire that breaks', ({ err }) => errorsOf(wire, [{ kind: 'turn_started' }], [err])],
];

describe.each(waysOfTurns)('%s', (_, way) => {
  test.each(ofTurns.map((row) => [titleOf(row), row] as const))('%s', (_, row) => {
    expect(way(row)).toEqual(signals(row));
  });
});

test.each(ofTurns.filter(({ err }) => typeof err === 'string').map((row) => [titleOf(row), row] as const))(
  "AG-UI's RUN_ERROR: %s",
  (_, row) => {
    const events = [{ type: 'RUN_STARTED' }, { type: 'RUN_ERROR', message: row.err }];
    expect(errorsOf(agUi, events)).toEqual(signals(row));
  },
);

const waysOfTools: readonly [string, Way][] = [
  ['a tool of the AI SDK', ({ err }) => errorsOf(aiSdk, [{ type: 'start' }, { type: 'tool-error', error: err }])],
  [
    'a tool of the AI SDK in a page',
    ({ err }) => errorsOf(aiSdk, [{ type: 'start' }, { type: 'tool-output-error', errorText: err }]),
  ],
  [
    'a tool of AG-UI, by its content',
    ({ err }) =>
      errorsOf(agUiWith({ toolError: classifyToolError }), [
        { type: 'RUN_STARTED' },
        { type: 'TOOL_CALL_RESULT', content: err },
      ]),
  ],
  [
    'a tool over a wire',
    ({ err }) => errorsOf(wire, [{ kind: 'turn_started' }, { kind: 'tool_result', tool: { err } }]),
  ],
];

describe.each(waysOfTools)('%s', (_, way) => {
  test.each(ofTools.map((row) => [titleOf(row), row] as const))('%s', (_, row) => {
    expect(way(row)).toEqual(signals(row));
  });
});
