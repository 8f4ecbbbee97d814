import { agentSignals, type Counters, type Inspection, type SignalToken } from 'turntally';
import { byId, el, setText } from './dom.js';

/** Where the counts are. `collected` is undefined while the collector does not answer. */
export interface Places {
  readonly inspection: Inspection;
  readonly collected: Counters | undefined;
}

/** One table for each signal; signals with a single bucket share the first. Drawn once, then only filled, so nothing moves. */
export function countsView(): (places: Places) => void {
  const rows = new Map<SignalToken, ReturnType<typeof row>>();
  const addRow = (table: HTMLTableElement, signal: string, bucket: string) => {
    const token = `${signal}/${bucket}` as SignalToken;
    rows.set(token, row(table, token, bucket === 'total' ? signal : bucket));
  };
  const signals = Object.entries(agentSignals).sort(([a], [b]) => (a < b ? -1 : 1));
  const totals = table('totals');
  for (const [signal] of signals.filter(([, buckets]) => buckets.length === 1)) addRow(totals, signal, 'total');
  const others = signals
    .filter(([, buckets]) => buckets.length > 1)
    .map(([signal, buckets]) => {
      const element = table(signal);
      for (const bucket of buckets) addRow(element, signal, bucket);
      return element;
    });
  byId('tables').append(totals, ...others);

  return ({ inspection, collected }) => {
    const pending = sum(inspection.pending.map(({ counters }) => counters));
    const outbox = inspection.outbox?.counters ?? {};
    const here = (token: SignalToken) => (pending[token] ?? 0) + (outbox[token] ?? 0);
    const most = {
      here: Math.max(1, ...[...rows.keys()].map(here)),
      there: Math.max(1, ...Object.values(collected ?? {})),
    };
    for (const [token, fill] of rows) {
      fill({ pending: pending[token] ?? 0, outbox: outbox[token] ?? 0, collected: collected?.[token] ?? 0 }, most);
    }
    setText(byId('sum-pending'), total(pending));
    setText(byId('sum-outbox'), total(outbox));
    setText(byId('sum-collected'), collected === undefined ? '–' : total(collected));
    setText(byId('sum-lost'), total(inspection.lost));
  };
}

function table(heading: string): HTMLTableElement {
  const headings = [heading, 'device', 'collector'].map((text) => {
    const element = el('th', '', text);
    element.scope = 'col';
    return element;
  });
  return el('table', '', el('thead', '', el('tr', '', ...headings)), el('tbody'));
}

function row(table: HTMLTableElement, token: SignalToken, label: string) {
  const head = el('th', '', label);
  head.scope = 'row';
  head.title = label;
  const here = cell(`device:${token}`, 'pending', 'outbox');
  const there = cell(`collector:${token}`, 'collected');
  const element = el('tr', 'zero', head, here.element, there.element);
  table.tBodies[0]?.append(element);
  type Counts = Readonly<Record<'pending' | 'outbox' | 'collected', number>>;
  return ({ pending, outbox, collected }: Counts, most: { here: number; there: number }) => {
    element.classList.toggle('zero', pending + outbox + collected === 0);
    here.fill([pending, outbox], most.here);
    there.fill([collected], most.there);
  };
}

function cell(testId: string, ...bars: string[]) {
  const number = el('b', '', '0');
  number.dataset.testid = testId;
  const parts = bars.map((place) => el('span', `bar ${place}`));
  const element = el('td', '', el('div', 'cell', el('span', 'track', ...parts), number));
  return {
    element,
    fill: (counts: readonly number[], most: number) => {
      parts.forEach((part, index) => {
        const count = counts[index] ?? 0;
        part.style.width = count === 0 ? '0' : `max(2px, ${(100 * count) / most}%)`;
      });
      setText(number, String(counts.reduce((sum, count) => sum + count, 0)));
    },
  };
}

/** Adds counters, token by token. */
export function sum(all: readonly Counters[]): Counters {
  const result: Counters = {};
  for (const [token, count] of all.flatMap((counters) => Object.entries(counters) as [SignalToken, number][])) {
    result[token] = (result[token] ?? 0) + count;
  }
  return result;
}

const total = (counts: Readonly<Record<string, number>>): string =>
  Object.values(counts)
    .reduce((sum, count) => sum + count, 0)
    .toLocaleString('en');
