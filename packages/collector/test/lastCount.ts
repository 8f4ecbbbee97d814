import { idRetentionDays } from '../../../src/protocol/index.js';

interface Settled {
  readonly decision: 'count' | 'setAside' | 'void';
  readonly version: string;
  readonly bucket: string;
  readonly count: number;
}

interface Counted extends Settled {
  readonly date: string;
}

/** The last count: a store as a list of batches, added up anew whenever it is read. */
export class LastCount {
  readonly published = new Set<string>();
  readonly #batches: Counted[] = [];
  readonly #ids = new Map<string, { readonly outcome: 'counted' | 'void'; readonly seen: number }>();
  readonly #daysOfOperation: string[] = [];

  constructor(readonly minReports: number) {}

  settle(id: string, settled: Settled, date: string): 'counted' | 'void' {
    this.#remember(date);
    const known = this.find(id);
    if (known) return known;
    const outcome = settled.decision === 'void' ? 'void' : 'counted';
    this.#ids.set(id, { outcome, seen: this.#daysOfOperation.length });
    if (outcome === 'counted') this.#batches.push({ ...settled, date: this.#openDay(date) });
    return outcome;
  }

  find(id: string): 'counted' | 'void' | undefined {
    return this.#ids.get(id)?.outcome;
  }

  publish(before: string): void {
    for (const { date } of this.#batches) if (date < before) this.published.add(date);
  }

  /** Returns how many ids are forgotten. */
  forget(today: string): number {
    this.#remember(today);
    const old = [...this.#ids].filter(([, { seen }]) => seen < this.#daysOfOperation.length - idRetentionDays);
    for (const [id] of old) this.#ids.delete(id);
    return old.length;
  }

  /** The published rows that are not combined, in order: date, version, bucket, count and number of batches. */
  rows(): readonly (readonly (string | number)[])[] {
    const rows = this.#rows().filter(([date, , , , reports]) => this.published.has(date) && reports >= this.minReports);
    return rows.sort(([a, b, c], [d, e, f]) => (`${a}/${b}/${c}` < `${d}/${e}/${f}` ? -1 : 1));
  }

  unpublishedRows(): number {
    return this.#rows().filter(([date]) => !this.published.has(date)).length;
  }

  get setAside(): number {
    return this.#batches.filter(({ decision }) => decision === 'setAside').length;
  }

  #rows(): (readonly [string, string, string, number, number])[] {
    const counted = this.#batches.filter(({ decision }) => decision === 'count');
    const keys = new Set(counted.map(({ date, version, bucket }) => JSON.stringify([date, version, bucket])));
    return [...keys].map((key) => {
      const [date, version, bucket]: [string, string, string] = JSON.parse(key);
      const batches = counted.filter(
        (each) => each.date === date && each.version === version && each.bucket === bucket,
      );
      return [date, version, bucket, batches.reduce((sum, { count }) => sum + count, 0), batches.length];
    });
  }

  #remember(date: string): void {
    if (!this.#daysOfOperation.includes(date)) this.#daysOfOperation.push(date);
  }

  #openDay(date: string): string {
    let at = date;
    while (this.published.has(at)) at = new Date(Date.parse(at) + 86_400_000).toISOString().slice(0, 10);
    return at;
  }
}
