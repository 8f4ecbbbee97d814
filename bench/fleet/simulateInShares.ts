import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Sums } from './audit.js';
import type { ShareOptions, ShareResult } from './share.js';

/** Simulates a fleet in as many processes as there are cores. Each has some of the installs, and a collector of its own. */
export async function simulateInShares(options: Omit<ShareOptions, 'first'>): Promise<ShareResult> {
  const { installs } = options;
  const processes = Math.min(installs, availableParallelism());
  const firsts = Array.from({ length: processes + 1 }, (_, share) => Math.round((share * installs) / processes));
  const shares = firsts.slice(1).map((end, share) => {
    const first = firsts[share] ?? 0;
    return simulateShare({ ...options, first, installs: end - first });
  });
  return (await Promise.all(shares)).reduce(addResults);
}

/** @throws Error if the process ends without a result. */
async function simulateShare(options: ShareOptions): Promise<ShareResult> {
  const path = fileURLToPath(new URL('share.ts', import.meta.url));
  const execArgv = ['--conditions=@turntally/source', '--import', import.meta.resolve('tsx')];
  const child = fork(path, [JSON.stringify(options)], { execArgv, serialization: 'advanced' });
  const ended = new AbortController();
  child.once('exit', (code) => ended.abort(new Error(`a share of the fleet ended with ${code}`)));
  const [result] = await once(child, 'message', { signal: ended.signal });
  return result;
}

const addResults = (a: ShareResult, b: ShareResult): ShareResult => ({
  launches: a.launches + b.launches,
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
