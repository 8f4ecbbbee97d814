import { idRetentionDays } from 'turntally/protocol';
import type {
  BatchKey,
  CountedRow,
  DayOmissions,
  Outcome,
  Period,
  RowFilter,
  Settled,
  Settlement,
  Sum,
  Totals,
} from '../CollectorStore.js';
import { daysBefore } from '../utcDays.js';
import { byKey, compare } from './byKey.js';
import { type Batch, combineRows } from './combineRows.js';

interface PublishedDay {
  readonly minReports: number;
  readonly rows: readonly CountedRow[];
  readonly setAside: readonly CountedRow[];
  readonly withheld: number;
}

/** The last count: a store as lists of batches and of published days, added up anew whenever it is read. */
export class LastCount {
  readonly #batches: Batch[] = [];
  /** By sealed day, which may be `''`, and id. */
  readonly #ids = new Map<string, Map<string, { readonly outcome: Outcome; readonly seen: number }>>();
  readonly #daysOfOperation: string[] = [];
  readonly #published = new Map<string, PublishedDay>();
  /** Also of days that were dropped. */
  readonly #full = new Set<string>();
  /** The published rows of all days, also of those that were dropped. */
  readonly #everPublished: CountedRow[] = [];
  readonly #partOf: (id: string) => number;

  /** @param partOf - See `StoreContractOptions`. */
  constructor(partOf: (id: string) => number = () => 0) {
    this.#partOf = partOf;
  }

  settle({ id, sealed, decision }: Settlement, date: string): Settled {
    this.#remember(date);
    const known = this.find({ id, sealed });
    if (known) return { outcome: known, isRepeat: true };
    const outcome: Outcome =
      decision.kind === 'void' ? { kind: 'void', refusal: decision.refusal } : { kind: 'counted' };
    const ofDay = this.#ids.get(sealed) ?? new Map();
    this.#ids.set(sealed, ofDay.set(id, { outcome, seen: this.#daysOfOperation.length }));
    if (decision.kind !== 'void') {
      let open = date;
      while (this.#full.has(open)) open = daysBefore(open, -1);
      this.#batches.push({ date: open, decision });
    }
    return { outcome, isRepeat: false };
  }

  find({ id, sealed }: BatchKey): Outcome | undefined {
    return (this.#ids.get(sealed)?.get(id) ?? this.#ids.get('')?.get(id))?.outcome;
  }

  publish(before: string, minReports: number): void {
    for (const date of new Set(this.#batches.map((batch) => batch.date))) {
      if (date >= before || this.#full.has(date)) continue;
      const { rows, withheld } = combineRows(this.#rowsOf(date, false), minReports);
      const setAside = combineRows(this.#rowsOf(date, true), minReports).rows;
      this.#published.set(date, { minReports, rows, setAside, withheld });
      this.#full.add(date);
      this.#everPublished.push(...rows);
    }
  }

  /** Returns how many ids are forgotten. */
  forget(today: string): number {
    this.#remember(today);
    const isOld = (seen: number) => seen < this.#daysOfOperation.length - idRetentionDays;
    let forgotten = 0;
    for (const [sealed, ids] of this.#ids) {
      const newest = new Map<number, number>();
      for (const [id, { seen }] of ids) {
        const part = this.#partOf(id);
        newest.set(part, Math.max(seen, newest.get(part) ?? 0));
      }
      const isUnneeded = (id: string, seen: number) =>
        sealed === ''
          ? isOld(seen)
          : sealed < daysBefore(today, idRetentionDays) && isOld(newest.get(this.#partOf(id)) ?? 0);
      const old = [...ids].filter(([id, { seen }]) => isUnneeded(id, seen));
      for (const [id] of old) ids.delete(id);
      forgotten += old.length;
    }
    return forgotten;
  }

  /** Returns how many days are dropped. */
  drop(before: string, keepDays: number): number {
    // A day that is no day of operation is as old as the day of operation before it.
    const nOf = (date: string) => {
      const [newest] = this.#daysOfOperation
        .filter((day) => day <= date)
        .sort()
        .reverse();
      return newest === undefined ? 0 : this.#daysOfOperation.indexOf(newest) + 1;
    };
    const isOld = (date: string) => nOf(date) < this.#daysOfOperation.length - keepDays;
    const old = [...this.#published.keys()].filter((date) => date < before && isOld(date));
    for (const date of old) this.#published.delete(date);
    return old.length;
  }

  rows({ limit, ...filter }: RowFilter): readonly CountedRow[] {
    return this.#select(filter).sort(byKey).slice(0, limit);
  }

  sums(filter: RowFilter, by: 'bucket' | 'version'): readonly Sum[] {
    const sums = new Map<string, Sum>();
    for (const { date, signal, [by]: of, count, reports } of this.#select(filter)) {
      const key = JSON.stringify([date, signal, of]);
      const sum = sums.get(key) ?? { date, signal, of, count: 0, reports: 0 };
      sums.set(key, { ...sum, count: sum.count + count, reports: sum.reports + reports });
    }
    return [...sums.values()].sort(
      (a, b) => compare(a.date, b.date) || compare(a.signal, b.signal) || compare(a.of, b.of),
    );
  }

  totals(since?: string): Totals {
    const isRecent = (row: CountedRow) => since === undefined || row.date >= since;
    const kept = since === undefined ? this.#everPublished : [...this.#published.values()].flatMap(({ rows }) => rows);
    const versions = new Set(kept.filter(isRecent).map(({ version }) => version));
    const totals = new Map<string, Totals['totals'][number]>();
    for (const { version, os, signal, bucket, count, reports } of this.#everPublished) {
      if (!versions.has(version)) continue;
      const key = JSON.stringify([version, os, signal, bucket]);
      const total = totals.get(key) ?? { version, os, signal, bucket, count: 0, reports: 0 };
      totals.set(key, { ...total, count: total.count + count, reports: total.reports + reports });
    }
    const [from, ...others] = [...this.#full].sort();
    const days = from === undefined ? undefined : { from, to: others.at(-1) ?? from };
    return { days, totals: [...totals.values()].sort(byKey) };
  }

  omissions({ from, to, unpublished = false }: Period): readonly DayOmissions[] {
    const omissions: DayOmissions[] = [];
    for (const date of new Set([...this.#published.keys(), ...this.#batches.map((batch) => batch.date)])) {
      const day = this.#published.get(date);
      const isShown = day !== undefined || (unpublished && !this.#full.has(date));
      if (date < from || date > to || !isShown) continue;
      const setAside = { failures: 0, count: 0 };
      for (const batch of this.#batches) {
        if (batch.date === date && batch.decision.kind === 'setAside') setAside[batch.decision.reason] += 1;
      }
      const { minReports, withheld } = day ?? { minReports: 1, withheld: 0 };
      if (day !== undefined || setAside.failures + setAside.count > 0)
        omissions.push({ date, minReports, withheld, setAside });
    }
    return omissions.sort((a, b) => compare(a.date, b.date));
  }

  #select({ from, to, unpublished = false, setAside = false, version, os, signal }: RowFilter): CountedRow[] {
    const published = [...this.#published.values()].flatMap((day) => (setAside ? day.setAside : day.rows));
    const open = new Set(this.#batches.map(({ date }) => date).filter((date) => !this.#full.has(date)));
    const others = unpublished ? [...open].flatMap((date) => this.#rowsOf(date, setAside)) : [];
    return [...published, ...others].filter(
      (row) =>
        from <= row.date &&
        row.date <= to &&
        (version === undefined || row.version === version) &&
        (os === undefined || row.os === os) &&
        (signal === undefined || row.signal === signal),
    );
  }

  #rowsOf(date: string, setAside: boolean): readonly CountedRow[] {
    const rows = new Map<string, CountedRow>();
    const batches = this.#batches.filter(
      (batch) => batch.date === date && (batch.decision.kind === 'setAside') === setAside,
    );
    for (const { payload } of batches.map(({ decision }) => decision)) {
      const { version, os, counters } = payload;
      for (const { signal, bucket, count } of counters) {
        const key = JSON.stringify([version, os, signal, bucket]);
        const row = rows.get(key) ?? { date, version, os, signal, bucket, count: 0, reports: 0 };
        rows.set(key, { ...row, count: row.count + count, reports: row.reports + 1 });
      }
    }
    return [...rows.values()];
  }

  #remember(date: string): void {
    if (!this.#daysOfOperation.includes(date)) this.#daysOfOperation.push(date);
  }
}
