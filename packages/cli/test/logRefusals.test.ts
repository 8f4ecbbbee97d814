import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { logRefusals } from '../src/collect/logRefusals.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const problem = (status: number, detail: string, errors?: readonly { pointer: string; detail: string }[]) => ({
  type: 'about:blank',
  title: 'x',
  status,
  detail,
  ...(errors && { errors }),
});
const invalid = problem(400, 'The payload is invalid.', [
  { pointer: '/counters/0', detail: 'not in the vocabulary' },
  { pointer: '/counters/7', detail: 'not in the vocabulary' },
  { pointer: '/os', detail: 'os must be one of linux' },
]);

test('the first refusal is logged at once, the others at most once a minute, by reason', () => {
  const lines: string[] = [];
  const { onRefusal, flush } = logRefusals((line) => lines.push(line));
  onRefusal(problem(429, 'Too many posts from this address.'));
  expect(lines.splice(0)).toEqual(['refused posts: 1 × 429 Too many posts from this address']);
  for (let posts = 0; posts < 1000; posts++) onRefusal(problem(429, 'Too many posts from this address.'));
  for (let posts = 0; posts < 3; posts++) onRefusal(invalid);
  vi.advanceTimersByTime(59_999);
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(1);
  const ownSignals =
    "not in the vocabulary (the app's own signals are set with --signals, its providers with --providers)";
  expect(lines.splice(0)).toEqual([
    `refused posts: 1000 × 429 Too many posts from this address; 3 × 400 The payload is invalid: ${ownSignals}; 3 × 400 The payload is invalid: os must be one of linux`,
  ]);
  vi.advanceTimersByTime(600_000);
  expect(lines).toEqual([]);
  onRefusal(invalid);
  onRefusal(invalid);
  expect(lines).toHaveLength(1);
  flush();
  expect(lines).toHaveLength(2);
  flush();
  expect(lines).toHaveLength(2);
});
