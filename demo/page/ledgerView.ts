import type { Counters, Inspection, Status } from 'turntally';
import type { SkippableClock } from './clock.js';
import { byId, el, plural, setChildren, setText, timeOf } from './dom.js';

export function showLedger(inspection: Inspection, clock: SkippableClock): void {
  setChildren(byId('pending'), pendingRows(inspection));
  showOutbox(inspection.outbox);
  showNext(inspection.next);
  showDelivery(inspection.delivery, clock);
}

/** Answers "why is nothing counted?". */
export function showStatus({ state, storage, seen, counted, faults, lost }: Status): void {
  const facts = { state, storage, 'events seen': seen, counted, faults, lost };
  const children = Object.entries(facts).map(([name, value]) => {
    const value$ = el('dd', '', typeof value === 'number' ? value.toLocaleString('en') : value);
    value$.dataset.testid = `status:${name}`;
    return el('div', '', el('dt', '', name), value$);
  });
  setChildren(byId('status'), children);
}

function pendingRows({ pending }: Inspection): HTMLElement[] {
  if (pending.length === 0) return [el('li', 'nothing', 'Nothing waits to be sent.')];
  return pending.map(({ release, counters }) =>
    el('li', '', el('span', '', `${release.version} on ${release.os}`), el('span', '', sizeOf(counters))),
  );
}

function showOutbox(outbox: Inspection['outbox']): void {
  const slot = byId('outbox');
  slot.classList.toggle('full', outbox !== undefined);
  if (outbox === undefined) {
    setChildren(slot, [el('p', 'nothing', 'Empty: every batch sent so far is settled.')]);
    return;
  }
  const { id, release, counters, sealedAt, strikes } = outbox;
  const why =
    strikes > 0
      ? `Turned down ${strikes} of 3 times without a reason one could act on; the third loses it.`
      : 'No answer settled it: it may have been counted. So it stays, and goes out again under the same id.';
  setChildren(slot, [
    el('p', '', el('code', '', id)),
    el('p', '', `${release.version} on ${release.os}, ${sizeOf(counters)}, sealed at ${timeOf(sealedAt)}`),
    el('p', '', why),
  ]);
}

function showNext(next: readonly string[]): void {
  const bytes = next.map((body) => new TextEncoder().encode(body).length);
  setText(byId('next'), next.length === 0 ? 'Nothing would be sent.' : next.join('\n\n'));
  const sizes = `${bytes.map((size) => size.toLocaleString('en')).join(' + ')} bytes`;
  setText(byId('next-size'), next.length === 0 ? '' : sizes);
}

function showDelivery({ failures, notBefore, lastDeliveredAt }: Inspection['delivery'], clock: SkippableClock): void {
  const waitMs = (notBefore ?? 0) - clock.now();
  const aheadMinutes = Math.round(clock.aheadMs() / 60_000);
  const parts = [
    failures === 0 ? '' : failures === 1 ? 'The last launch failed.' : `The last ${failures} launches failed.`,
    waitMs > 0 ? `Sends nothing for another ${plural(Math.ceil(waitMs / 1000), 'second')}.` : '',
    lastDeliveredAt === undefined ? '' : `Last delivered at ${timeOf(lastDeliveredAt)}.`,
    aheadMinutes === 0 ? '' : `The demo’s clock is ${plural(aheadMinutes, 'minute')} ahead.`,
  ];
  setText(byId('delivery'), parts.filter((part) => part !== '').join(' '));
  byId('skip-wait').style.visibility = waitMs > 0 ? 'visible' : 'hidden';
}

function sizeOf(counters: Counters): string {
  const counts = Object.values(counters);
  return `${plural(
    counts.reduce((sum, count) => sum + count, 0),
    'count',
  )} in ${plural(counts.length, 'token')}`;
}
