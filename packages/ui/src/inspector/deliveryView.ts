import { html, nothing, type TemplateResult } from 'lit';
import type { Inspection } from 'turntally';
import { isExpired, longestPauseMs, maxLaunches } from 'turntally/protocol';
import type { Formatters } from './formatters.js';
import { steadyView } from './steadyView.js';
import { totalOf } from './totalOf.js';

/** The sealed batch, and why it is waiting. */
export function sealedView({ outbox, delivery }: Inspection, formatters: Formatters): TemplateResult {
  const { words, amount, now, release, time } = formatters;
  if (!outbox) return html`<p class="muted">${words.nothingSealed}</p>`;
  const counts = amount(words.counts, totalOf(Object.values(outbox.counters)));
  const reason = (): string => {
    if (isExpired(outbox, now()) || outbox.launches >= maxLaunches) return words.tooOld;
    return outbox.strikes ? amount(words.refused, outbox.strikes) : words.unanswered;
  };
  return html`
    <p>${words.waiting(counts, release(outbox.release), time(outbox.sealedAt))}</p>
    <p>
      ${reason()}
      ${delivery.failures ? amount(words.failures, delivery.failures) : ''}
    </p>
    <p class="muted">${words.key} <code dir="ltr" translate="no">${outbox.id}</code></p>
  `;
}

/** When the next attempt is, and when the last delivery arrived. A first count moves nothing. */
export const attemptView = (inspection: Inspection, formatters: Formatters): TemplateResult => {
  const { words } = formatters;
  const shown = nextAttempt(inspection, formatters);
  const last = lastDelivery(inspection, formatters);
  const texts = new Set([words.nothingNext, words.nextLaunch, shown]);
  return html`${steadyView([...texts], shown)} ${last ? html`<p>${last}</p>` : nothing}`;
};

function nextAttempt({ consent, next, delivery }: Inspection, { words, time, now }: Formatters): string {
  if (next.length === 0) return words.nothingNext;
  if (!consent) return words.notAgreed;
  const { notBefore = 0 } = delivery;
  const waitMs = notBefore - now();
  // A delivery ignores a longer pause: then the clock was wrong.
  const isPaused = waitMs > 0 && waitMs <= longestPauseMs;
  return isPaused ? words.notBefore(time(notBefore)) : words.nextLaunch;
}

const lastDelivery = ({ delivery: { lastDeliveredAt } }: Inspection, { words, time }: Formatters): string =>
  lastDeliveredAt === undefined ? '' : words.lastDelivered(time(lastDeliveredAt));

/** What was given up, and why; and how much of it the next delivery reports, if the person was asked for that. */
export function lossesView({ lost, unreported }: Inspection, { words, amount, asked }: Formatters): TemplateResult {
  const toReport = asked.delivery && totalOf(Object.values(unreported));
  return html`
    <ul>
      ${lossesOf(lost).map((reason) => html`<li>${amount(words.counts, lost[reason] ?? 0)}: ${words.lostBecause[reason]}</li>`)}
    </ul>
    <p>${toReport ? amount(words.unreported, toReport) : nothing}</p>`;
}

const lossReasons = ['refused', 'expired', 'corrupt', 'overflow'] as const;

/** The reasons for which counts were given up. */
export const lossesOf = (lost: Inspection['lost']) => lossReasons.filter((reason) => lost[reason]);
