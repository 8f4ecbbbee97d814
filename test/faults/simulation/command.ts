import fc from 'fast-check';
import type { Tab } from './tab.js';
import type { World } from './world.js';

/** What a command needs to know beforehand. Everything else is the world's. */
export interface Model {
  open: number;
}

export const hour = 3_600_000;
export const day = 24 * hour;

export type Command = fc.AsyncCommand<Model, World>;
/** How many turns of the event loop pass afterwards; undefined: as many as it takes. */
export type Turns = number | undefined;

export const turns: fc.Arbitrary<Turns> = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 3 },
  { arbitrary: fc.nat(40), weight: 2 },
);
export const showTurns = (given: Turns): string => (given === undefined ? '' : ` … ${given} turns`);

export function command(
  name: string,
  given: Turns,
  run: (world: World, model: Model) => void | Promise<void>,
  check: (model: Model) => boolean = () => true,
): Command {
  return {
    check,
    async run(model, world) {
      await run(world, model);
      if (given === undefined) {
        await world.eventLoop.settled();
        world.checkQuiet();
      } else await world.eventLoop.pass(given);
      const wrong = world.check();
      if (wrong.length) throw new Error(wrong.join('\n'));
      model.open = world.alive().length;
    },
    toString: () => `${name}${showTurns(given)}`,
  };
}

export const isOpen = (model: Model): boolean => model.open > 0;
export const pick = (world: World, nth: number): Tab | undefined => {
  const open = world.alive();
  return open[nth % Math.max(1, open.length)];
};
export const onTab = (
  name: string,
  nth: number,
  given: Turns,
  run: (tab: Tab, world: World) => void | Promise<void>,
): Command =>
  command(
    `tab ${nth}: ${name}`,
    given,
    (world) => {
      const tab = pick(world, nth);
      return tab && run(tab, world);
    },
    isOpen,
  );
export const tab = fc.nat(3);
