import type { MutantGroup } from './Mutant.js';

const contract = 'packages/collector/test/workers/storeContract.test.ts';
const d1 = 'packages/collector/test/workers/d1Store.test.ts';
const unit = 'packages/collector/test/cloudflareWorkers.test.ts';

export const workers: readonly MutantGroup[] = [
  {
    file: 'packages/collector/src/isCloudflareWorkers.ts',
    tests: [unit],
    mutants: [
      {
        name: 'takes a Worker for a process that lives',
        search: "=== 'Cloudflare-Workers'",
        replacement: "=== 'Node.js'",
      },
    ],
  },
  {
    file: 'packages/collector/src/keyedQueue.ts',
    tests: [unit],
    mutants: [
      {
        name: 'waits for the post of another request',
        search: '  if (isCloudflareWorkers()) return (_, work) => work();\n',
        replacement: '',
      },
    ],
  },
  {
    file: 'packages/collector/src/maintenance.ts',
    tests: [unit],
    mutants: [
      {
        name: 'waits for the maintenance of another request',
        search: '    if (isCloudflareWorkers()) return work(utcDate(now()));\n',
        replacement: '',
        testName: 'does not wait',
      },
      {
        name: 'starts the maintenance after every post',
        search: ' || isRecent(startedAt)',
        replacement: '',
        testName: 'keeps the Worker alive',
      },
    ],
  },
  {
    file: 'packages/collector/src/createCollector.ts',
    tests: [unit],
    mutants: [
      {
        name: 'compresses what Cloudflare compresses',
        search: 'isCloudflareWorkers() ? passOn : compress()',
        replacement: 'compress()',
        testName: 'compressed',
      },
    ],
  },
  {
    file: 'packages/collector/src/d1/statements.ts',
    tests: [d1],
    mutants: [
      {
        name: 'counts what is stored already',
        search: `->> 'reason' \${reason} AND \${isNew}`,
        replacement: `->> 'reason' \${reason}`,
        testName: 'sent twice',
      },
      {
        name: 'counts again what was set aside',
        search: `IS NOT NULL AND \${isNew}`,
        replacement: 'IS NOT NULL',
        testName: 'sent twice',
      },
      {
        name: 'keeps a sealed day for longer when a batch of it is repeated',
        search: `post WHERE \${isNew}\`,\n);`,
        replacement: `post\`,\n);`,
        testName: 'repeat',
      },
      {
        name: 'publishes only the first portion of a day',
        search: 'OR EXISTS (SELECT 1 FROM set_aside WHERE date = :date) AS more',
        replacement: 'AND EXISTS (SELECT 1 FROM set_aside WHERE date = :date) AS more',
        testName: 'in several',
      },
    ],
  },
  {
    file: 'packages/collector/src/sql/publishing.ts',
    tests: [d1],
    mutants: [
      {
        name: 'adds a published day to the totals again',
        search: ` AND date IN (SELECT date FROM unfinished_days)\n   \${addToStored}`,
        replacement: `\n   \${addToStored}`,
        testName: 'sent twice',
      },
    ],
  },
  {
    file: 'packages/collector/src/d1/settleAll.ts',
    tests: [d1],
    mutants: [
      {
        name: 'settles two batches of one id in one transaction',
        search: 'ids.has(entry.settlement.id) || ',
        replacement: '',
        testName: 'the same id',
      },
      {
        name: 'fails a group in D1 with one of its batches',
        search: 'if (!isOfData(reason)) throw reason;',
        replacement: 'throw reason;',
        testName: 'does not fail the others',
      },
      {
        name: 'sends values that D1 does not take',
        search: 'const maxLength = 1_000_000;',
        replacement: 'const maxLength = 100_000_000;',
        testName: 'more than D1 takes',
      },
    ],
  },
  {
    file: 'packages/collector/src/d1/setUp.ts',
    tests: [d1],
    mutants: [
      {
        name: 'uses tables of a later version in D1',
        search: 'else if (version > schemaVersion)',
        replacement: 'else if (version > 999)',
        testName: 'later version',
      },
    ],
  },
  {
    file: 'packages/collector/src/d1/d1Maintenance.ts',
    tests: [contract],
    mutants: [
      {
        name: 'forgets ids a day early',
        search: 'days: idRetentionDays,',
        replacement: 'days: idRetentionDays - 1,',
        testName: 'random lives',
      },
    ],
  },
];
