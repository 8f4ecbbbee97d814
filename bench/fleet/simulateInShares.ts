import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Sums } from './audit.js';
import type { ShareOptions, ShareResult } from './share.js';

/**
 * Simulates a fleet in as many processes as there are cores. Each has some of the installs, and a collector of its own.
 *
 * @param path of the program of a share
 * @param onDay is called with the result of each day, once all shares have it
 */
export async function simulateInShares(
  path: string,
  options: Omit<ShareOptions, 'first'>,
  onDay: (result: ShareResult) => Promise<void>,
): Promise<void> {
  const { installs } = options;
  const processes = Math.min(installs, availableParallelism());
  const firsts = Array.from({ length: processes + 1 }, (_, share) => Math.round((share * installs) / processes));
  const results = new Map<number, readonly ShareResult[]>();
  let last = Promise.resolve();
  const onResult = (result: ShareResult): void => {
    const { days } = result;
    const ofDay = [...(results.get(days) ?? []), result];
    results.set(days, ofDay);
    if (ofDay.length < processes) return;
    results.delete(days);
    last = last.then(() => onDay(ofDay.reduce(addResults)));
  };
  const shares = firsts.slice(1).map((end, share) => {
    const first = firsts[share] ?? 0;
    return simulateShare(path, { ...options, first, installs: end - first }, onResult);
  });
  await Promise.all(shares);
  await last;
}

/** An app is open for some minutes: with the usual few megabytes, what it needs for a while is moved as if it were to stay. */
const memory = ['--min-semi-space-size=64', '--max-semi-space-size=256'];

/** @throws Error if the process ends with an error. */
async function simulateShare(
  path: string,
  options: ShareOptions,
  onResult: (result: ShareResult) => void,
): Promise<void> {
  const child = fork(path, [JSON.stringify(options)], { execArgv: memory, serialization: 'advanced' });
  child.on('message', onResult);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`a share of the fleet ended with ${code}`);
}

const addResults = (a: ShareResult, b: ShareResult): ShareResult => ({
  days: a.days,
  launches: a.launches + b.launches,
  cpuMs: a.cpuMs + b.cpuMs,
  installDays: a.installDays + b.installDays,
  accepted: a.accepted + b.accepted,
  attempts: a.attempts.map((count, second) => count + (b.attempts[second] ?? 0)),
  saved: addSums(a.saved, b.saved),
  collected: addSums(a.collected, b.collected),
  held: addSums(a.held, b.held),
  lost: addSums(a.lost, b.lost),
  countedAndGivenUp: addSums(a.countedAndGivenUp, b.countedAndGivenUp),
  lostByName: addSums(a.lostByName, b.lostByName),
  givenUp: [...a.givenUp, ...b.givenUp],
  violations: [...a.violations, ...b.violations],
});

const addSums = (a: Sums, b: Sums): Sums => {
  const sums = new Map(a);
  for (const [key, count] of b) sums.set(key, (sums.get(key) ?? 0) + count);
  return sums;
};
