import type { CollectorStore, Decision, Settled } from '../CollectorStore.js';
import { singleBatches } from '../singleBatches.js';
import { untilAnswered } from './ContractDatabase.js';

/** All days, published or not. */
export const allDays = { from: '0000-01-01', to: '9999-12-31', unpublished: true } as const;

const turn: Decision = {
  kind: 'count',
  payload: { version: '1.4.0', os: 'linux', counters: [{ signal: 'turns', bucket: 'total', count: 1 }] },
};

/** Settles a batch of one turn whose sealed day is not known, so that it is the same batch on every day. */
export function settleOne(store: CollectorStore, id: string, date: string): Promise<Settled> {
  return singleBatches(store).settle({ id, sealed: '', decision: turn }, date);
}

/** The sums of all rows. */
export async function countsOf(store: CollectorStore): Promise<{ readonly count: number; readonly reports: number }> {
  const rows = await untilAnswered(() => store.rows(allDays));
  const sum = (column: 'count' | 'reports') => rows.reduce((total, row) => total + row[column], 0);
  return { count: sum('count'), reports: sum('reports') };
}
