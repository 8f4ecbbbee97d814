import type { CountedRow } from '@turntally/collector';
import { fromEvent, map, merge, type Observable } from 'rxjs';
import type { Counters, SignalToken } from 'turntally';
import type { FaultMode, SeenPost } from '../faults.js';
import { sum } from './countsView.js';
import { byId, el, plural, setChildren, setText, timeOf } from './dom.js';

/** The state of the collector. */
export interface CollectorState {
  /** Undefined while the collector does not answer. */
  readonly rows: readonly CountedRow[] | undefined;
  readonly mode: FaultMode;
  readonly posts: readonly SeenPost[];
}

const faults: Record<FaultMode, readonly [label: string, then: string]> = {
  none: ['counts it', 'answers 202: delivered'],
  refuse: ['refuses it: too busy', '503 with “void”: not counted, so it is folded back'],
  reject: ['refuses one signal', '400 names compaction: that count is lost, the rest is folded back and sent'],
  drop: ['counts it, but the answer is lost', 'held, and sent again with the same id: counted once'],
  hang: ['never answers', 'aborted after 3 s, held'],
  gone: ['is unreachable', 'the connection breaks, held'],
};

/** Draws the radio buttons; emits the chosen behaviour. */
export function faultsView(): Observable<FaultMode> {
  const choices: Observable<FaultMode>[] = [];
  for (const [mode, [label, then]] of Object.entries(faults) as [FaultMode, readonly [string, string]][]) {
    const input = el('input');
    Object.assign(input, { type: 'radio', name: 'fault', value: mode, id: `fault-${mode}` });
    input.dataset.testid = `fault-${mode}`;
    choices.push(fromEvent(input, 'change').pipe(map(() => mode)));
    byId('faults').append(el('label', '', input, el('span', '', label, el('small', '', then))));
  }
  return merge(...choices);
}

/** @param state undefined if the demo's server does not answer */
export function showCollector(state: CollectorState | undefined): void {
  const unreadable =
    state === undefined ? 'The demo’s server does not answer.' : 'The collector’s database cannot be read.';
  setText(byId('collector-note'), state?.rows === undefined ? unreadable : '');
  if (state === undefined) return;
  const { rows, mode, posts } = state;
  byId<HTMLInputElement>(`fault-${mode}`).checked = true;
  setChildren(byId('posts'), posts.length === 0 ? [el('li', 'nothing', 'None yet.')] : posts.map(post));
  setChildren(byId('stored'), storedRows(rows));
}

export const countersOf = (rows: readonly CountedRow[]): Counters =>
  sum(rows.map(({ signal, bucket, count }) => ({ [`${signal}/${bucket}` as SignalToken]: count })));

function post({ at, id, outcome }: SeenPost): HTMLElement {
  const tone = outcome.startsWith('counted') || outcome.startsWith('repeat') ? 'good' : 'bad';
  const key = el('code', '', `${id.slice(0, 8)}…`);
  key.title = id;
  return el('li', '', el('span', '', timeOf(at), ' ', key), el('span', tone, outcome));
}

function storedRows(rows: readonly CountedRow[] | undefined): HTMLElement[] {
  if (rows === undefined || rows.length === 0) return [el('li', 'nothing', 'Nothing stored.')];
  const counts = new Map<string, number>();
  for (const { version, os, count } of rows) {
    const release = `${version} on ${os}`;
    counts.set(release, (counts.get(release) ?? 0) + count);
  }
  return [...counts].map(([release, count]) =>
    el('li', '', el('span', '', release), el('span', '', plural(count, 'count'))),
  );
}
