import { expect, test } from 'vitest';
import { parseCommandLine } from '../src/parseCommandLine.js';
import { parseProviders } from '../src/parseProviders.js';
import { UsageError } from '../src/UsageError.js';

const parse = (...args: readonly string[]) =>
  parseCommandLine('compare', {
    args: [...args],
    allowPositionals: true,
    options: {
      db: { type: 'string', default: 'file:turntally.db' },
      json: { type: 'boolean', short: 'j' },
      providers: { type: 'string', multiple: true },
    },
  });

test.each([
  [['--db', 'a', '--db', 'b'], 'db'],
  [['--db=a', '--providers', 'c', '--db', 'a'], 'db'],
  [['--json', '--json'], 'json'],
  [['-j', '--json'], 'json'],
])('%j is refused: the first would be lost', (args, name) => {
  const message = `--${name} is given more than once; give it once; see turntally compare --help`;
  expect(() => parse(...args)).toThrow(new UsageError(message));
});

test('a list may be repeated, and a value may look like an option that is given', () => {
  const { values, positionals } = parse(
    '--providers',
    'openai',
    '--providers',
    'anthropic, other',
    '--',
    '--db',
    '--db',
  );
  expect(parseProviders(values.providers)).toEqual(['openai', 'anthropic', 'other']);
  expect({ db: values.db, positionals }).toEqual({ db: 'file:turntally.db', positionals: ['--db', '--db'] });
});

test('the first mistake that Node finds is reported', () => {
  expect(() => parse('--db', 'a', '--db', 'b', '--nothing')).toThrow(/--nothing.*; see turntally compare --help$/);
});
