import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Inspection } from '../../../src/index.js';
import { addFault, type Figures, noFigures } from '../figures.js';
import { type Killable, startChromium } from './chromium.js';
import { loggedCollector } from './loggedCollector.js';
import { servePage } from './servers.js';
import { added, assertBetween, type Sums, totalOf } from './sums.js';

/** When to kill: so many milliseconds after the nth time in a life that something happens. */
export interface Moment {
  readonly at: 'observed' | 'saved' | 'arrived' | 'counted';
  readonly nth: number;
  readonly afterMs: number;
}

const latest = { observed: 300, saved: 120, arrived: 8, counted: 8 } as const;

export function randomMoment(at: Moment['at']): Moment {
  return { at, nth: 1 + Math.floor(Math.random() * latest[at]), afterMs: Math.floor(Math.random() * 5) };
}

type Stored = Pick<Inspection, 'pending' | 'outbox' | 'lost'>;

/**
 * One profile: launched, killed at each of these moments and launched again, and in the end left to send what it has.
 * At each launch, per token: what was acknowledged as saved is stored or counted, and no more than was observed.
 *
 * @throws Error naming the kill and the token that does not add up.
 */
export async function killChromium(moments: readonly Moment[]): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-death-'));
  const figures = noFigures('SIGKILL of Chromium');
  let known: Sums = {}; // stored or counted at the last launch
  let observed: Sums = {}; // since then
  let saved: Sums = {};
  let taken = 0;
  let happened = (_what: string): void => {};
  let found = async (_stored: Stored, _sent: boolean): Promise<void> => {};
  let browser: Killable | undefined;

  const collector = await loggedCollector(join(folder, 'collector.db'), (moment) => happened(moment));
  const page = await servePage(async (what, told) => {
    if (what === 'found' || what === 'drained') return found(told as Stored, what === 'drained');
    if (what === 'observed') observed = added(observed, told as Sums);
    if (what === 'saved') saved = added(saved, told as Sums);
    happened(what);
  });

  /** The page waits until this is done, so that nothing moves but requests of the dead that the collector still has. */
  async function balance({ pending, outbox, lost }: Stored): Promise<void> {
    const { sums, ids } = await collector.counted();
    const held = outbox && !ids.has(outbox.id) ? outbox.counters : {};
    const all = added(sums, held, ...pending.map(({ counters }) => counters));
    assertBetween(added(known, saved), all, added(known, observed));
    assert.deepEqual(lost, {});
    figures.turns += observed['turns/total'] ?? 0;
    taken += totalOf(known) + totalOf(observed) - totalOf(all);
    known = all;
    observed = saved = {};
  }

  /** One launch, until the kill; without one, until all is sent. */
  async function live(moment?: Moment): Promise<void> {
    const { context, gone, kill } = await startChromium(join(folder, 'profile'));
    browser = { context, gone, kill };
    const [tab = await context.newPage()] = context.pages();
    await new Promise<void>((resolve, reject) => {
      let times = 0;
      happened = (what) => {
        if (what === moment?.at && ++times === moment.nth) setTimeout(kill, moment.afterMs);
      };
      found = async (stored, sent) => {
        await balance(stored).catch(reject);
        if (sent) resolve();
      };
      tab.once('pageerror', reject);
      void gone.then(() => (moment && times >= moment.nth ? resolve() : reject(new Error('Chromium ended by itself'))));
      const url = `${page.url}/?endpoint=${encodeURIComponent(collector.url)}${moment ? '' : '&drain'}`;
      tab.goto(url).catch(() => {}); // killed while it loads
    });
  }

  let last = 'before any kill';
  try {
    for (const moment of moments) {
      await live(moment);
      last = `after a kill ${moment.afterMs} ms after "${moment.at}" number ${moment.nth}`;
      const sending = moment.at === 'arrived' || moment.at === 'counted';
      addFault(figures, sending ? 'kill while a batch is on its way' : 'kill while turns are saved');
    }
    await live();
    figures.runs = 1;
    figures.delivered = totalOf((await collector.counted()).sums);
    figures.taken = taken;
    assert.equal(figures.delivered, totalOf(known), 'all is sent');
    return figures;
  } catch (error) {
    throw new Error(`${last}: ${error instanceof Error ? error.message : error}`, { cause: error });
  } finally {
    browser?.kill();
    await browser?.gone;
    page.close();
    await collector.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
