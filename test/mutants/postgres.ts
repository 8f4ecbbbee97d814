import type { MutantGroup } from './Mutant.js';

const test = (name: string): string => `packages/collector/test/postgres/${name}.test.ts`;

export const postgres: readonly MutantGroup[] = [
  {
    file: 'packages/collector/src/postgres/settlingStatements.ts',
    tests: [test('storeContract')],
    mutants: [
      {
        name: 'adds to a day that is being published',
        search: "AND state = 'open' FOR SHARE",
        replacement: "AND state = 'open'",
        tests: [test('postgresStore')],
        testName: 'a day is published after',
      },
      {
        name: 'locks ids in any order',
        search: 'FROM input, day WHERE input.day IS NULL ORDER BY id\n',
        replacement: 'FROM input, day WHERE input.day IS NULL\n',
        tests: [test('postgresStore')],
        testName: 'do not deadlock',
      },
      {
        name: 'counts repeats',
        search: 'SELECT input.* FROM unsealed JOIN input USING (id) WHERE input.day IS NULL',
        replacement: 'SELECT input.* FROM input, day WHERE input.day IS NULL',
        testName: 'after a restart',
      },
      {
        name: 'counts repeats of sealed batches',
        search: 'SELECT input.* FROM sealed JOIN input USING (day, id)',
        replacement: 'SELECT input.* FROM input, day WHERE input.day IS NOT NULL',
        testName: 'sent again',
      },
      {
        name: 'takes a batch that is known without a day for a new one',
        search: `
          AND NOT EXISTS (SELECT FROM input JOIN \${batches} USING (id))`,
        replacement: '',
        testName: 'random lives',
      },
      {
        name: 'stores no sealed day for new batches',
        search: `\${rememberSealedDays(tables, 'input, fresh')}`,
        replacement: 'SELECT 1',
        testName: 'random lives',
      },
      {
        name: 'forgets a sealed day to which ids were added lately',
        search: 'WHERE day < $1::integer AND seen <',
        replacement: 'WHERE day < $1::integer OR seen <',
        testName: 'random lives',
      },
      {
        name: 'forgets ids a day late',
        search: '- $1::integer\n',
        replacement: '- $1::integer - 1\n',
        testName: 'random lives',
      },
    ],
  },
  {
    file: 'packages/collector/src/postgres/readingStatements.ts',
    tests: [test('storeContract')],
    mutants: [
      {
        name: 'answers with the sums of all systems',
        search: "os = coalesce($6::text, '')",
        replacement: "os = ''",
        testName: 'for every filter',
      },
    ],
  },
  {
    file: 'packages/collector/src/postgres/publishingStatements.ts',
    tests: [test('storeContract')],
    mutants: [
      {
        name: 'drops recent days that are no days of operation',
        search: 'WHERE date <= days.date ORDER',
        replacement: 'WHERE date = days.date ORDER',
        testName: 'random lives',
      },
      {
        name: 'shows rows of too few batches of a version',
        search: 'sum(most) >= $2 AS shown',
        replacement: 'true AS shown',
        testName: 'random lives',
      },
      {
        name: 'adds what was set aside to the totals',
        search: 'WHERE withheld = 0 AND NOT set_aside',
        replacement: 'WHERE withheld = 0',
        testName: 'random lives',
      },
      {
        name: 'publishes a day for two collectors',
        search: "WHERE date = $1 AND state = 'closed' FOR UPDATE",
        replacement: "WHERE date = $1 AND state <> 'dropped'",
        testName: 'at the same time are published once',
      },
    ],
  },
  {
    file: 'packages/collector/src/postgres/tables.ts',
    tests: [test('postgresStore')],
    mutants: [
      {
        name: 'creates tables without a lock',
        search: 'DO $set_up$\nBEGIN\n  PERFORM pg_advisory_xact_lock(',
        replacement: 'DO $set_up$\nBEGIN\n  PERFORM concat(',
        testName: 'setUp',
      },
      {
        name: "orders by the database's locale",
        search: 'text COLLATE "C" NOT NULL',
        replacement: 'text NOT NULL',
        tests: [test('storeContract')],
        testName: 'random lives',
      },
    ],
  },
  {
    file: 'packages/collector/src/postgres/setUp.ts',
    tests: [test('postgresStore')],
    mutants: [
      {
        name: 'uses tables of a later version',
        search: 'if (version <= schemaVersion) return;',
        replacement: 'if (version > 0) return;',
        testName: 'later version',
      },
    ],
  },
  {
    file: 'packages/collector/src/postgres/settleAll.ts',
    tests: [test('postgresStore')],
    mutants: [
      {
        name: 'fails a group with one of its batches',
        search: 'if (!isOfData(reason) || settlements.length === 1)',
        replacement: 'if (settlements.length > 0)',
        testName: 'does not fail the others',
      },
      {
        name: 'fails where another collector has just added one of the batches',
        search: "if (sqlState(error) === '23505') return undefined;",
        replacement: '',
        testName: 'at the same time',
      },
      {
        name: 'counts what is to be set aside',
        search: "decision.kind !== 'count') return undefined;",
        replacement: "decision.kind === 'void') return undefined;",
        tests: [test('storeContract')],
        testName: 'random lives',
      },
      {
        name: 'answers a repeat with its own decision',
        search: 'added.has(n)\n      ? ',
        replacement: 'added.size >= 0\n      ? ',
        tests: [test('storeContract')],
      },
    ],
  },
  {
    file: 'packages/collector/src/postgres/postgresStore.ts',
    tests: [test('storeContract')],
    mutants: [
      {
        name: 'closes without waiting',
        search: '      await Promise.allSettled(pending);\n',
        replacement: '',
        tests: [test('postgresStore')],
        testName: 'connections are closed',
      },
      {
        name: 'does not look for its tables again',
        search: '    ready = undefined;\n',
        replacement: '',
        tests: [test('postgresStore')],
        testName: 'restored',
      },
    ],
  },
];
