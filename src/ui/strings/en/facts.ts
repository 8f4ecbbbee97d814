import { daysAnIdIsKept } from '../../../collector/daysAnIdIsKept.js';
import { dayMs, maxBatchAgeMs } from '../../../reducers/ledger.js';
import { operatingSystems } from '../../../signals.js';
import type { Facts } from '../Strings.js';

const names = {
  linux: 'Linux',
  macos: 'macOS',
  windows: 'Windows',
  android: 'Android',
  ios: 'iOS',
  other: 'other',
} as const satisfies Facts['operatingSystems'];

// British English has no comma before the "or".
const anyOf = new Intl.ListFormat('en-GB', { type: 'disjunction' });

export const facts: Facts = {
  operatingSystems: names,
  sent: [
    'whole numbers: how often each of the things listed here happened',
    `the version of this app, and the kind of operating system: ${anyOf.format(operatingSystems.map((os) => names[os]))}`,
    'a random key per delivery, so that one that arrives twice counts once; it is never used again and names nobody',
  ],
  neverSent: [
    'anything you or the assistant wrote',
    'the names of tools, models, files or folders',
    'error messages',
    'keys, accounts or addresses',
    'anything that tells one installation from another',
    'the time of day',
  ],
  when: 'Counts stay on this device and are sent the next time the app starts, or at an interval the app has set.',
  undelivered: `A delivery that has had no answer for ${maxBatchAgeMs / dayMs} days is given up, and its counts are deleted.`,
  transport:
    'As with every request over a network, the receiving server sees the network address it comes from and what the browser says of itself and of where the app was loaded from. None of this is kept with the counts. There are no cookies.',
  onDevice: [
    'your answer, and what it was given for',
    'the counts that have not been sent',
    'when counts were last made ready and delivered, when a failed delivery may be tried again, and how many counts had to be given up',
    'a random mark that tells the counts of one consent from those of the next; it is never sent',
    'of all this, once you have said no, only the answer and the mark',
  ],
  kept: [
    'sums for each day, version and operating system',
    `the random keys, for ${daysAnIdIsKept} days, to recognise what arrives twice`,
    'no network address and nothing else about the sender',
  ],
  withdrawal:
    'You can change your mind at any time. Saying no stops the counting at once and erases from this device what was counted and not sent.',
  sentBefore:
    'What was sent before is part of sums in which nobody can be told apart, so it can be neither looked up nor taken out again.',
};
