import type { Rule } from './rules.js';
import type { Calamity, Scenario } from './setting.js';

const everything: readonly Calamity[] = [
  'kill',
  'power cut',
  'silence',
  'other answer',
  'void',
  'copy',
  'time',
  'clock',
  'withdrawal',
  'clearing',
  'bad append',
];
const ofDelivery: readonly Calamity[] = ['kill', 'power cut', 'silence', 'void', 'copy', 'time'];

/** Explored to the last state, with all rules. */
export const scenarios: readonly Scenario[] = [
  { name: 'one tab, two counts, anything twice', tabs: 1, counts: [0, 0], calamities: everything, faults: 2 },
  { name: 'one tab, one count, anything four times', tabs: 1, counts: [0], calamities: everything, faults: 4 },
  { name: 'one tab, counts of two releases, three faults', tabs: 1, counts: [0, 1], calamities: ofDelivery, faults: 3 },
  // An answer that is lost, and each 14 or 16 days until a batch, its last request and the memory of its id are over.
  { name: 'one tab, one count, silence and time', tabs: 1, counts: [0], calamities: ['silence', 'time'], faults: 6 },
  // Each launch fails, until the ninth gives the batch up.
  { name: 'one tab, one count, eight launches', tabs: 1, counts: [0], calamities: ['silence'], faults: 9 },
  { name: 'two tabs, one count, anything twice', tabs: 2, counts: [0], calamities: everything, faults: 2 },
  { name: 'two tabs, two counts, anything once', tabs: 2, counts: [0, 0], calamities: everything, faults: 1 },
  { name: 'two tabs, three counts, no faults', tabs: 2, counts: [0, 0, 0], calamities: [], faults: 0 },
  {
    name: 'two tabs, a stored answer',
    tabs: 2,
    counts: [0, 0],
    calamities: ['withdrawal', 'clearing', 'kill', 'power cut'],
    faults: 1,
    isConsentStored: true,
  },
  {
    name: 'a count that the collector names',
    tabs: 1,
    counts: [0, 0],
    calamities: ['kill', 'silence'],
    faults: 2,
    unacceptable: 'named',
  },
  {
    name: 'a count that the collector refuses',
    tabs: 1,
    counts: [0, 0],
    calamities: ['kill', 'silence'],
    faults: 2,
    unacceptable: 'refused',
  },
];

type Hunt = Omit<Scenario, 'name'>;
const hunt = (calamities: readonly Calamity[], more: Partial<Hunt> = {}): Hunt => ({
  tabs: 1,
  counts: [0],
  calamities,
  faults: calamities.length,
  ...more,
});

/** Where a counterexample is to be found once a rule is dropped. */
export const hunts: Readonly<Record<Rule, Hunt>> = {
  sealingIsStrict: hunt(['power cut']),
  erasingIsStrict: hunt(['withdrawal', 'power cut']),
  epochIsRandom: hunt(['withdrawal', 'clearing']),
  consentAskedAgain: hunt(['withdrawal'], { tabs: 2 }),
  only202Counts: hunt(['other answer']),
  onlyVoidFoldsBack: hunt(['other answer']),
  ageCheckedEachAttempt: hunt(['silence', 'time']),
  ledgerReadAgain: hunt(['withdrawal'], { tabs: 2 }),
  futureNotBelieved: hunt(['clock', 'silence', 'time']),
  oneBatchAtATime: hunt(['kill'], { counts: [0, 1] }),
  ageCheckedAfterCommit: hunt(['silence', 'time']),
  batchesExpire: hunt(['silence', 'time']),
  collectorRemembers30Days: hunt(['silence', 'time'], { faults: 4 }),
  collectorRemembersTheTurnedAway: hunt(['void', 'copy']),
  outboxAdopted: hunt(['silence']),
  outboxTakesNoMore: hunt(['silence'], { counts: [0, 0] }),
  answerSettlesItsBatch: hunt([], { tabs: 2, counts: [0, 0] }),
  newIdAfterVoid: hunt(['void']),
  strikesCounted: hunt([], { unacceptable: 'refused' }),
  namedAreLost: hunt([], { unacceptable: 'named' }),
  otherEpochsDropped: hunt(['withdrawal']),
  appendKeepsItsKey: hunt(['bad append']),
  withdrawalEndsFlush: hunt(['withdrawal']),
  erasedAtEveryStart: hunt(['kill', 'withdrawal']),
  requestsDie: hunt(['copy', 'time']),
};
