import { describe, expect, test } from 'vitest';
import {
  type ConsentEffect,
  type ConsentEvent,
  type ConsentState,
  initialConsent,
  owesNothing,
  reduceConsent,
} from '../../src/reducers/consent.js';

const plain = initialConsent(false);
const stored = initialConsent(true);
const yes: ConsentEvent = { type: 'answered', answer: true };
const no: ConsentEvent = { type: 'answered', answer: false };
const undecided: ConsentEvent = { type: 'answered', answer: undefined };
const done = (epoch: string): ConsentEvent => ({ type: 'done', epoch });
const seen = (epoch: string): ConsentEvent => ({ type: 'seen', epoch });
const confirmed = (stillAgreed: boolean, epoch = 'e1'): ConsentEvent => ({ type: 'confirmed', epoch, stillAgreed });

const stateAfter = (first: ConsentState, ...events: readonly ConsentEvent[]): ConsentState =>
  events.reduce((state, event) => reduceConsent(state, event)[0], reduceConsent(first, { type: 'started' })[0]);

/** Each state, and the events that lead to it. */
const states = {
  reading: [],
  'reading, yes': [yes],
  'reading, no': [no],
  'reading, no, yes': [no, yes],
  'off, undecided': [done('e1')],
  'off, nothing stored': [done('')],
  'off, no': [done('e1'), no, done('e2')],
  beginning: [yes, done('')],
  'beginning, no': [yes, done(''), no],
  confirming: [yes, done('e1')],
  counting: [yes, done('e1'), confirmed(true)],
  erasing: [no, done('e1')],
  'erasing, yes': [no, done('e1'), yes],
  'erasing, yes, no': [no, done('e1'), yes, no],
  'erasing, yes, no, yes': [no, done('e1'), yes, no, yes],
} as const satisfies Record<string, readonly ConsentEvent[]>;

/** What each state makes of each event: the state that follows, and the effects. A state that is not named ignores it. */
type Row = readonly [
  from: keyof typeof states,
  event: ConsentEvent,
  at: ConsentState['at'],
  ...effects: ConsentEffect[],
];
const again = ['read', 'listen'] as const;
const table: readonly Row[] = [
  ['reading', yes, 'reading', 'keepInMemory'],
  ['reading', no, 'reading'],
  ['reading', done('e1'), 'off'],
  ['reading', done(''), 'off'],
  ['reading, yes', no, 'reading', 'stopCounting'],
  ['reading, yes', done('e1'), 'confirming', 'confirm'],
  ['reading, yes', done(''), 'beginning', 'begin'],
  ['reading, no', yes, 'reading', 'keepInMemory'],
  ['reading, no', done('e1'), 'erasing', 'erase'],
  ['reading, no', done(''), 'erasing', 'erase'],

  // A withdrawal is carried out whatever is answered meanwhile.
  ['reading, no, yes', no, 'reading', 'stopCounting'],
  ['reading, no, yes', done('e1'), 'erasing', 'erase'],

  ['off, undecided', yes, 'confirming', 'keepInMemory', 'confirm'],
  ['off, undecided', no, 'erasing', 'erase'],
  ['off, undecided', seen('e2'), 'reading', ...again],
  ['off, undecided', seen(''), 'reading', ...again],
  ['off, nothing stored', yes, 'beginning', 'keepInMemory', 'begin'],
  ['off, nothing stored', no, 'erasing', 'erase'],
  ['off, no', yes, 'confirming', 'keepInMemory', 'confirm'],
  ['off, no', seen('e3'), 'reading', ...again],

  ['beginning', no, 'beginning', 'stopCounting'],
  ['beginning', done('e1'), 'confirming', 'confirm'],
  ['beginning', done(''), 'off'],
  ['beginning, no', yes, 'beginning', 'keepInMemory'],
  ['beginning, no', done('e1'), 'erasing', 'erase'],
  ['beginning, no', done(''), 'erasing', 'erase'],

  ['confirming', no, 'erasing', 'stopCounting', 'erase'],
  ['confirming', confirmed(true), 'counting', 'count'],
  ['confirming', confirmed(false), 'reading', 'stopCounting', ...again],
  ['confirming', seen('e2'), 'reading', 'stopCounting', ...again],

  ['counting', no, 'erasing', 'stopCounting', 'erase'],
  ['counting', seen('e2'), 'reading', 'stopCounting', ...again],
  ['counting', seen(''), 'reading', 'stopCounting', ...again],

  ['erasing', yes, 'erasing', 'keepInMemory'],
  ['erasing', done('e2'), 'off'],
  ['erasing', done(''), 'off'],
  ['erasing, yes', no, 'erasing', 'stopCounting'],
  ['erasing, yes', done('e2'), 'confirming', 'confirm'],
  ['erasing, yes', done(''), 'beginning', 'begin'],
  ['erasing, yes, no', yes, 'erasing', 'keepInMemory'],
  ['erasing, yes, no', done('e2'), 'erasing', 'erase'],
  ['erasing, yes, no, yes', no, 'erasing', 'stopCounting'],
  ['erasing, yes, no, yes', done('e2'), 'erasing', 'erase'],
];

const events: readonly ConsentEvent[] = [
  yes,
  no,
  undecided,
  done('e1'),
  done('e2'),
  done(''),
  seen('e1'),
  seen('e2'),
  seen('e3'),
  seen(''),
  confirmed(true),
  confirmed(false),
  confirmed(true, 'e9'),
  confirmed(false, 'e9'),
];
const nameOf = (event: ConsentEvent): string => Object.values(event).join(' ');

describe("an app's own answers", () => {
  test.each(table.map((row) => [`${row[0]}: ${nameOf(row[1])}`, row] as const))(
    '%s',
    (_, [from, event, at, ...effects]) => {
      const [next, ...then] = reduceConsent(stateAfter(plain, ...states[from]), event);
      expect([next.at, ...then]).toEqual([at, ...effects]);
    },
  );

  const isInTable = (from: string, event: ConsentEvent): boolean =>
    table.some((row) => row[0] === from && nameOf(row[1]) === nameOf(event));
  // An operation ends with any epoch: these are named in the table by one of them.
  const isDone = (event: ConsentEvent, at: ConsentState['at']): boolean =>
    event.type === 'done' && ['reading', 'beginning', 'erasing'].includes(at);
  const isForeign = (event: ConsentEvent, state: ConsentState): boolean =>
    event.type === 'seen' && 'epoch' in state && state.epoch !== '' && event.epoch !== state.epoch;

  test.each(Object.keys(states) as (keyof typeof states)[])('%s ignores every other event', (from) => {
    const state = stateAfter(plain, ...states[from]);
    for (const event of events) {
      if (isInTable(from, event) || isDone(event, state.at) || isForeign(event, state)) continue;
      expect([nameOf(event), ...reduceConsent(state, event)]).toEqual([nameOf(event), state]);
    }
  });

  test('start with a reading, and only then listen', () => {
    expect(reduceConsent(plain, { type: 'started' }).slice(1)).toEqual(['read', 'listen']);
  });
});

/** `storedConsent` answers after a while: until then, counts are kept in memory. */
describe('a stored answer', () => {
  const look = 'look' as const;
  test.each<[string, readonly ConsentEvent[], ConsentEvent, ConsentState['at'], ConsentEffect[]]>([
    ['is assumed to be yes until it is read', [], done('e1'), 'off', []],
    ['that is yes keeps what was counted before', [], yes, 'reading', [look]],
    ['that is yes after the reading is confirmed', [done('e1')], yes, 'confirming', ['confirm', look]],
    ['that is no drops what was counted before', [], no, 'reading', ['stopCounting', look]],
    ['that is missing drops what was counted before', [done('e1')], undecided, 'off', ['stopCounting', look]],
    ['that is missing later drops nothing', [yes, done('e1'), confirmed(true)], undecided, 'counting', [look]],
    ['that is the same again makes it look at the ledger', [yes, done('e1'), confirmed(true)], yes, 'counting', [look]],
    [
      'that is no after counting erases',
      [yes, done('e1'), confirmed(true)],
      no,
      'erasing',
      ['stopCounting', 'erase', look],
    ],
    [
      'that no longer stands starts over, in memory only',
      [yes, done('e1')],
      confirmed(false),
      'reading',
      ['stopCounting', 'keepInMemory', 'read', 'listen'],
    ],
    [
      'is read again when another tab has erased',
      [no, done('e1'), done('e2')],
      seen('e3'),
      'reading',
      ['keepInMemory', 'read', 'listen'],
    ],
  ])('%s', (_, before, event, at, effects) => {
    const [next, ...then] = reduceConsent(stateAfter(stored, ...before), event);
    expect([next.at, ...then]).toEqual([at, ...effects]);
  });
});

test.each([
  [[], true],
  [[no], false],
  [[no, done('e1')], false],
  [[no, done('e1'), done('e2')], true],
  [[no, done('e1'), yes, done('e2')], true],
])('owesNothing() after %j: %s', (before, expected) =>
  expect(owesNothing(stateAfter(plain, ...before))).toBe(expected),
);
