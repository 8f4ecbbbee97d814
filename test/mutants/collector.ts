import type { MutantGroup } from './Mutant.js';

const test = (name: string): string => `packages/collector/test/${name}.test.ts`;

export const collector: readonly MutantGroup[] = [
  {
    file: 'packages/collector/src/postAnswers.ts',
    tests: [test('turnedAway')],
    mutants: [
      {
        name: 'repeats a refusal without Retry-After',
        search: 'asVoid(problemOfRefusal(outcome.refusal)), retryAfter }',
        replacement: 'asVoid(problemOfRefusal(outcome.refusal)) }',
      },
      {
        name: 'answers 202 if the database failed',
        search: `case 'in doubt':\n        return problemResponse(inDoubt);`,
        replacement: `case 'in doubt':\n        return new Response(null, { status: 202 });`,
        tests: [test('doubt')],
      },
      {
        name: 'says that another content was refused, not the day',
        search: 'if (!isOfContent(outcome.refusal)) return',
        replacement: 'if (false) return',
        tests: [test('sealedDay')],
      },
    ],
  },
  {
    file: 'packages/collector/src/backUpSqlite.ts',
    tests: [test('backUpSqlite')],
    mutants: [
      { name: 'overwrites a file', search: "openSync(file, 'wx', 0o600)", replacement: "openSync(file, 'w', 0o600)" },
      { name: 'lets others read the copy', search: '0o600', replacement: '0o644' },
      {
        name: 'creates the database that it is to copy',
        search: 'if (!statSync(path',
        replacement: 'if (false && !statSync(path',
      },
      { name: 'copies what another program has', search: "'SELECT 1 FROM counts LIMIT 1'", replacement: "'SELECT 1'" },
      {
        name: 'copies the file without its log',
        search: "await client.execute({ sql: 'VACUUM INTO ?', args: [file] });",
        replacement: "(await import('node:fs')).copyFileSync(path, file);",
      },
    ],
  },
  {
    file: 'packages/collector/src/ingest.ts',
    tests: [test('turnedAway')],
    mutants: [
      {
        name: 'promises "void" without keeping it',
        search: `return outcomeResponse(outcomeIn(await settle(key, { kind: 'void', refusal })), { retryAfter });`,
        replacement: `return outcomeResponse({ kind: 'void', refusal }, { retryAfter });`,
      },
      {
        name: 'writes down any number of refusals',
        search: "if (promises.take(address ?? '', now()) > 0) {",
        replacement: 'if (false) {',
      },
      {
        name: 'works on any number of posts at once',
        search: 'inProgress > maxInProgress',
        replacement: 'inProgress < 0',
      },
      {
        name: 'accepts keys of any form',
        search: 'if (!protocolLimits.batchId.test(id)) return refuse(malformedKey);',
        replacement: '',
        tests: [test('answers')],
      },
      {
        name: 'gives each address of a network a limit of its own',
        search: 'address ? networkOf(address) : undefined',
        replacement: 'address || undefined',
        tests: [test('limitsOfAddress')],
      },
      {
        name: 'does not limit repeats',
        search: 'if (address !== undefined) repeats.take(address, now());',
        replacement: '',
        tests: [test('limitsOfAddress')],
      },
      {
        name: 'counts repeats as posts',
        search: 'posts.giveBack(address);',
        replacement: 'posts.take(address, now());',
        tests: [test('limitsOfAddress')],
      },
      {
        name: 'does not limit repeats that are settled',
        search: `if ('isRepeat' in settled && settled.isRepeat) countAsRepeat(address);`,
        replacement: '',
        tests: [test('limitsOfAddress')],
      },
      {
        name: 'refuses a repeat whose content does not arrive',
        search: 'if (!known) return refuse(unread);',
        replacement: 'return refuse(unread);',
        tests: [test('limitsOfAddress')],
      },
      {
        name: 'remembers addresses that have not posted for a minute',
        search: 'for (const limit of [posts, promises, repeats]) limit.forget(now());',
        replacement: '',
        tests: [test('rateLimit')],
      },
      {
        name: 'counts a batch whose key may have been forgotten',
        search: 'if (!isInWindow(key.sealed, now()))',
        replacement: 'if (false)',
        tests: [test('sealedDay')],
      },
      {
        name: 'works on any number of posts of one address',
        search: 'ofAddress(address, ',
        replacement: 'ofAddress(undefined, ',
        tests: [test('limitsOfAddress')],
      },
    ],
  },
  {
    file: 'packages/collector/src/commitSettlements.ts',
    tests: [test('idempotency')],
    mutants: [
      {
        name: 'adds a batch whose id is taken',
        search: 'settlements.filter((_, n) => isNew[n]).map(',
        replacement: 'settlements.map(',
      },
      {
        name: 'counts what is set aside',
        search: "decision.kind === 'count' ? [decision.payload]",
        replacement: "decision.kind !== 'void' ? [decision.payload]",
        tests: [test('setAside')],
      },
      {
        name: 'fails a whole group for one bad batch',
        search: 'if (!refused || settlements.length === 1) {',
        replacement: 'if (true) {',
        tests: [test('groupCommit.property'), test('groupCommit')],
      },
      {
        name: 'drops half of a group that is divided',
        search: '...(await commitSettlements(withClient, date, settlements.slice(middle))),',
        replacement: '',
        tests: [test('groupCommit.property'), test('groupCommit')],
      },
    ],
  },
  {
    file: 'packages/collector/src/sqliteClient.ts',
    tests: [test('sqliteClient')],
    mutants: [
      {
        name: 'does not wait for another process that writes',
        search: ' || performance.now() >= end) throw error;',
        replacement: ' || true) throw error;',
      },
      {
        name: 'waits in a thread that others need',
        search: 'PRAGMA busy_timeout = 0; ',
        replacement: '',
      },
      {
        name: 'leaves a transaction open',
        search: 'if (!isClosed && isInTransaction(database)) withCode(() => rollback.native.run([]));',
        replacement: '',
      },
      {
        name: 'commits on the main thread',
        search: "commit: () => executeMultiple('COMMIT'),",
        replacement: "commit: async () => void (await execute('COMMIT')),",
      },
      {
        name: 'uses a closed connection',
        search: "if (isClosed) throw new Error('the connection is closed');",
        replacement: '',
      },
    ],
  },
  {
    file: 'packages/collector/src/writeTransaction.ts',
    tests: [test('idempotency')],
    mutants: [
      {
        name: 'answers before the commit',
        search: 'await transaction.commit();',
        replacement: 'void transaction.commit();',
        tests: [test('groupCommit')],
      },
      {
        name: 'does not commit',
        search: 'await transaction.commit();',
        replacement: '',
      },
    ],
  },
  {
    file: 'packages/collector/src/sqlitePublishing.ts',
    tests: [test('publish')],
    mutants: [
      {
        name: 'leaves what was deleted in the log',
        search: 'await clearLog(); // also',
        replacement: '// also',
      },
      {
        name: 'keeps the rows of a day that is published',
        search: 'await transaction.execute({ sql: clear, args: { date, version: String(version) } });',
        replacement: '',
        tests: [test('life.property')],
      },
      {
        name: 'publishes what is withheld',
        search: 'select, { date, version: String(version), minReports }',
        replacement: 'select, { date, version: String(version), minReports: 1 }',
        tests: [test('stats/fold.property')],
      },
      {
        name: 'publishes all rows of a day in one transaction',
        search: 'const rowsAtOnce = 1000;',
        replacement: 'const rowsAtOnce = 1_000_000;',
      },
      {
        name: 'goes on after a crash for another number',
        search: 'const minReports = Number(unfinished.minReports);',
        replacement: 'const minReports = wanted;',
        tests: [test('publishCrash')],
      },
      {
        name: 'forgets what is too few of a portion',
        search: 'await transaction.execute({ sql: rest, args: { date, rest: portion.rest } });',
        replacement: '',
        tests: [test('stats/fold.property')],
      },
    ],
  },
  {
    file: 'packages/collector/src/sqliteForgetting.ts',
    tests: [test('publish')],
    mutants: [
      { name: 'forgets all ids at once', search: 'limit: idsAtOnce }', replacement: 'limit: -1 }' },
      {
        name: 'forgets all ids of a day at once',
        search: 'const limit = idsAtOnce - forgotten;',
        replacement: 'const limit = -1;',
        tests: [test('forgetting')],
      },
      {
        name: 'leaves the other days when one is forgotten',
        search: 'while (forgotten < idsAtOnce) {',
        replacement: 'for (let isFirst = true; isFirst; isFirst = false) {',
        tests: [test('storeContract')],
      },
    ],
  },
  {
    file: 'packages/collector/src/maintenance.ts',
    tests: [test('maintenance')],
    mutants: [
      {
        name: 'never starts after a post',
        search: 'else if (!isCloudflareWorkers()) setTimeout',
        replacement: 'else if (false) setTimeout',
      },
      { name: 'fails a read', search: 'await run().catch(() => {});', replacement: 'await run();' },
      { name: 'runs again and again', search: 'done !== utcDate(now()) && ', replacement: '' },
      { name: 'tries again at once', search: ' && !isRecent(failedAt)', replacement: '' },
    ],
  },
  {
    file: 'packages/collector/src/implausible.ts',
    tests: [test('setAside')],
    mutants: [
      {
        name: 'believes more failed turns than turns',
        search: "if (failures > turns) return 'failures';",
        replacement: '',
      },
      { name: 'believes any count', search: 'largest > most', replacement: 'largest < 0' },
    ],
  },
  {
    file: 'packages/collector/src/schema.ts',
    tests: [test('migrate')],
    mutants: [
      {
        name: 'leaves documents of refusals in a file that it migrates',
        search: "WHERE refusal LIKE '{%' AND json_valid(refusal)`",
        replacement: 'WHERE false`',
      },
      {
        name: 'does not number the days of a file that it migrates',
        search: 'SELECT date FROM (SELECT date FROM counts UNION SELECT seen FROM batches) ORDER BY date`',
        replacement: 'SELECT seen FROM batches WHERE false`',
      },
    ],
  },
  {
    file: 'packages/collector/src/sqliteConnection.ts',
    tests: [test('publish')],
    mutants: [
      {
        name: 'ignores the largest size',
        search: 'if (maxBytes !== undefined) await limitSize',
        replacement: 'if (false) await limitSize',
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/routes.ts',
    tests: [test('stats/page')],
    mutants: [
      {
        name: 'asks for the day that is not over',
        search: 'minReports === 1 ? now() : now() - msPerDay',
        replacement: 'now()',
        tests: [test('stats/download')],
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/queries.ts',
    tests: [test('stats/page')],
    mutants: [
      {
        name: 'exports the rows of days that are not published',
        search: '    unpublished: minReports === 1,\n  };',
        replacement: '    unpublished: true,\n  };',
        tests: [test('access'), test('maintenance')],
      },
      {
        name: 'shows days that are not published',
        search: 'store.sums({ ...period, unpublished: minReports === 1, ...equal }',
        replacement: 'store.sums({ ...period, unpublished: true, ...equal }',
        tests: [test('maintenance')],
      },
      {
        name: 'exports notes of days that are not published',
        search: 'store.omissions({ from, to, unpublished: minReports === 1 })',
        replacement: 'store.omissions({ from, to, unpublished: true })',
        tests: [test('maintenance')],
      },
    ],
  },
  {
    file: 'packages/collector/src/groupedBatches.ts',
    tests: [test('groupCommit')],
    mutants: [
      {
        name: 'lets a group grow without bound',
        search: 'group.length < maxGroupSize',
        replacement: 'group.length > 0',
      },
      {
        name: 'groups batches of different days',
        search: 'date === group[0].date && ',
        replacement: '',
        tests: [test('groupCommit.property')],
      },
    ],
  },
  {
    file: 'packages/collector/src/sql/connection.ts',
    tests: [test('publish')],
    mutants: [
      {
        name: 'lets deleted rows in the file',
        search: '; PRAGMA secure_delete = ON',
        replacement: '; PRAGMA secure_delete = OFF',
        tests: [test('publish')],
      },
      {
        name: 'does not wait until a commit is on the disk',
        search: 'PRAGMA synchronous = FULL',
        replacement: 'PRAGMA synchronous = OFF',
        tests: [test('sqliteStore')],
      },
    ],
  },
  {
    file: 'packages/collector/src/sql/settling.ts',
    tests: [test('publish')],
    mutants: [
      {
        name: 'adds to a day that is published',
        search: 'WHERE date IN (SELECT date FROM published_days)\n  ) SELECT max',
        replacement: 'WHERE false\n  ) SELECT max',
        tests: [test('publish'), test('life.property')],
      },
      {
        name: 'overwrites sums instead of adding to them',
        search: 'count = count + excluded.count',
        replacement: 'count = excluded.count',
        tests: [test('groupCommit'), test('reading'), test('sqliteStore')],
      },
    ],
  },
  {
    file: 'packages/collector/src/sql/forgetting.ts',
    tests: [test('publish')],
    mutants: [
      {
        name: 'ages ids by the calendar',
        search: `WHERE n < \${newestNumber} - :days`,
        replacement: "WHERE date < (SELECT date(max(date), '-' || :days || ' days') FROM days_of_operation)",
        tests: [test('publish'), test('life.property')],
      },
      {
        name: 'forgets a sealed day to which ids were added lately',
        search: `WHERE day < :before AND seen < \${newestNumber} - :days ORDER`,
        replacement: 'WHERE day < :before ORDER',
        tests: [test('sealedDay')],
      },
      {
        name: 'forgets a sealed day that posts may still have',
        search: 'WHERE day < :before AND seen',
        replacement: 'WHERE seen',
        tests: [test('storeContract')],
      },
    ],
  },
  {
    file: 'packages/collector/src/sql/reading.ts',
    tests: [test('publish')],
    mutants: [
      {
        name: 'reads a day before all of it is published',
        search: 'AND (:unpublished OR date NOT IN (SELECT date FROM unfinished_days))',
        replacement: '',
      },
      {
        name: 'answers with the sums of all systems',
        search: "(by === 'version' && os !== undefined)",
        replacement: "(by === 'version' && os === '')",
        tests: [test('storeContract')],
      },
      {
        name: 'returns the totals of all releases',
        search: 'WHERE date >= :since AND ',
        replacement: 'WHERE :since IS NOT NULL AND ',
      },
    ],
  },
  {
    file: 'packages/collector/src/sql/publishedSums.ts',
    tests: [test('migrate')],
    mutants: [
      {
        name: 'migrates the sums of all systems only',
        search: 'GROUP BY date, os, signal, bucket\n',
        replacement: 'WHERE false GROUP BY date, os, signal, bucket\n',
      },
    ],
  },
  {
    file: 'packages/collector/src/sql/publishing.ts',
    tests: [test('stats/fold.property')],
    mutants: [
      {
        name: 'totals a release once',
        search: 'FROM published\n   WHERE date = :date AND',
        replacement: 'FROM published\n   WHERE version NOT IN (SELECT version FROM totals) AND date = :date AND',
        tests: [test('publish')],
      },
      {
        name: 'does not delete the sums of a day that is dropped',
        search: "  'published_sums',\n",
        replacement: '',
        tests: [test('storeContract')],
      },
      {
        name: 'shows sums of fewer batches than minReports',
        search: 'FROM stored WHERE reports >= :minReports',
        replacement: 'FROM stored',
      },
    ],
  },
  {
    file: 'packages/collector/src/readPayload.ts',
    tests: [test('malformed.property'), 'test/faults/collector/content.test.ts'],
    mutants: [
      {
        name: 'accepts a key that is given twice',
        search: 'if (countColons(json.text) !== 3 + 3 * payload.counters.length)',
        replacement: 'if (false)',
      },
      { name: 'accepts a byte order mark', search: 'ignoreBOM: true', replacement: 'ignoreBOM: false' },

      {
        name: 'counts versions that are not listed',
        search: 'if (versions && !versions.includes(payload.version))',
        replacement: 'if (false)',
        tests: [test('options'), test('payload'), test('answers')],
      },
    ],
  },
  {
    file: 'packages/collector/src/payload.ts',
    tests: [test('payload'), 'test/faults/collector/content.test.ts'],
    mutants: [
      { name: 'accepts counts below 1', search: 'z.gte(1, count)', replacement: 'z.gte(-1, count)' },
      { name: 'accepts counts above the limit', search: ', z.lte(limits.count, count)', replacement: '' },
      {
        name: 'accepts tokens outside the vocabulary',
        search: 'tokens.has(',
        replacement: 'signal !== bucket || tokens.has(',
      },
      {
        name: 'accepts a counter that is listed twice',
        search: 'z.maxLength(limits.counters, howMany), listedOnce()',
        replacement: 'z.maxLength(limits.counters, howMany)',
      },
    ],
  },
  {
    file: 'packages/collector/src/payloadGuard.ts',
    tests: [test('payloadGuard.property')],
    mutants: [
      { name: 'accepts counts below 1 without the schema', search: 'count < 1 || ', replacement: '' },
      {
        name: 'accepts counts above the limit without the schema',
        search: ' || count > limits.count',
        replacement: '',
      },
      { name: 'accepts fractions without the schema', search: '!Number.isInteger(count) || ', replacement: '' },
      { name: 'accepts any version without the schema', search: '!limits.version.test(version) || ', replacement: '' },
      { name: 'accepts any os without the schema', search: ' || !systems.has(os)', replacement: '' },
      {
        name: 'accepts any number of counters without the schema',
        search: ' || counters.length > limits.counters',
        replacement: '',
      },
      {
        name: 'accepts a payload of no counters without the schema',
        search: 'counters.length === 0 || ',
        replacement: '',
      },
      {
        name: 'accepts a counter that is listed twice without the schema',
        search: ' || listedBy[token] === payload',
        replacement: '',
      },
      { name: 'accepts further keys without the schema', search: ' && countKeys(value) === 3', replacement: '' },
      {
        name: 'accepts further keys in a counter without the schema',
        search: 'return countKeys(counter) === 3;',
        replacement: 'return true;',
      },
      { name: 'leaves every second payload to the schema', search: 'payload += 1;', replacement: '' },
    ],
  },
  {
    file: 'packages/collector/src/readBody.ts',
    tests: [test('body')],
    mutants: [
      {
        name: 'reads streamed bodies of any length',
        search: `if (length > maxBytes) return { kind: 'too long' };`,
        replacement: '',
      },
      {
        name: 'believes the length that is announced',
        search: 'bytes.byteLength > maxBytes',
        replacement: 'bytes.byteLength < 0',
      },
    ],
  },
  {
    file: 'packages/collector/src/splitAtRepeats.ts',
    tests: [test('storeContract')],
    mutants: [
      {
        name: 'leaves two batches of one id together',
        search: ' || ids.has(id)',
        replacement: '',
        testName: 'the first one decides',
      },
    ],
  },
  {
    file: 'packages/collector/src/rememberKeys.ts',
    tests: [test('groupCommit.property')],
    mutants: [
      {
        name: 'takes a group with a repeat for new',
        search: 'const areAllNew = added === entries.length;',
        replacement: 'const areAllNew = added > 0;',
      },
      {
        name: 'keeps the ids of a group that is settled again',
        search: "else await transaction.execute('ROLLBACK TO before_keys');",
        replacement: '',
      },
      {
        name: 'takes a void batch for a counted one',
        search: 'if (sealed === undefined || refusal !== null) return false;',
        replacement: 'if (sealed === undefined) return false;',
      },
      {
        name: 'stores no sealed day for new batches',
        search: 'if (areAllNew) await rememberDays',
        replacement: 'if (false) await rememberDays',
        tests: [test('sealedDay')],
      },
    ],
  },
  {
    file: 'packages/collector/src/sqliteConnection.ts',
    tests: [test('groupCommit')],
    mutants: [
      { name: 'does not wait for its work when it closes', search: 'await lastWork;', replacement: '' },
      {
        name: 'keeps a client that failed',
        search: 'client.close();\n      opened = undefined;',
        replacement: '',
        tests: [test('sqliteStore')],
      },
    ],
  },
  {
    file: 'packages/collector/src/problemDetails.ts',
    tests: [test('doubt')],
    mutants: [
      {
        name: 'answers without Retry-After',
        search: `...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),`,
        replacement: '',
      },
    ],
  },
  {
    file: 'packages/collector/src/requireAccess.ts',
    tests: [test('access')],
    mutants: [
      {
        name: 'lets anyone read if nothing is configured',
        search: 'if (access === undefined) return problemResponse({ problem: readingDisabled });',
        replacement: 'if (access === undefined) return next();',
      },
      { name: 'accepts a wrong token', search: 'return timingSafeEqual(token, bearer);', replacement: 'return true;' },
      { name: 'accepts a wrong token in an address', search: 'if (!isRight || ', replacement: 'if (' },
      {
        name: 'keeps the token in the address',
        search: "url.searchParams.delete('token');",
        replacement: '',
      },
      {
        name: 'lets pages of other sites read',
        search: "access === 'open' || c.req.header('sec-fetch-site') !== 'cross-site'",
        replacement: 'true',
      },
      {
        name: 'accepts a wrong password',
        search: 'return equal.every(Boolean);',
        replacement: 'return equal.some(Boolean);',
      },
    ],
  },
  {
    file: 'packages/collector/src/crossOrigin.ts',
    tests: [test('cors')],
    mutants: [
      {
        name: 'lets no page read answers',
        search: "if (allowed !== undefined) headers.set('Access-Control-Allow-Origin', allowed);",
        replacement: '',
      },
      {
        name: 'lets caches give the answers of one origin to another',
        search: "if (rule !== '*') headers.append('Vary', 'Origin');",
        replacement: '',
      },
      {
        name: 'lets pages of all sites post',
        search: 'return isAllowed ? origin : undefined;',
        replacement: 'return origin;',
      },
    ],
  },
  {
    file: 'packages/collector/src/queueReads.ts',
    tests: [test('access')],
    mutants: [
      { name: 'queues any number of reads', search: 'keyedQueue(maxLength)', replacement: 'keyedQueue(1000)' },
      {
        name: 'runs reads at once',
        search: "enqueue('read', ",
        replacement: 'enqueue(crypto.randomUUID(), ',
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/significance.ts',
    tests: [test('stats/significance.property')],
    mutants: [
      {
        name: 'tests one side only',
        search: 'complementaryError(Math.abs(z) / Math.SQRT2)',
        replacement: 'complementaryError(Math.abs(z) / Math.SQRT2) / 2',
      },
      { name: 'does not correct for many comparisons', search: 'p * (pValues.length - rank)', replacement: 'p' },
    ],
  },
  {
    file: 'packages/collector/src/readFilter.ts',
    tests: [test('stats/page')],
    mutants: [
      {
        name: 'shows a day that is not over if it is named',
        search: 'if (to !== undefined && to > last)',
        replacement: 'if (false)',
      },
      { name: 'reads more than a year', search: 'if (length > maxDays)', replacement: 'if (false)' },
    ],
  },
  {
    file: 'packages/collector/src/stats/queries.ts',
    tests: [test('stats/overview')],
    mutants: [
      {
        name: 'shows what a system lacks as nothing',
        search: 'os === undefined ? [[], combined] : [combined, []]',
        replacement: '[[], combined]',
      },
      {
        name: 'takes what is combined over the releases for withheld',
        search: 'isAll ? { version: tooFew } : equalTo(',
        replacement: 'equalTo(',
      },
      {
        name: 'takes what is combined over the releases for nothing',
        search: 'version === undefined ? [] : await readSums(source, days, { version: tooFew })',
        replacement: '[]',
      },
      {
        name: 'compares with days that overlap',
        search: 'to: daysBefore(filter.from, 1) }',
        replacement: 'to: filter.from }',
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/overview.ts',
    tests: [test('stats/overview')],
    mutants: [
      {
        name: 'takes a rate of some turns for a bound',
        search: "isShort(turns) ? 'about' : ofCounts",
        replacement: 'ofCounts',
      },
      { name: 'takes turns for complete', search: "isShort(turns) ? 'at least' : 'exact'", replacement: "'exact'" },
      { name: 'takes counts that are in sums for withheld', search: '!isInSums', replacement: 'true' },
      { name: 'takes the change of bounds for exact', search: "isExact ? '' : signs.about", replacement: "''" },
      {
        name: 'draws no line for a single value',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
        search: '`M${at}h0`',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
        replacement: '`M${at}`',
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/model.ts',
    tests: [test('stats/overview')],
    mutants: [
      {
        name: 'draws the newest release only if it is among the largest',
        search: 'isAlways(b) - isAlways(a) || b.total - a.total',
        replacement: 'b.total - a.total',
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/byWeek.ts',
    tests: [test('stats/overview')],
    mutants: [
      {
        name: 'begins weeks with the first day',
        search: 'const inFirst = days % daysPerWeek || daysPerWeek;',
        replacement: 'const inFirst = daysPerWeek;',
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/missing.ts',
    tests: [test('stats/comparison')],
    mutants: [
      {
        name: 'knows the sum of what is in no sum',
        search: 'const isAllCombined = released.length > 0 || withheld === 0;',
        replacement: 'const isAllCombined = true;',
      },
      {
        name: 'compares as if all days were published for minReports 5',
        search: 'batches: minReports - 1,',
        replacement: 'batches: 4,',
      },
      {
        name: 'searches all rows that are combined for missing ones',
        search: 'if (each.signal === signal) days.set',
        replacement: 'days.set',
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/observedRange.ts',
    tests: [test('stats/bounds.property')],
    mutants: [
      {
        name: 'takes no more turns than are shown',
        search: 'const mostTurns = turns + missing(stats.turns).inNoSum;',
        replacement: 'const mostTurns = turns;',
      },
      {
        name: 'takes no more of the other buckets than are shown',
        search: 'const mostOthers = missing(signal, others).inNoSum;',
        replacement: 'const mostOthers = 0;',
      },
      {
        name: 'does not sort what is too few into the bucket',
        search: 'const most = count + inSums + inNoSum;',
        replacement: 'const most = count + inNoSum;',
      },
      {
        name: 'counts days on which nothing of the release is shown',
        search: 'signal.missing.filter(({ date }) => days.has(date))',
        replacement: 'signal.missing',
        tests: [test('stats/comparison')],
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/pRange.ts',
    tests: [test('stats/bounds.property')],
    mutants: [
      {
        name: 'takes the p of the shown numbers for the largest',
        search: '  return { least, most: 1, valid };\n}',
        replacement: '  return { least, most: pOf(one.seldom, other.seldom), valid };\n}',
      },
      {
        name: 'tests what may be too few',
        search: "return isEnough('most') ? 'some' : 'none';",
        replacement: "return isEnough('most') ? 'all' : 'none';",
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/comparison.ts',
    tests: [test('stats/bounds.property')],
    mutants: [
      {
        name: 'corrects for as few tests as there may be',
        search: "valid === 'all' ? most : 1",
        replacement: "valid === 'all' ? most : undefined",
      },
    ],
  },
  {
    file: 'packages/collector/src/forwardedAddress.ts',
    tests: [test('networkOf')],
    mutants: [
      {
        name: 'believes what the client wrote',
        search: '.slice(-hops)',
        replacement: '.slice(0, hops)',
      },
      {
        name: 'believes an entry that is no address',
        search: ' && addresses.every(isAddress)',
        replacement: '',
      },
    ],
  },
  {
    file: 'packages/cli/src/collect/oneAtATime.ts',
    tests: ['packages/cli/test/listen.test.ts'],
    mutants: [
      { name: 'reads on while requests wait', search: 'else socket.pause();', replacement: '' },
      { name: 'lets the parser resume a connection', search: "socket.emit('pause');", replacement: '' },
      {
        name: 'does not read on',
        search: 'if (line.waiting.length === 0) next.request.socket.resume();',
        replacement: '',
      },
      {
        name: 'lets any number of requests wait',
        search: 'if (line.waiting.length > maxWaiting) onFlood(socket);',
        replacement: 'if (false) onFlood(socket);',
      },
      {
        name: 'handles what waits behind the last answer',
        search: 'writable && !destroyed ? line.waiting.shift() : undefined',
        replacement: 'line.waiting.shift()',
      },
    ],
  },
  {
    file: 'packages/cli/src/collect/limitConnections.ts',
    tests: ['packages/cli/test/listen.test.ts'],
    mutants: [
      {
        name: 'accepts any number of connections of one address',
        search: 'sockets.size >= maxPerAddress',
        replacement: 'false',
      },
      { name: 'lets an address flood again', search: ' || isBarred(network)', replacement: '' },
      { name: 'bars an address for ever', search: 'Math.abs(Date.now() - at) < barMs', replacement: 'true' },
      {
        name: 'never forgets a connection',
        search: 'sockets.delete(socket);',
        replacement: '',
      },
      {
        name: 'leaves the other connections of an address that floods open',
        search: 'open.get(network) ?? [flooding]',
        replacement: '[flooding]',
      },
    ],
  },
  {
    file: 'packages/cli/src/collect/logRefusals.ts',
    tests: ['packages/cli/test/logRefusals.test.ts'],
    mutants: [{ name: 'logs every refusal', search: 'if (timer === undefined) flush();', replacement: 'flush();' }],
  },
  {
    file: 'packages/cli/src/collect/respondToMalformed.ts',
    tests: ['test/faults/collector/transport.test.ts'],
    mutants: [
      {
        name: 'ends with a connection that is reset',
        search: `socket.on('error', () => socket.destroy());`,
        replacement: '',
      },
    ],
  },
  {
    file: 'packages/cli/src/collect/listen.ts',
    tests: ['test/faults/collector/transport.test.ts'],
    mutants: [
      {
        name: 'hangs up on malformed HTTP',
        search: `server.on('clientError', respondToMalformed);`,
        replacement: `server.on('clientError', (_, socket) => socket.destroy());`,
      },
    ],
  },
  {
    file: 'packages/collector/src/sql/settling.ts',
    tests: [test('sealedDay')],
    mutants: [
      {
        name: 'counts an id again that came without a day',
        search: "WHERE NOT EXISTS (SELECT 1 FROM batches WHERE id = value ->> 'id')",
        replacement: 'WHERE true',
      },
      {
        name: 'stores the id of a batch under another day than its own',
        search: 'SELECT ?1, unhex(',
        replacement: 'SELECT ?1 + 1, unhex(',
        tests: ['test/faults/kills/collector.test.ts'],
      },
      {
        name: 'does not note when an id was added to a sealed day',
        search: 'ON CONFLICT DO UPDATE SET seen = excluded.seen WHERE seen < excluded.seen',
        replacement: 'ON CONFLICT DO NOTHING',
      },
    ],
  },
  {
    file: 'src/protocol/longestIdRetentionDays.ts',
    tests: [test('sealedDay')],
    mutants: [
      {
        name: 'says that ids are kept for a shorter time than they are',
        search: 'idRetentionDays + batchRetentionDays + 1',
        replacement: 'idRetentionDays',
      },
    ],
  },
  {
    file: 'packages/collector/src/sealedDay.ts',
    tests: [test('sealedDay')],
    mutants: [
      {
        name: 'accepts days that are no days',
        search: 'return Number.isFinite(at) && utcDate(at) === value;',
        replacement: 'return true;',
      },
      {
        name: 'refuses the day of a clock that is ahead',
        search: 'age >= -1',
        replacement: 'age >= 0',
      },
    ],
  },
  {
    file: 'packages/collector/src/singleBatches.ts',
    tests: [test('observeStore')],
    mutants: [
      {
        name: 'hides that a store fails',
        search: "throw result?.reason ?? new Error('the store has returned no result');",
        replacement: 'return undefined as T;',
      },
    ],
  },
];
