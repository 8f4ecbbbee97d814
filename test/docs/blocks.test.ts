import { expect, test } from 'vitest';
import { given } from './snippets/given.js';
import { shown } from './snippets/shown.js';

// Apart from `snippets.test.ts`, which compiles them: this takes no time.
test('each block of code has what it needs in snippets/given.ts, and nothing is there for a block that is gone', () => {
  const places = Object.entries(given).flatMap(([place, texts]) => texts.map(() => place));
  expect(shown.map(({ place }) => place).sort()).toEqual(places.sort());
});
