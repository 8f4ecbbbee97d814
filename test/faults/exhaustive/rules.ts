export interface Description {
  readonly says: string;
  /** The shipped function that keeps the rule; absent if the rule is only assumed. `exhaustive.test.ts` looks whether it is there. */
  readonly file?: string;
  readonly name?: string;
}

const kept = (says: string, file: string, name: string): Description => ({ says, file, name });

/**
 * What the law rests on, each a switch. The shipped code is never changed: rules of the reducers are dropped by a wrapper
 * around them (`ruled.ts`); those of the code that does I/O, where its effects are performed on the model's disk and network.
 */
export const rules = {
  sealingIsStrict: kept('sealing is strict', 'src/persistence/indexedDbStore.ts', 'indexedDbStore'),
  erasingIsStrict: kept('erasing is strict', 'src/persistence/indexedDbStore.ts', 'indexedDbStore'),
  epochIsRandom: kept('an epoch is random, not a counter', 'src/streams/whileConsented.ts', 'whileConsented'),
  consentAskedAgain: kept('consent is asked again after the epoch is known', 'src/reducers/consent.ts', 'proceed'),
  only202Counts: kept('of all 2xx only 202 means counted', 'src/reducers/judgeResponse.ts', 'judgeResponse'),
  onlyVoidFoldsBack: kept(
    'a 4xx without void does not mean not counted',
    'src/reducers/judgeResponse.ts',
    'judgeResponse',
  ),
  ageCheckedEachAttempt: kept(
    "the batch's age is checked before each attempt, not only before the first",
    'src/reducers/ledger.ts',
    'reduceLedger',
  ),
  ledgerReadAgain: kept('the ledger is read again before each post', 'src/reducers/delivery.ts', 'reduceDelivery'),
  futureNotBelieved: kept('a batch sealed in the future is given up', 'src/protocol/isExpired.ts', 'isExpired'),
  oneBatchAtATime: kept('one batch is sealed at a time', 'src/reducers/ledger.ts', 'seal'),
  ageCheckedAfterCommit: kept(
    "the batch's age is checked again once `opened` has committed",
    'src/reducers/delivery.ts',
    'reduceDelivery',
  ),
  batchesExpire: kept('a batch older than 14 days is given up', 'src/protocol/isExpired.ts', 'isExpired'),
  collectorRemembers30Days: kept(
    'the collector remembers ids for 30 days',
    'src/protocol/limits.ts',
    'idRetentionDays',
  ),
  collectorRemembersTheTurnedAway: kept(
    'a void 429 or 503 is remembered like any other',
    'packages/collector/src/ingest.ts',
    'ingest',
  ),
  outboxAdopted: kept('a batch found in the outbox keeps its id', 'src/reducers/ledger.ts', 'reduceLedger'),
  outboxTakesNoMore: kept(
    'a batch found in the outbox takes in no later counts',
    'src/reducers/ledger.ts',
    'reduceLedger',
  ),
  answerSettlesItsBatch: kept('an answer settles its own batch and no other', 'src/reducers/ledger.ts', 'reduceLedger'),
  newIdAfterVoid: kept('what was folded back is sealed under a new id', 'src/streams/deliver.ts', 'deliver'),
  strikesCounted: kept(
    'a void that cannot be acted on is a strike, not a reason to fold back',
    'src/reducers/ledger.ts',
    'reduceLedger',
  ),
  namedAreLost: kept('counters that the collector names are not folded back', 'src/reducers/ledger.ts', 'reduceLedger'),
  otherEpochsDropped: kept(
    'tallies of another epoch are dropped',
    'src/persistence/indexedDbStore.ts',
    'indexedDbStore',
  ),
  appendKeepsItsKey: kept('a repeated append reuses its key', 'src/persistence/indexedDbStore.ts', 'indexedDbStore'),
  withdrawalEndsFlush: kept('a withdrawal ends the flush that is under way', 'src/reducers/consent.ts', 'hear'),
  erasedAtEveryStart: kept('a start without consent erases', 'src/reducers/consent.ts', 'proceed'),
  requestsDie: { says: 'no request is on its way for more than 16 days (30 days less 14)' },
} as const satisfies Record<string, Description>;

export type Rule = keyof typeof rules;
export type Rules = Readonly<Record<Rule, boolean>>;

export const everyRule = Object.keys(rules) as readonly Rule[];
export const allBut = (...dropped: readonly Rule[]): Rules =>
  Object.fromEntries(everyRule.map((rule) => [rule, !dropped.includes(rule)])) as Rules;

/** "one batch is sealed at a time (seal in src/reducers/ledger.ts)" */
export function describeRule(rule: Rule): string {
  const { says, file, name }: Description = rules[rule];
  return file ? `${says} (${name} in ${file})` : `${says} (assumed)`;
}
