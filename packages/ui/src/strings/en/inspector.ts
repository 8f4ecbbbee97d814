import type { InspectorStrings } from '../InspectorStrings.js';

const plural = (one: string, many: string) => (count: number, written: string) =>
  `${written} ${count === 1 ? one : many}`;

export const inspector: InspectorStrings = {
  title: 'What is counted',
  noTelemetry:
    'There is nothing to show: the property “telemetry” of this element must be what startTurntally(…) returned.',
  problem: (reason) => `This cannot be shown: ${reason}`,
  reading: 'Looking …',

  states: {
    counting: 'Counting is on.',
    off: 'Nothing is counted: counting is off.',
    undecided: 'Nothing is counted: nobody has agreed to it yet.',
    stopped: 'Nothing is counted any more: the app has ended it. What was counted until then is kept.',
  },
  notEnabled: 'Nothing is counted: you have agreed to it, but the app has not enabled counting.',
  notes: {
    failing: 'Storage cannot be used at present: new counts stay in memory, and saving is tried again.',
    memory: 'There is no storage here: counts stay in memory, and are gone when the app is closed.',
    noEvents: 'The app has not reported anything since it started.',
    noneCounted: 'Nothing that the app has reported since it started is of a kind that is counted.',
    live: 'What is counted shows below within seconds, also from other windows of the app.',
    faults: plural('report could not be read.', 'reports could not be read.'),
  },
  seen: 'Reported since the start',
  counted: 'Counted since the start',

  send: 'Send now',
  sending: 'Sending …',
  sendFailed: 'Sending did not work. Nothing is lost.',
  skipped: {
    consent: 'Nothing was sent: nobody has agreed to it.',
    offline: 'Nothing was sent: this device is offline.',
    busy: 'Nothing was sent: another window of the app is sending right now.',
    postponed: 'Nothing was sent: after failed attempts there is a pause. It is told below when it ends.',
    empty: 'Nothing was sent: there is nothing to send.',
  },
  flushed: {
    delivered: plural('delivery has arrived.', 'deliveries have arrived.'),
    foldedBack: plural(
      'delivery was turned away and not counted: it is back among what is to be sent.',
      'deliveries were turned away and not counted: they are back among what is to be sent.',
    ),
    held: () => 'One delivery had no clear answer: it waits and is sent again.',
    lost: plural('count was given up.', 'counts were given up.'),
  },
  flushedNothing: 'Nothing was sent.',

  erase: 'Erase everything …',
  eraseQuestion: 'Erase everything that was counted on this device and not sent? What was sent cannot be called back.',
  eraseUndecided: 'You have not decided about counting yet. Erasing also answers no; you can still say yes later.',
  eraseAndGoOn: 'Erase, and go on counting',
  eraseAndStop: 'Erase, and stop counting',
  eraseOnly: 'Erase',
  cancel: 'Cancel',
  erasing: 'Erasing …',
  erasedGoesOn: 'Everything is erased. Counting goes on from zero.',
  erasedIsOff: 'Everything is erased. Counting is off.',
  erasedNotRestored: 'Everything is erased. Counting could not be switched on again: it is off.',
  eraseFailed: 'Nothing was erased: storage cannot be used at present. Please try again.',

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
  unknown: 'What is stored cannot be shown while storage cannot be read.',

  sealed: 'Sealed and waiting',
  nothingSealed: 'Nothing.',
  waiting: (counts, release, since) => `${counts} of ${release}, sealed on ${since}.`,
  key: 'Key of this delivery:',
  unanswered:
    'There was no clear answer, so it may have arrived. It is sent again unchanged, under the same key: had it arrived, it still counts once.',
  refused: (times) =>
    `It was turned away ${times === 1 ? 'once' : `${times} times`} without a reason that helps. The third time, it is given up.`,
  failures: plural('attempt in a row has failed.', 'attempts in a row have failed.'),
  tooOld: 'It is too old for the receiving end to recognise it: at the next attempt it is given up.',

  next: 'The next delivery',
  nextLaunch: 'When the app starts next, or at an interval the app has set.',
  notBefore: (time) => `Not before ${time}; then when the app starts next, or at an interval the app has set.`,
  lastDelivered: (time) => `The last one arrived on ${time}.`,
  notAgreed: 'Not before counting is agreed to.',
  nothingNext: 'There is nothing to send.',
  payload: 'Delivery',
  nth: (n, of) => `${n} of ${of}`,
  bytes: plural('byte', 'bytes'),
  mostPayloads: (shown) => `The first ${shown} are shown.`,
  copy: 'Copy',
  copied: 'Copied, byte for byte.',
  copyFailed: 'Copying is not permitted here. Please download it, or select the text.',
  download: 'Download',
  downloadFailed: 'Downloading is not permitted here. Please copy it, or select the text.',

  lost: 'Given up',
  lostBecause: {
    refused: 'refused by the receiving end, or not counted by this version of the app any more',
    expired: 'sealed too long ago',
    corrupt: 'damaged in storage',
    overflow: 'from too many versions ago',
  },
};
