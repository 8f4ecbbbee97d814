import type { Inspection } from 'turntally';
import type { SkippableClock } from './clock.js';
import { byId, plural, setText, timeOf } from './dom.js';

/** What the inspector does not show: how far the demo's clock is ahead, and how many seconds are left to wait. */
export function showWait(
  { failures, notBefore, lastDeliveredAt }: Inspection['delivery'],
  clock: SkippableClock,
): void {
  const waitMs = (notBefore ?? 0) - clock.now();
  const aheadMinutes = Math.round(clock.aheadMs() / 60_000);
  const parts = [
    failures === 0 ? '' : failures === 1 ? 'The last attempt failed.' : `The last ${failures} attempts failed.`,
    waitMs > 0 ? `Sends nothing for another ${plural(Math.ceil(waitMs / 1000), 'second')}.` : '',
    lastDeliveredAt === undefined ? '' : `Last delivered at ${timeOf(lastDeliveredAt)}.`,
    aheadMinutes === 0 ? '' : `The demo’s clock is ${plural(aheadMinutes, 'minute')} ahead.`,
  ];
  setText(byId('delivery'), parts.filter((part) => part !== '').join(' '));
  byId('skip-wait').style.visibility = waitMs > 0 ? 'visible' : 'hidden';
}
