import { batchRetentionDays, longestIdRetentionDays, maxLaunches } from '../../protocol/index.js';
import type { Facts } from '../Wording.js';

export const facts: Facts = {
  sent: [
    'whole numbers: how often each of the things listed here happened',
    'the version of this app, and the kind of operating system: Linux, macOS, Windows, Android, iOS or other',
    `a random key for each delivery, so that a delivery that arrives twice counts once; until there is an answer, the same delivery is sent again with the same key, for at most ${batchRetentionDays} days or ${maxLaunches} starts of the app`,
  ],
  neverSent: [
    'anything you or the assistant wrote',
    'the names of tools, models, files or folders',
    'error messages',
    'passwords, access keys or accounts',
    'a lasting name or number of you, this device or this installation',
    'when something happened: the counts have neither date nor time',
  ],
  when: 'Counts stay on this device and are sent the next time the app starts, or at an interval set by the app. As with any request, the receiving end sees the network address it comes from and when it comes, so also that the app is running.',
  kept: [
    'sums for each day of arrival, version and operating system',
    `the random keys, for at most ${longestIdRetentionDays} days, to recognise a delivery that arrives twice`,
    'with the counts, no network address, no time of arrival and nothing else about the sender',
  ],
  withdrawal:
    'You can change your mind at any time. Saying no stops counting at once and erases everything from this device that was counted and not sent. What was sent before stays in the sums.',
};
