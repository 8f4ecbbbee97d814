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
  const gaveUp = lost && `gave up ${lost} counts`;
  if (held)
    return `${gaveUp ? `${gaveUp}, and ` : ''}did not deliver: the batch is kept, and sent again by a later launch.`;
  if (delivered) return gaveUp ? `${gaveUp}, and delivered others.` : undefined;
  if (foldedBack)
    return `${gaveUp || 'was refused'}: ${gaveUp ? 'the others' : 'the counts'} are kept, and sent again by a later launch.`;
  return gaveUp ? `${gaveUp}.` : undefined;
}
