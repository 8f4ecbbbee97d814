import { expect } from 'vitest';
import type { Counters, SignalToken } from '../../../src/index.js';
import { totalOf } from '../../../src/reducers/counters.js';
import { lostIn } from '../../../src/reducers/ledger.js';
import { addTo, keptIn } from '../../support/world.js';
import { ledgerIn } from './disk.js';
import type { Machine } from './machine.js';

/**
 * The conservation law, token by token: what was offered may be taken by a death only before it was saved, and what was
 * saved is counted once, or given up and reported, or erased.
 */
export function expectConserved({ offered, disk, collector, posts, refused: refusals }: Machine): void {
  const { saved, erased, forgotten, contents } = disk;
  const { ledger } = ledgerIn(contents);
  const counted = collector.sums;
  expect(keptIn(ledger), 'it drains').toEqual({});
  const refused: Counters = {};
  for (const counters of refusals.values()) addTo(refused, counters);
  for (const token of Object.keys({ ...offered, ...saved, ...counted }) as SignalToken[]) {
    const of = (counters: Counters): number => counters[token] ?? 0;
    expect(of(saved), `${token}: nothing is made up`).toBeLessThanOrEqual(of(offered));
    expect(of(counted), `${token}: nothing is counted twice`).toBeLessThanOrEqual(of(saved));
    expect(of(counted) + of(refused) + of(erased), `${token}: nothing saved is lost`).toBeGreaterThanOrEqual(of(saved));
  }
  const lost = lostIn(ledger) + forgotten;
  if (totalOf(erased) === 0) expect(totalOf(counted) + lost, 'losses are reported').toBe(totalOf(saved));
  const bodies = new Set(posts.map(({ id, body }) => `${id} ${body}`));
  expect(bodies.size, 'an id never carries other counts').toBe(new Set(posts.map(({ id }) => id)).size);
}
