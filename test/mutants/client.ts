import type { MutantGroup } from './Mutant.js';

export const client: readonly MutantGroup[] = [
  {
    file: 'src/persistence/indexedDbStore.ts',
    tests: ['test/persistence/indexedDbStore.test.ts'],
    mutants: [
      {
        name: 'seals and erases without strict durability',
        search: `? 'strict' : 'default'`,
        replacement: `? 'default' : 'default'`,
      },
      {
        name: 'leaves the commit of an append to the engine',
        search: 'store.transaction.commit?.()',
        replacement: '{}',
      },
      {
        name: 'reports an append as saved before it is committed',
        search: 'return saved;',
        replacement: 'void saved;\n        return Promise.resolve();',
      },
      {
        name: 'keeps the tallies that it has folded',
        search: 'store.delete(rangeOf(tallyPrefix));\n  await',
        replacement: 'await',
      },
      {
        name: 'folds tallies of a consent that is over',
        search: '!epoch && lost.corrupt ?',
        replacement: 'true ?',
      },
      {
        name: 'writes each tally of a tab under one key',
        search: 'String(appends++)',
        replacement: 'String(appends)',
      },
      {
        name: 'numbers the tallies of each page from 0',
        search: 'Math.max(appends, lastNumber + 1)',
        replacement: 'Math.max(appends, 0)',
      },
      {
        name: 'writes the time of a turn into its key',
        search: 'let appends = 0;',
        replacement: 'let appends = Date.now();',
      },
      {
        name: 'writes the tallies of all tabs under the same keys',
        search: 'const pageId = randomId();',
        replacement: `const pageId = 'tab';`,
      },
      {
        name: 'creates a database to erase it',
        search: "create: false, durability: 'strict'",
        replacement: "create: true, durability: 'strict'",
      },
      {
        name: 'reads what a later version has stored',
        search: 'if (isNewer(snapshot)) throw',
        replacement: 'if (false) throw',
      },
    ],
  },
  {
    file: 'src/persistence/indexedDbStore.ts',
    tests: ['test/faults/simulation/crashPoints.test.ts'],
    mutants: [
      {
        name: 'sends a batch that is not on the disk',
        search: "action.type === 'opened' ? 'strict'",
        replacement: "false ? 'strict'",
        testName: 'a session of several turns',
      },
      {
        name: 'reports an erasure that is not on the disk',
        search: "create: false, durability: 'strict'",
        replacement: "create: false, durability: 'default'",
        testName: 'consent withdrawn and given again',
      },
      {
        name: 'folds a tally twice',
        search: 'store.delete(rangeOf(tallyPrefix));\n  await',
        replacement: 'await',
        testName: 'a launch whose answer is lost',
      },
    ],
  },
  {
    file: 'src/persistence/database.ts',
    tests: ['test/persistence/indexedDbStore.test.ts'],
    mutants: [
      {
        name: 'does not open a lost connection again',
        search: `if (error?.name !== 'InvalidStateError') throw error;`,
        replacement: 'throw error;',
      },
      {
        name: 'leaves a page with a transaction that keeps others out',
        search: `addEventListener?.('pagehide', leave)`,
        replacement: `addEventListener?.('pageshow', leave)`,
      },
      {
        name: 'fails what was in progress when the page was left',
        search: 'throw isLeft ? new PageLeft() : error;',
        replacement: 'throw error;',
      },
      {
        name: 'goes on listening for the end of a page',
        search: `globalThis.removeEventListener?.('pagehide', leave);`,
        replacement: '',
      },
      {
        name: 'keeps a failed opening',
        search: 'opening.then((db) => db ?? forgetFailed(), forgetFailed);',
        replacement: 'opening.then((db) => db ?? forgetFailed(), () => {});',
      },
      {
        name: 'lets a read miss the database that a write before it creates',
        search: 'Object.assign(current, { opened: opening, creates: create } satisfies Connection);',
        replacement: 'current.opened ??= opening;',
      },
      {
        name: 'does not make way for another version',
        search: 'db.close();\n        onLost();',
        replacement: 'onLost();',
      },
    ],
  },
  {
    file: 'src/destination.ts',
    tests: ['test/turntally/recipient.test.ts'],
    mutants: [
      {
        name: 'names the database without the recipient',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
        search: 'scope: `${name}@${recipient}`',
        replacement: 'scope: name',
      },
    ],
  },
  {
    file: 'src/checkUrl.ts',
    tests: ['test/turntally/recipient.test.ts', 'test/ohttp/obliviousFetch.test.ts'],
    mutants: [
      {
        name: 'sends without TLS to any host',
        search: "url.protocol === 'https:' || loopback.test(url.hostname)",
        replacement: 'true',
      },
    ],
  },
  {
    file: 'src/persistence/parseAnswer.ts',
    tests: ['test/persistence/storedConsent.test.ts', 'test/faults/upgrade/schema1.test.ts'],
    mutants: [
      {
        name: 'takes an answer to another recipient, or to none',
        search: 'rest.recipient !== recipient || ',
        replacement: '',
      },
    ],
  },
  {
    file: 'src/persistence/storedConsent.ts',
    tests: ['test/persistence/storedConsent.test.ts'],
    mutants: [
      {
        name: 'keeps a refusal without erasing',
        search: 'return answer.agreed ? written(store) : eraseLedger(store);',
        replacement: 'return written(store);',
      },
      {
        name: 'does not tell other tabs',
        search: `channel.postMessage('answered');`,
        replacement: '',
      },
      {
        name: 'takes an agreement to fewer signals as an agreement to all',
        search: 'return agreed.length === vocabulary.length ? true : undefined;',
        replacement: 'return agreed.length > 0 ? true : undefined;',
      },
      {
        name: 'keeps an answer without strict durability',
        search: `create: true, durability: 'strict'`,
        replacement: `create: true, durability: 'default'`,
      },
    ],
  },
  {
    file: 'src/streams/observeStore.ts',
    tests: ['test/faults/storage/failing.test.ts'],
    mutants: [
      {
        name: 'does not report an access that takes too long',
        search: 'whenLate(reportFailure)',
        replacement: 'whenLate(() => {})',
      },
      {
        name: 'does not report an access that fails',
        search: 'reportFailure();\n      throw error;',
        replacement: 'throw error;',
      },
    ],
  },
  {
    file: 'src/persistence/chooseStore.ts',
    tests: ['test/faults/storage/newer.test.ts'],
    mutants: [
      {
        name: 'does not continue in memory beside a later version',
        search: 'isNewer ||= error instanceof NewerLedgerError;',
        replacement: '',
      },
      {
        name: 'keeps what a later version has written when consent is withdrawn',
        search: "if (action.type === 'erased' && isNewer) await chosen.apply(action);",
        replacement: '',
      },
    ],
  },
  {
    file: 'src/streams/persistTo.ts',
    tests: ['test/streams/persistTo.test.ts'],
    mutants: [
      {
        name: 'drops a tally whose put failed',
        search: 'waiting = addCounters(tally.counters, waiting);',
        replacement: '',
      },
      {
        name: 'adds a failed tally twice',
        search: 'waiting = addCounters(tally.counters, waiting);',
        replacement: 'waiting = addCounters(tally.counters, addCounters(tally.counters, waiting));',
      },
      {
        name: 'does not try a failed put again',
        search: 'platform.scheduler.schedule(() => void save(), retryMs)',
        replacement: 'platform.scheduler.schedule(() => {}, retryMs)',
      },
      {
        name: 'ends before everything is saved',
        search: 'if (busy || !isEmpty(waiting)) void save();',
        replacement: 'if (false) void save();',
      },
      { name: 'puts several tallies at a time', search: 'if (busy || isEmpty', replacement: 'if (isEmpty' },
      { name: 'stores counts before the epoch is known', search: '|| !consent ', replacement: '' },
      {
        name: 'erases instead of folding after 64 appends',
        search: `type: 'folded', epoch`,
        replacement: `type: 'erased'`,
      },
      { name: 'never folds', search: '++appends % appendsPerFold === 0', replacement: '++appends < 0' },
    ],
  },
  {
    file: 'src/streams/tallyTurns.ts',
    tests: ['test/streams/tallyTurns.test.ts'],
    mutants: [
      {
        name: 'waits for the end of a turn for ever',
        search: 'else if (timing.closed) wait(maxUnsavedMs);',
        replacement: '',
      },
      {
        name: 'drops the last tally when the source ends',
        search: 'emit();\n          forward();',
        replacement: 'forward();',
      },
      { name: 'ignores the signal to save', search: 'next: close, error', replacement: 'next: () => {}, error' },
      { name: 'waits longer if the clock is set back', search: 'now >= until && due > now', replacement: 'due > now' },
      {
        name: 'waits as long as a clock that is set forward says',
        search: 'wait(Math.min(due - now, maxUnsavedMs))',
        replacement: 'wait(due - now)',
      },
      {
        name: 'starts a timer for each turn',
        search: 'if (endsTurn(tokens)) emit();',
        replacement: 'if (endsTurn(tokens)) close();',
      },
      { name: 'leaves its timer behind', search: 'subscriber.add(timing);', replacement: '' },
    ],
  },
  {
    file: 'src/streams/tap.ts',
    tests: ['test/streams/tapOperator.test.ts'],
    mutants: [
      {
        name: 'drops items from the app',
        search: 'subscriber.next(item);',
        replacement: 'if (item) subscriber.next(item);',
      },
      {
        name: 'lets a throwing translator break the stream',
        search: 'work();\n    } catch {\n      onFault();',
        replacement: 'work();\n    } catch (error) {\n      throw error;',
      },
      {
        name: 'shows an item to the app before it is counted',
        search: 'reader.next(item);\n          subscriber.next(item);',
        replacement: 'subscriber.next(item);\n          reader.next(item);',
      },
      { name: 'counts the end of a stream twice', search: 'if (over) return;', replacement: '' },
      {
        name: 'takes a stream that its app dropped as failed',
        search: `end({ name: 'AbortError' })`,
        replacement: `end('eof')`,
      },
      {
        name: 'does not count a turn that its stream cut',
        search: 'started && record(',
        replacement: '!started && record(',
      },
      {
        name: 'does not save when a stream ends',
        search: 'save();\n      };',
        replacement: '};',
        tests: ['test/turntally/tap.test.ts'],
      },
    ],
  },
  {
    file: 'src/rx/createOperator.ts',
    tests: ['test/turntally/tap.property.test.ts'],
    mutants: [
      {
        name: 'subscribes twice',
        search: 'source$.subscribe(upstream);',
        replacement: 'source$.subscribe(upstream);\n    source$.subscribe(upstream);',
      },
      { name: 'does not unsubscribe from the source', search: 'subscriber.add(upstream);', replacement: '' },
      {
        name: 'completes a stream that failed',
        search: 'end(() => subscriber.error(error), error)',
        replacement: 'end(() => subscriber.complete(), error)',
      },
    ],
  },
  {
    file: 'src/streams/toSignals.ts',
    tests: ['test/streams/toSignals.test.ts'],
    mutants: [
      {
        name: 'passes events on that count nothing',
        search: 'else if (tokens.length) subscriber',
        replacement: 'else subscriber',
      },
      {
        name: 'does not report what it cannot read',
        search: 'if (!tokens) onFault?.();',
        replacement: 'if (!tokens) return;',
      },
    ],
  },
  {
    file: 'src/streams/post.ts',
    tests: ['test/turntally/requests.test.ts'],
    mutants: [
      { name: 'posts without its idempotency key', search: `'Idempotency-Key': batch.id,`, replacement: '' },
      { name: 'sends the languages of the person', search: `'Accept-Language': '*',`, replacement: '' },
      { name: 'sends cookies', search: `credentials: 'omit'`, replacement: `credentials: 'include'` },
      {
        name: 'sends the address of the page',
        search: `referrerPolicy: 'no-referrer'`,
        replacement: `referrerPolicy: 'unsafe-url'`,
      },
      { name: 'follows redirects', search: `redirect: 'manual'`, replacement: `redirect: 'follow'` },
      {
        name: 'waits for an answer for ever',
        search: 'schedule(end, options.timeoutMs)',
        replacement: 'schedule(() => {}, options.timeoutMs)',
        tests: ['test/streams/deliver.test.ts'],
      },
      {
        name: 'does not abort a request',
        search: 'subscriber.add(() => abort.abort());',
        replacement: '',
        tests: ['test/streams/deliver.test.ts'],
      },
      {
        name: 'leaves an answer without a body unread',
        search: "if (headers.get('Content-Length') === '0') await response.text();",
        replacement: '',
      },
      { name: 'reads bodies that are no refusal', search: 'status >= 400 && ', replacement: '' },
      {
        name: 'takes a promise from a prototype',
        search: '{ __proto__: null, ...JSON.parse(text) }',
        replacement: 'JSON.parse(text)',
        tests: ['test/faults/apps/surroundings.test.ts'],
      },
    ],
  },
  {
    file: 'src/streams/backoff.ts',
    tests: ['test/streams/backoff.test.ts'],
    mutants: [
      { name: 'waits without jitter', search: 'platform.random() *', replacement: '1 *' },
      {
        name: 'waits for longer than its cap',
        search: 'Math.min(capMs, baseMs * 2 ** (n - 1))',
        replacement: 'baseMs * 2 ** (n - 1)',
      },
      { name: 'ignores Retry-After', search: 'retryAfterMs ?? Math.floor', replacement: 'Math.floor' },
    ],
  },
  {
    file: 'src/streams/withWebLock.ts',
    tests: ['test/faults/apps/parts.test.ts'],
    mutants: [
      {
        name: 'flushes twice for a lock that is given twice',
        search: 'if (isBegun || subscriber.closed) return;',
        replacement: 'if (subscriber.closed) return;',
      },
      {
        name: 'does not flush if locks are refused',
        search: 'request().catch(() => begin(work$));',
        replacement: 'request().catch(() => {});',
        tests: ['test/faults/simulation/scenarios.test.ts'],
      },
    ],
  },
  {
    file: 'src/platform.ts',
    tests: ['test/platform.test.ts'],
    mutants: [
      { name: 'takes an Android for a Linux', search: "if (isNamed(/android/i)) return 'android';", replacement: '' },
      {
        name: 'reads a global when it is imported',
        search: 'random: () => Math.random(),',
        replacement: 'random: globalThis.navigator?.onLine ? Math.random : () => Math.random(),',
        tests: ['test/faults/apps/import.test.ts'],
      },
    ],
  },
];
