import type { MutantGroup } from './Mutant.js';

export const reducers: readonly MutantGroup[] = [
  {
    file: 'src/reducers/ledger.ts',
    tests: ['test/faults/fleet/fleet.test.ts'],
    mutants: [
      {
        name: 'keeps a batch that is delivered (a fleet)',
        search: 'return { ...rest, delivery: { failures: 0, lastDeliveredAt',
        replacement: 'return { ...ledger, delivery: { failures: 0, lastDeliveredAt',
      },
      {
        name: 'sends a batch again under another id (a fleet)',
        search: 'return { ...rest, outbox: { ...outbox, launches } };',
        replacement: 'return { ...rest, outbox: { ...outbox, id: action.id, launches } };',
      },
      {
        name: 'counts for one release what another has counted (a fleet)',
        search: 'a.version === b.version && a.os === b.os',
        replacement: 'a.os === b.os',
      },
    ],
  },
  {
    file: 'src/reducers/errorEvidence.ts',
    tests: ['test/reducers/classifyError.property.test.ts', 'test/corpus/corpus.test.ts'],
    mutants: [
      { name: 'reads causes without an end', search: 'depth < 6 && ', replacement: '' },
      { name: 'reads texts to their ends', search: '.slice(0, 2000)', replacement: '' },
      { name: 'searches JSON for words', search: 'if (isQuoted && !isWord) return;', replacement: '' },
      { name: 'does not read JSON', search: 'if (quoted) read(quoted, isName, depth, true);', replacement: '' },
    ],
  },
  {
    file: 'src/reducers/errorText.ts',
    tests: ['test/corpus/corpus.test.ts'],
    mutants: [
      {
        name: 'takes names of other things as words',
        search: "(nameOfSomething.test(word) ? '' : word)",
        replacement: 'word',
      },
    ],
  },
  {
    file: 'src/reducers/ledger.ts',
    tests: ['test/reducers/ledger.test.ts'],
    mutants: [
      {
        name: 'seals over the batch in the outbox',
        search: '  if (outbox) {\n    const launches',
        replacement: '  if (outbox && !ledger.pending.length) {\n    const launches',
      },
      {
        name: 'gives an expired batch up without a report',
        search: `loseCounters({ ...rest, delivery }, 'expired', outbox.counters)`,
        replacement: '{ ...rest, delivery }',
      },
      {
        name: 'returns an expired batch to pending',
        search: `loseCounters({ ...rest, delivery }, 'expired', outbox.counters)`,
        replacement: `addPending({ ...rest, delivery }, outbox, 'push')`,
      },
      { name: 'sends a batch by any number of launches', search: 'launches <= maxLaunches && ', replacement: '' },
      {
        name: 'never counts launches',
        search: '(outbox.id === action.sentId ? 0 : 1)',
        replacement: '0',
      },
      {
        name: 'takes each attempt for a launch',
        search: '(outbox.id === action.sentId ? 0 : 1)',
        replacement: '1',
      },
      {
        name: 'seals a second batch on a day',
        search: 'action.oncePerDay && isDayTaken(left, action.now) ? left : ',
        replacement: '',
      },
      {
        name: 'sends another batch on the day on which it gives one up',
        search: `loseCounters({ ...rest, delivery }, 'expired'`,
        replacement: `loseCounters(rest, 'expired'`,
      },
      {
        name: 'forgets on which day it has delivered',
        search: ', lastDay: dayOf(action.now) } };\n    case',
        replacement: ' } };\n    case',
      },
      {
        name: 'seals failed turns without their turns',
        search: 'const most = isOfTurns(token) || room-- > 0',
        replacement: 'const most = room-- > 0',
      },
      {
        name: 'seals more failed turns than turns',
        search: 'if (isFailure(token)) failures -= fitting;',
        replacement: '',
      },
      {
        name: 'settles the outbox by the answer to another batch',
        search: 'if (outbox?.id !== action.id) return ledger;',
        replacement: 'if (!outbox) return ledger;',
      },
      {
        name: 'folds back, and keeps the batch too',
        search: 'return loseCounters(addPending(rest, {',
        replacement: 'return loseCounters(addPending(ledger, {',
      },
      {
        name: 'folds back behind later releases',
        search: `counters: kept }, 'unshift')`,
        replacement: `counters: kept }, 'push')`,
      },
      {
        name: 'drops named counters without a report',
        search: `'unshift'), 'refused', refused)`,
        replacement: `'unshift'), 'refused', {})`,
      },
      {
        name: 'keeps named counters',
        search: 'action.named.includes(token)',
        replacement: 'false',
      },
      { name: 'allows a fourth strike', search: 'maxStrikes = 3', replacement: 'maxStrikes = 4' },
      {
        name: 'never counts strikes',
        search: 'const strikes = outbox.strikes + 1;',
        replacement: 'const strikes = outbox.strikes;',
      },
      {
        name: 'loses a batch of three strikes without a report',
        search: `: loseCounters(rest, 'refused', outbox.counters)`,
        replacement: ': rest',
      },
      {
        name: 'keeps pending counts when it erases',
        search: 'return emptyLedger();',
        replacement: 'return { ...emptyLedger(), pending: ledger.pending };',
      },
      {
        name: 'keeps the epoch when it erases',
        search: 'return emptyLedger();',
        replacement: 'return emptyLedger(ledger.epoch);',
      },
      {
        name: 'takes a new epoch with each fold',
        search: 'return ledger.epoch ? ledger : {',
        replacement: 'return {',
      },
      {
        name: 'leaves what is sealed in pending',
        search: 'loseCounters({ ...ledger, pending: later }',
        replacement: 'loseCounters(ledger',
      },
      {
        name: 'drops a batch that is postponed',
        search: `      return { ...ledger, delivery: { ...ledger.delivery, failures`,
        replacement: `      return { ...rest, delivery: { ...ledger.delivery, failures`,
      },
      {
        name: 'remembers failures after a delivery',
        search: 'delivery: { failures: 0, lastDeliveredAt',
        replacement: 'delivery: { failures, lastDeliveredAt',
      },
      {
        name: 'sends tokens that are not in the vocabulary',
        search: 'vocabulary?.has(token) === false',
        replacement: 'vocabulary === null',
      },
      {
        name: 'drops tokens that are not in the vocabulary without a report',
        search: `'refused', unknown)`,
        replacement: `'refused', {})`,
      },
      {
        name: 'seals counts above the limit of a batch',
        search: 'room-- > 0 ? limits.count : 0',
        replacement: 'room-- > 0 ? Number.MAX_SAFE_INTEGER : 0',
      },
      {
        name: 'drops what does not fit into a batch',
        search: 'if (count > fitting) rest[token] = count - fitting;',
        replacement: '',
      },
      {
        name: 'counts a turn for another release of the same system',
        search: 'a.version === b.version && a.os === b.os',
        replacement: 'a.os === b.os',
      },
      {
        name: 'forgets the oldest release without a report',
        search: `return loseCounters({ ...ledger, pending }, 'overflow', oldest?.counters ?? {});`,
        replacement: 'return { ...ledger, pending };',
      },
      {
        name: 'keeps any number of releases',
        search: 'pending.length > maxReleases ? pending.shift() : undefined',
        replacement: 'undefined',
      },
    ],
  },
  {
    file: 'src/protocol/isExpired.ts',
    tests: ['test/reducers/ledger.test.ts'],
    mutants: [
      { name: 'keeps a batch for 31 days', search: 'batchRetentionDays * dayMs', replacement: '31 * dayMs' },
      { name: 'believes a batch of the future', search: ' || sealedAt - now > dayMs', replacement: '' },
    ],
  },
  {
    file: 'src/reducers/parseLedger.ts',
    tests: ['test/reducers/parseLedger.test.ts', 'test/reducers/parseLedger.property.test.ts'],
    mutants: [
      { name: 'forgets the outbox', search: '...(batch && { outbox: batch }),', replacement: '' },
      {
        name: 'forgets strikes',
        search: '? { ...tally, id, sealedAt, strikes, launches }',
        replacement: '? { ...tally, id, sealedAt, strikes: 0, launches }',
      },
      {
        name: 'forgets launches',
        search: '? { ...tally, id, sealedAt, strikes, launches }',
        replacement: '? { ...tally, id, sealedAt, strikes, launches: 1 }',
      },
      {
        name: 'drops a batch that was sealed before launches were counted',
        search: 'launches = 1,',
        replacement: 'launches,',
      },
      {
        name: 'forgets failures',
        search: `['failures', 'notBefore', 'lastDeliveredAt', 'lastDay']`,
        replacement: `['notBefore', 'lastDeliveredAt', 'lastDay']`,
      },
      {
        name: 'forgets the day of the last delivery',
        search: `'lastDeliveredAt', 'lastDay']`,
        replacement: `'lastDeliveredAt']`,
      },
      {
        name: 'drops damage without a report',
        search: "return lose(fold(parsed, tallies), 'corrupt', claimed - kept);",
        replacement: 'return fold(parsed, tallies);',
      },
      {
        name: 'believes counts of any size',
        search: 'Math.min(count, maxCount)',
        replacement: 'count',
        tests: ['test/faults/storage/hugeCounts.test.ts'],
      },
      { name: 'accepts tokens of any form', search: 'isToken(token) && isCount', replacement: 'isCount' },
      {
        name: 'accepts negative counts',
        search: 'isCount(count) && count > 0',
        replacement: 'Number.isInteger(count)',
      },
      { name: 'keeps half of a damaged batch', search: 'if (!isWhole || ', replacement: 'if (' },
      { name: 'accepts batch ids of any form', search: ' || !isId) return', replacement: ' ) return' },
      { name: 'reads a ledger without an epoch', search: `|| typeof epoch !== 'string'`, replacement: '' },
      { name: 'reads a later schema', search: 'isCount(schema) && schema > 1', replacement: 'false' },
      {
        name: 'throws for what it cannot read',
        search: `return lose(emptyLedger(), 'corrupt', 1);`,
        replacement: `throw new Error('unreadable');`,
      },
    ],
  },
  {
    file: 'src/reducers/judgeResponse.ts',
    tests: ['test/reducers/judgeResponse.test.ts'],
    mutants: [
      { name: 'takes any 2xx as delivered', search: 'status === 202', replacement: 'status >= 200 && status < 300' },
      {
        name: 'folds back after silence',
        search: "if (!response) return { batch: 'held', next: 'backOff' };",
        replacement: "if (!response) return { batch: 'foldedBack', named: [], next: 'backOff' };",
      },
      {
        name: 'folds back after a 5xx that is not void',
        search: 'if (!response.void) {',
        replacement: 'if (!response.void && status < 500) {',
      },
      {
        name: 'folds back after a 4xx that is not void',
        search: 'if (!response.void) {',
        replacement: 'if (!response.void && (status < 400 || status > 499)) {',
      },
      {
        name: 'strikes a named void',
        search: 'if (named.length > 0) return',
        replacement: 'if (named.length === 0) return',
      },
      {
        name: 'strikes a batch that is turned away for a moment',
        search: 'status === 429 || status === 503',
        replacement: 'status === 429',
      },
      {
        name: 'tries a redirect again',
        search: 'status === 0 || (status >= 300 && status < 400)',
        replacement: 'status === 0',
      },
    ],
  },
  {
    file: 'src/reducers/payload.ts',
    tests: ['test/reducers/payload.test.ts'],
    mutants: [
      {
        name: 'puts the batch into its body',
        search: 'os: release.os,',
        replacement: 'os: release.os, ...({ id: 1 } as object),',
      },
      {
        name: 'names the token beside the one that is meant',
        search: '[Number(index)]',
        replacement: '[Number(index) + 1]',
      },
      { name: 'reads pointers elsewhere into the body', search: '^#?\\/counters', replacement: '^#?\\/\\w+' },
    ],
  },
  {
    file: 'src/reducers/counters.ts',
    tests: ['test/reducers/counters.test.ts'],
    mutants: [
      { name: 'changes the counters that it adds to', search: 'addTo({ ...a }, b)', replacement: 'addTo(a, b)' },
      {
        name: 'keeps the larger count instead of the sum',
        search: '(sum[token] ?? 0) + (counters[token] ?? 0)',
        replacement: 'Math.max(sum[token] ?? 0, counters[token] ?? 0)',
      },
      {
        name: 'ends no turn that has another token first',
        search: `tokens.includes('turns/total')`,
        replacement: `tokens[0] === 'turns/total'`,
      },
    ],
  },
  {
    file: 'src/reducers/inspect.ts',
    tests: ['test/reducers/inspect.test.ts'],
    mutants: [
      { name: 'shows only the first body', search: 'remaining = left;', replacement: 'break;' },
      { name: 'shows what is not in the vocabulary', search: 'now, vocabulary });', replacement: 'now });' },
      { name: 'shows the epoch', search: '{ schema, epoch, ...stored }', replacement: '{ schema, ...stored }' },
    ],
  },
];
