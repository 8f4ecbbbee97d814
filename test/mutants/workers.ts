import type { MutantGroup } from './Mutant.js';

const contract = 'packages/collector/test/workers/storeContract.test.ts';
const d1 = 'packages/collector/test/workers/d1Store.test.ts';
const shard = 'packages/collector/test/durableObject/turntallyShard.test.ts';
const store = 'packages/collector/test/durableObject/durableObjectStore.test.ts';
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
    file: 'packages/collector/src/collectorOf.ts',
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
      {
        name: 'forgets ids a day late in D1',
        search: 'days: idRetentionDays,',
        replacement: 'days: idRetentionDays + 1,',
        testName: 'random lives',
      },
    ],
  },
  {
    file: 'packages/collector/src/durableObject/addDelivery.ts',
    tests: [shard],
    mutants: [
      {
        name: 'counts a delivery that comes again',
        search: 'n >= ?4)',
        replacement: 'n > ?4)',
        testName: 'between a delivery',
      },
      {
        name: 'does not remember which delivery came last',
        search: '    statement(root, rememberDelivery, [shard, n]),',
        replacement: '    statement(root, rememberDelivery, [shard, 1]),',
        testName: 'between a delivery',
      },
    ],
  },
  {
    file: 'packages/collector/src/durableObject/deliverAll.ts',
    tests: [shard],
    mutants: [
      {
        name: 'seals sums while a delivery is not acknowledged',
        search: 'const old = outbox.unacknowledged();',
        replacement: 'const old = undefined as ReturnType<Outbox["unacknowledged"]>;',
        testName: 'before what has come since',
      },
      {
        name: 'acknowledges what the root does not have',
        search: '    const last = await addDelivery(root, delivery);',
        replacement: '    const last = await addDelivery(root, delivery).catch(() => delivery.n);',
        testName: 'before what has come since',
      },
      {
        name: 'takes what a restored shard delivers for a repeat',
        search: 'if (last > delivery.n && ',
        replacement: 'if (last < delivery.n && ',
        testName: 'restored',
      },
    ],
  },
  {
    file: 'packages/collector/src/durableObject/outbox.ts',
    tests: [shard],
    mutants: [
      {
        name: 'gives all shards one name',
        search: 'run(createRow, crypto.randomUUID());',
        replacement: "run(createRow, 'shard');",
        testName: 'made again',
      },
      {
        name: 'deletes sums that are not in the delivery',
        search: "'DELETE FROM counts WHERE date = ?1 AND version <= ?2'",
        replacement: "'DELETE FROM counts WHERE date = ?1 AND ?2 = ?2'",
        testName: 'the next one',
      },
      {
        name: 'delivers all sums of a day at once',
        search: 'const rowsAtOnce = 4000;',
        replacement: 'const rowsAtOnce = 4_000_000;',
        testName: 'the next one',
      },
      {
        name: 'acknowledges whatever is in the outbox',
        search: 'failures = 0 WHERE n = ?`',
        replacement: 'failures = 0 WHERE n >= ?`',
        testName: 'a late answer',
      },
    ],
  },
  {
    file: 'packages/collector/src/durableObject/TurntallyShard.ts',
    tests: [shard],
    mutants: [
      {
        name: 'waits for a request before it delivers',
        search: "if (settlements.some(({ decision }) => decision.kind !== 'void')) await this.#ensureAlarm();",
        replacement: '',
        testName: 'sets the alarm',
      },
      {
        name: 'puts the delivery off with every batch',
        search: '    if ((await this.#storage.getAlarm()) !== null) return;\n',
        replacement: '',
        testName: 'sets the alarm',
      },
      {
        name: 'delivers no more after a failure',
        search: '      await this.#storage.setAlarm(Date.now() + pauseMs);\n',
        replacement: '',
        testName: 'set again, later',
      },
      {
        name: 'waits for an alarm that does not come',
        search: '      await this.#repeatLostAlarm();\n',
        replacement: '',
        testName: 'has not come',
      },
    ],
  },
  {
    file: 'packages/collector/src/durableObject/setUpRoot.ts',
    tests: [store],
    mutants: [
      {
        name: 'counts with another number of shards',
        search: 'if (stored !== count) {',
        replacement: 'if (stored > 999) {',
        testName: 'another number',
      },
      {
        name: 'lets a d1Store count into the root of shards',
        search: "...['batches', 'sealed_ids'].map(",
        replacement: "...['batches'].map(",
        testName: 'a d1Store has used',
      },
      {
        name: 'forgets what a d1Store has counted',
        search: 'return hasIds === 1;',
        replacement: 'return false;',
        testName: 'a d1Store has used',
      },
    ],
  },
  {
    file: 'packages/collector/src/durableObject/durableObjectStore.ts',
    tests: [store],
    mutants: [
      {
        name: 'publishes a day before all shards have delivered',
        search: '        await deliver();\n        await rootStore.publish',
        replacement: '        await rootStore.publish',
        testName: 'no day is published',
      },
      {
        name: 'lets a shard count only its own days of operation',
        search: '    await Promise.allSettled(all.map((each) => each.remember(date)));\n',
        replacement: '',
        testName: 'day of operation of the others',
      },
      {
        name: 'lets the root count no days of operation',
        search: '    await root.batch([statement(root, rememberDay, [date])]);\n',
        replacement: '',
        testName: 'day of operation of the others',
      },
      {
        name: 'forgets in the root only',
        search: '[rootStore, ...all].map((each) => each.forget(today))',
        replacement: '[rootStore].map((each) => each.forget(today))',
        testName: 'all shards forget',
      },
    ],
  },
  {
    file: 'packages/collector/src/durableObject/routeBatches.ts',
    tests: [store],
    mutants: [
      {
        name: 'fails all batches with one shard',
        search: '.catch((reason) => ofShard.map(() => rejected(reason)))',
        replacement: '',
        testName: 'does not answer',
      },
    ],
  },
];
