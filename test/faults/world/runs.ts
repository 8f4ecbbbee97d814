import fc from 'fast-check';
import { addFigures, type Figures, noFigures } from '../figures.js';
import { type Model, worldCommands } from './commands.js';
import { settleAccounts } from './law.js';
import { createWorld, type World, type WorldOptions } from './world.js';

/** How often each suite runs in `npm test`; the soak goes on for as long as it is asked to. */
export const runsInTest = { shared: 150, stored: 60, interleaved: 60, http: 20 };

export interface RunOptions {
  readonly numRuns: number;
  readonly seed?: number;
  readonly path?: string;
  /** Stops beginning new runs then, epoch milliseconds. */
  readonly deadline?: number;
}

/** Lives of the system, one after the other, each in a world of its own. Rejects with seed, path and commands of the first that breaks the law. */
export async function modelRuns(consent: WorldOptions['consent'], options: RunOptions): Promise<Figures> {
  const figures = noFigures('model');
  await fc.assert(
    fc.asyncProperty(worldCommands(45), fc.nat(), async (commands, seed) => {
      const world = createWorld({ consent, seed });
      try {
        world.open();
        await fc.asyncModelRun(() => ({ model: freshModel(), real: world }), commands);
        await settleAccounts(world);
        addFigures(figures, world.figures);
      } finally {
        world.end();
      }
    }),
    parametersOf(options),
  );
  return figures;
}

export const freshModel = (): Model => ({ open: 1, backwardMs: 0 });

export function parametersOf({ deadline, ...options }: RunOptions): fc.Parameters<unknown[]> {
  return {
    ...options,
    endOnFailure: false,
    ...(deadline !== undefined && {
      interruptAfterTimeLimit: Math.max(0, deadline - Date.now()),
      markInterruptAsFailure: false,
    }),
  };
}
export type { World };
