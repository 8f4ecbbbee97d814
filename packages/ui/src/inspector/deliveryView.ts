import { html, type TemplateResult } from 'lit';
import type { Inspection } from 'turntally';
import { isExpired, longestPauseMs } from 'turntally/protocol';
import type { Writer } from './formatters.js';
import { totalOf } from './totalOf.js';

/** What is sealed, and why it is waiting. */
export function sealedView({ outbox, delivery }: Inspection, writer: Writer): TemplateResult {
  const { words, amount } = writer;
  if (!outbox) return html`<p class="muted">${words.nothingSealed}</p>`;
  const counts = amount(words.counts, totalOf(Object.values(outbox.counters)));
  const isTooOld = isExpired(outbox, writer.now());
  return html`
    <p>${words.waiting(counts, writer.release(outbox.release), writer.time(outbox.sealedAt))}</p>
    <p>
      ${isTooOld ? words.tooOld : outbox.strikes ? amount(words.refused, outbox.strikes) : words.unanswered}
      ${delivery.failures ? amount(words.failures, delivery.failures) : ''}
    </p>
    <p class="muted">${words.key} <code dir="ltr" translate="no">${outbox.id}</code></p>
  `;
}

/** When it is tried again. */
export function nextAttempt({ consent, next, delivery }: Inspection, { words, time, now }: Writer): string {
  if (!next.length) return words.nothingNext;
  if (!consent) return words.notAgreed;
  const { notBefore = 0 } = delivery;
  const waitMs = notBefore - now();
  // One further away is not believed, and not kept to.
  return waitMs > 0 && waitMs <= longestPauseMs ? words.notBefore(time(notBefore)) : words.nextLaunch;
}

/** When the last one arrived. */
export const lastDelivery = ({ delivery: { lastDeliveredAt } }: Inspection, { words, time }: Writer): string =>
  lastDeliveredAt === undefined ? '' : words.lastDelivered(time(lastDeliveredAt));

/** What was given up, and why. */
export const lossesView = ({ lost }: Inspection, { words, amount }: Writer): TemplateResult => html`
  <ul>
    ${lossesOf(lost).map(([reason, count]) => html`<li>${amount(words.counts, count)}: ${words.lostBecause[reason]}</li>`)}
  </ul>`;

export const lossesOf = (lost: Inspection['lost']) =>
  (['refused', 'expired', 'corrupt', 'overflow'] as const).flatMap((reason) => {
    const count = lost[reason];
    return count ? [[reason, count] as const] : [];
  });
