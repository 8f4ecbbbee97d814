import { idRetentionDays } from '../../protocol/index.js';
import type { Facts } from '../Wording.js';

export const facts: Facts = {
  sent: [
    'whole numbers: how often each of the things listed here happened',
    'the version of this app, and the kind of operating system: Linux, macOS, Windows, Android, iOS or other',
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
  kept: [
    'sums for each day, version and operating system',
    `the random keys, for ${idRetentionDays} days, to recognise what arrives twice`,
    'no network address and nothing else about the sender',
  ],
  withdrawal:
    'You can change your mind at any time. Saying no stops the counting at once and erases from this device what was counted and not sent.',
};
