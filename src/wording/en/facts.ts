import { idRetentionDays } from '../../protocol/index.js';
import type { Facts } from '../Wording.js';

export const facts: Facts = {
  sent: [
    'whole numbers: how often each of the things listed here happened',
    'the version of this app, and the kind of operating system: Linux, macOS, Windows, Android, iOS or other',
    'a random key for each delivery, so that a delivery that arrives twice counts once; it is never used again and identifies no one',
  ],
  neverSent: [
    'anything you or the assistant wrote',
    'the names of tools, models, files or folders',
    'error messages',
    'keys, accounts or addresses',
    'anything that distinguishes one installation from another',
    'the time of day',
  ],
  when: 'Counts stay on this device and are sent the next time the app starts, or at an interval set by the app.',
  kept: [
    'sums for each day, version and operating system',
    `the random keys, for ${idRetentionDays} days, to recognise a delivery that arrives twice`,
    'no network address and nothing else about the sender',
  ],
  withdrawal:
    'You can change your mind at any time. Saying no stops counting at once and erases everything from this device that was counted and not sent.',
};
