import type { FlushReport } from 'turntally';
import { byId, plural, setText, timeOf } from './dom.js';

const reasons: Record<NonNullable<FlushReport['skipped']>, string> = {
  consent: 'nothing was sent, because there is no consent.',
  offline: 'nothing was sent, because the device is offline.',
  busy: 'nothing was sent, because another tab is sending.',
  today: 'nothing was sent: a batch was delivered today.',
  postponed: 'nothing was sent, because of the pause after the last failure.',
  empty: 'there was nothing to send.',
};

/** Shows what a flush did, or that it is running. The numbers are also in `data-report`, as JSON. */
export function showReport(what: 'Launch' | 'Flush', report: FlushReport | undefined): void {
  const element = byId('report');
  if (report === undefined) {
    delete element.dataset.report;
    setText(element, `${what} is running …`);
    return;
  }
  element.dataset.report = JSON.stringify(report);
  setText(element, `${what} at ${timeOf(Date.now())}: ${report.skipped ? reasons[report.skipped] : outcome(report)}`);
}

function outcome({ delivered, foldedBack, held, lost }: FlushReport): string {
  const batches = (count: number, became: string) =>
    count === 0 ? '' : `${plural(count, 'batch', 'batches')} ${became}`;
  const parts = [
    batches(delivered, 'delivered'),
    batches(foldedBack, 'folded back'),
    batches(held, 'held'),
    lost === 0 ? '' : `${plural(lost, 'count')} lost`,
  ].filter((part) => part !== '');
  return `${parts.length === 0 ? 'no change' : parts.join(', ')}.`;
}
