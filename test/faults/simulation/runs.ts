import fc from 'fast-check';
import { effort } from '../../support/effort.js';
import { addFigures, type Figures, noFigures } from '../figures.js';
import type { Model } from './command.js';
import { worldCommands } from './commands.js';
import { startCollector } from './httpCollector.js';
import { settleAccounts } from './law.js';
import { show } from './sums.js';
import { createWorld, type World, type WorldOptions } from './world.js';

/** How often each suite runs, with each kind of consent. */
export const runsInTest = { model: effort(60, 400), interleaved: effort(40, 250), http: effort(4, 20) };

export interface RunOptions {
  readonly numRuns: number;
  readonly seed?: number;
}

type Consent = WorldOptions['consent'];
export type Runs = (consent: Consent, options: RunOptions) => Promise<Figures>;

/** Lives of the system, each in a world of its own. Rejects with seed and commands of the first that breaks the law. */
export async function modelRuns(consent: Consent, options: RunOptions): Promise<Figures> {
  const figures = noFigures(`model, ${consent} consent`);
  const life = fc.asyncProperty(worldCommands(60), fc.nat(), async (commands, seed) => {
    await living({ consent, seed }, figures, async (world) => {
      await fc.asyncModelRun(() => ({ model: freshModel(), real: world }), commands);
      await settleAccounts(world);
    });
  });
  await fc.assert(life, options);
  return figures;
}

/** The same, but stores, locks and the network call and answer in any order. */
export async function interleavedRuns(consent: Consent, options: RunOptions): Promise<Figures> {
  const figures = noFigures(`interleavings, ${consent} consent`);
  const life = fc.asyncProperty(worldCommands(30), fc.nat(), fc.scheduler(), async (commands, seed, scheduler) => {
    let calm = false;
    const scheduled = scheduler.scheduleFunction(async (_port: string) => {});
    const turn = (port: string): Promise<void> => (calm ? Promise.resolve() : scheduled(port));
    await living({ consent, seed, turn }, figures, async (world) => {
      await fc.scheduledModelRun(scheduler, () => ({ model: freshModel(), real: world }), commands);
      calm = true;
      await scheduler.waitFor(settleAccounts(world));
    });
  });
  await fc.assert(life, options);
  return figures;
}

/** The same against the collector itself, over HTTP on loopback, with a database file. */
export async function httpRuns(consent: Consent, options: RunOptions): Promise<Figures> {
  const figures = noFigures(`real collector, ${consent} consent`);
  const life = fc.asyncProperty(worldCommands(40), fc.nat(), async (commands, seed) => {
    const collector = await startCollector();
    try {
      await living({ consent, seed, collector: collector.seenBy() }, figures, async (world) => {
        await fc.asyncModelRun(() => ({ model: freshModel(), real: world }), commands);
        await settleAccounts(world);
        const read = await collector.read();
        if (JSON.stringify(read) !== JSON.stringify(world.collector.sums())) throw new Error(`GET tells ${show(read)}`);
      });
    } finally {
      await collector.stop();
    }
  });
  await fc.assert(life, options);
  return figures;
}

export async function living(
  options: WorldOptions,
  figures: Figures,
  live: (world: World) => Promise<void>,
): Promise<void> {
  const world = createWorld(options);
  try {
    const tab = world.open();
    if (!world.consent$) await tab.consent.answer(true);
    await live(world);
    addFigures(figures, world.figures);
  } finally {
    world.end();
  }
}

export const freshModel = (): Model => ({ open: 1 });
