import { expect, test } from 'vitest';
import { noFigures } from '../figures.js';
import { living } from './runs.js';

/** What the properties beside this have found, step by step; a moment is a number of turns of the event loop. */
const moments = Array.from({ length: 12 }, (_, turns) => turns);

test('should send nothing when a stored answer is cleared while the first epoch begins', async () => {
  for (const turns of moments) {
    await living({ consent: 'stored' }, noFigures('found'), async (world) => {
      const [first] = world.tabs();
      world.open();
      await world.eventLoop.pass(turns);
      await world.disk.clear(true);
      await world.eventLoop.settled();
      if (first) world.count(first, { kind: 'turn_done' });
      await world.clock.advance(60_000);
      first?.launch$.next();
      await world.eventLoop.settled();
      expect(world.check(), `cleared after ${turns} turns`).toEqual([]);
    });
  }
});
