import type { FlushReport } from '../reducers/delivery.js';

const reasons: Readonly<Record<NonNullable<FlushReport['skipped']>, string>> = {
  consent: 'sent nothing: the person has not agreed. `consent.answer(true)` stores a yes.',
  offline: 'sent nothing: the device is offline.',
  busy: 'sent nothing: another window is sending at this moment.',
  postponed: 'sent nothing: a pause follows failed posts. `inspect()` has its end, in `delivery.notBefore`.',
  empty: 'sent nothing: nothing waits to be sent.',
  today: 'sent nothing: a launch delivers one batch a day, and today’s is delivered.',
};

/** What a flush did, where it did not simply deliver. */
export function explainedReport({ skipped, delivered, held, foldedBack, lost }: FlushReport): string | undefined {
  if (skipped) return reasons[skipped];
  const laterOn = 'kept, and sent again by a later launch.';
  if (lost === 0) {
    if (held) return `did not deliver: the batch is ${laterOn}`;
    return foldedBack && !delivered ? `was refused: the counts are ${laterOn}` : undefined;
  }
  const gaveUp = `gave up ${lost} ${lost === 1 ? 'count' : 'counts'}`;
  if (held) return `${gaveUp}, and did not deliver: the batch is ${laterOn}`;
  if (delivered) return `${gaveUp}, and delivered others.`;
  return foldedBack ? `${gaveUp}: the others are ${laterOn}` : `${gaveUp}.`;
}
