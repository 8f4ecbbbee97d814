import type { InspectorStrings } from '../InspectorStrings.js';

const plural = (one: string, many: string) => (count: number, written: string) =>
  `${written} ${count === 1 ? one : many}`;

export const inspector: InspectorStrings = {
  title: 'What is counted',
  noTelemetry:
    'There is nothing to show: the property “telemetry” of this element must be what startTurntally(…) returned.',
  problem: (reason) => `Cannot be shown: ${reason}`,
  reading: 'Reading …',

  states: {
    counting: 'Counting is on.',
    off: 'Nothing is counted: counting is off.',
    undecided: 'Nothing is counted: you have not agreed to it yet.',
    stopped: 'Nothing is counted any more: the app has stopped counting. Earlier counts are kept.',
  },
  notEnabled: 'Nothing is counted: you have agreed to it, but the app has not enabled counting.',
  notes: {
    failing: 'Storage is not available at the moment: new counts stay in memory, and saving is tried again.',
    memory: 'There is no storage here: counts stay in memory and are lost when the app is closed.',
    noEvents: 'No event has arrived since the app started.',
    noneCounted: 'Since the app started, only events that are not counted have arrived.',
    live: 'New counts appear below within seconds, including those of other windows of the app.',
    faults: plural('event could not be read.', 'events could not be read.'),
  },
  seen: 'Events seen since the start',
  counted: 'Counted since the start',

  send: 'Send now',
  sending: 'Sending …',
  sendFailed: 'Sending failed. Nothing is lost.',
  skipped: {
    consent: 'Nothing was sent: you have not agreed to it.',
    offline: 'Nothing was sent: this device is offline.',
    busy: 'Nothing was sent: another window of the app is sending at the moment.',
    today: 'Nothing was sent: there was a delivery today, and a start of the app makes one a day at most.',
    postponed: 'Nothing was sent: sending is paused after failed attempts; see below for the next attempt.',
    empty: 'Nothing was sent: there is nothing to send.',
  },
  flushed: {
    delivered: plural('delivery has arrived.', 'deliveries have arrived.'),
    foldedBack: plural(
      'delivery was rejected and not counted: its counts will be sent again.',
      'deliveries were rejected and not counted: their counts will be sent again.',
    ),
    held: () => 'One delivery got no clear answer: it is kept and sent again.',
    lost: plural('count was given up.', 'counts were given up.'),
  },
  flushedNothing: 'Nothing was sent.',

  erase: 'Erase everything …',
  eraseQuestion: 'Erase everything that was counted on this device and not sent? What was sent cannot be taken back.',
  eraseUndecided: 'You have not decided about counting yet. Erasing also answers “no”; you can still say yes later.',
  eraseAndGoOn: 'Erase and continue counting',
  eraseAndStop: 'Erase and stop counting',
  eraseOnly: 'Erase',
  cancel: 'Cancel',
  erasing: 'Erasing …',
  erasedGoesOn: 'Everything is erased. Counting continues from zero.',
  erasedIsOff: 'Everything is erased. Counting is off.',
  erasedNotRestored: 'Everything is erased. Counting could not be switched on again and is now off.',
  eraseFailed: 'Nothing was erased: storage is not available at the moment. Please try again.',

  counts: plural('count', 'counts'),
  release: (version, os) => `version ${version}, ${os}`,
  operatingSystems: {
    linux: 'Linux',
    macos: 'macOS',
    windows: 'Windows',
    android: 'Android',
    ios: 'iOS',
    other: 'another system',
  },

  pending: 'Counted, not sent yet',
  nothingPending: 'Nothing.',
  unknown: 'Storage cannot be read at the moment, so its contents cannot be shown.',

  sealed: 'Sealed and waiting',
  nothingSealed: 'Nothing.',
  waiting: (counts, release, since) => `${counts} of ${release}, sealed on ${since}.`,
  key: 'Key of this delivery:',
  unanswered:
    'There was no clear answer, so it may have arrived. It is sent again unchanged, with the same key: even if it has arrived, it counts once. Until then, the receiving end can recognise it by its key.',
  refused: (times) =>
    `It was rejected ${times === 1 ? 'once' : `${times} times`} without a usable reason. The third time, it is given up.`,
  failures: plural('attempt has failed.', 'attempts in a row have failed.'),
  tooOld: 'It was sealed too long ago, or sent too often without an answer: it is given up at the next attempt.',

  next: 'The next delivery',
  nextLaunch: 'The next time the app starts, or at an interval set by the app.',
  notBefore: (time) =>
    `Not before ${time}; after that, the next time the app starts, or at an interval set by the app.`,
  lastDelivered: (time) => `The last one arrived on ${time}.`,
  notAgreed: 'Not before you agree to counting.',
  nothingNext: 'There is nothing to send.',
  exact: 'Exactly what would be sent',
  payload: 'Delivery',
  nth: (n, of) => `${n} of ${of}`,
  bytes: plural('byte', 'bytes'),
  mostPayloads: (shown) => `Only the first ${shown} are shown.`,
  copy: 'Copy',
  copied: 'Copied byte for byte.',
  copyFailed: 'Copying is not permitted here. Please download it, or select the text.',
  download: 'Download',
  downloadFailed: 'Downloading is not permitted here. Please copy it, or select the text.',

  lost: 'Given up',
  lostBecause: {
    refused: 'refused by the receiving end, or no longer counted by this version of the app',
    expired: 'sealed too long ago, or sent too often without an answer',
    corrupt: 'damaged in storage',
    overflow: 'from a version that is too old',
  },
  unreported: (_, written) => `Reported with the next delivery: ${written}.`,
};
