import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { logStoreStatus } from '../src/collect/logStoreStatus.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const failing = (message: string) => ({ kind: 'failing', error: new Error(message) }) as const;
const working = { kind: 'working' } as const;

function setup() {
  const lines: string[] = [];
  return { lines, onStatus: logStoreStatus((line) => lines.push(line)) };
}

test('a failure and its end are logged at once', () => {
  const { lines, onStatus } = setup();
  onStatus(failing('disk full'));
  onStatus(working);
  expect(lines).toEqual(['the database failed: disk full', 'the database works again']);
});

test('a database that fails now and then is logged at most once a minute', () => {
  const { lines, onStatus } = setup();
  for (let time = 0; time < 120_000; time += 1000) {
    onStatus(failing('disk full'));
    onStatus(working);
    vi.advanceTimersByTime(1000);
  }
  const pair = ['the database failed: disk full', 'the database works again'];
  expect(lines).toEqual([...pair, ...pair]);
});

test('what is logged last is true after a minute', () => {
  const { lines, onStatus } = setup();
  onStatus(failing('disk full'));
  onStatus(working);
  onStatus(failing('disk full'));
  onStatus(failing('another error'));
  expect(lines).toHaveLength(2);
  vi.advanceTimersByTime(60_000);
  expect(lines.slice(2)).toEqual(['the database failed: another error']);
  onStatus(working);
  expect(lines.slice(3)).toEqual(['the database works again']);
});
