/**
 * What the law rests on, each a switch. Dropped in the model only: the real code is never touched.
 *
 * Rules of the pure code are dropped by a wrapper around it (`ruled.ts`). The others live in code that does I/O; the
 * model has a copy of them, and after "in:" stands where the real one is.
 */
export const rules = {
  // Of section 6 of the design.
  sealingIsStrict: 'sealing is strict (in: persistence/indexedDbStore, strictActions)',
  erasingIsStrict: 'erasing is strict (in: persistence/indexedDbStore, strictActions; useExisting)',
  epochIsRandom: 'an epoch is random, not a counter (in: streams/whileConsented, newId)',
  consentAskedAgain: 'consent is asked again after the epoch is known (in: streams/whileConsented, askAgain)',
  only202Counts: 'of all 2xx only 202 means counted',
  onlyVoidFoldsBack: 'a 4xx without void does not mean not counted',
  ageCheckedEachAttempt: "the batch's age is checked before each attempt, not only at launch",
  ledgerReadAgain: 'the ledger is read again before each post (in: streams/deliver, attempt)',
  futureNotBelieved: 'a batch sealed in the future is given up',
  oneBatchAtATime: 'one batch is sealed at a time',
  strikesKept: 'a strike is not forgotten by folding',
  // Found besides.
  ageCheckedAfterCommit: "the batch's age is checked again once `opened` has committed (in: streams/deliver, attempt)",
  batchesExpire: 'a batch older than 30 days is given up',
  collectorRemembers45Days: 'the collector remembers ids for 45 days (in: collector/idRetentionDays)',
  collectorRemembersTheTurnedAway: 'a void 429 or 503 is remembered like any other (in: collector/receive)',
  outboxAdopted: 'a batch found in the outbox keeps its id',
  outboxTakesNoMore: 'a batch found in the outbox takes in no later counts',
  answerSettlesItsBatch: 'an answer settles its own batch and no other',
  newIdAfterVoid: 'what was folded back is sealed under a new id (in: streams/deliver, newId)',
  strikesCounted: 'a void that nobody can act on is a strike, not a reason to fold back',
  namedAreLost: 'counters that the collector names are not folded back',
  otherEpochsDropped: 'tallies of another epoch are dropped (in: persistence/indexedDbStore, readLedger)',
  appendKeepsItsKey: 'a retried append reuses its key (in: persistence/indexedDbStore, append)',
  withdrawalEndsLaunches:
    'a withdrawal ends the launch under way (in: streams/whileConsented, switchMap; deliver, abortable)',
  erasedAtEveryStart: 'a start without consent erases (in: streams/whileConsented, erase)',
  everyWithdrawalErases:
    'only where the answer itself has erased is an empty ledger left as it is (in: streams/whileConsented, isErased)',
  // Not ours to keep, but assumed.
  requestsDie: 'no request is on its way for more than 15 days (45 days less 30)',
} as const;

export type Rule = keyof typeof rules;
export type Rules = Readonly<Record<Rule, boolean>>;

export const everyRule = Object.keys(rules) as readonly Rule[];
export const allBut = (...dropped: readonly Rule[]): Rules =>
  Object.fromEntries(everyRule.map((rule) => [rule, !dropped.includes(rule)])) as Rules;
