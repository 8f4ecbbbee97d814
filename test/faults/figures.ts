/** What a run of attacks amounts to. A part of the soak is a function `(deadline: number) => Promise<Figures>`. */
export interface Figures {
  /** Of the part, as it is printed: `model`, `SIGKILL of Chromium`. */
  readonly name: string;
  /** Whole lives of the system: from an empty database until everything is settled. */
  runs: number;
  /** Faults injected, by kind. */
  readonly faults: Record<string, number>;
  /** Turns that were recorded while they could be counted. */
  turns: number;
  /** The rest in counts, not batches or turns. */
  delivered: number;
  /** Given up and reported: refused, expired, corrupt, overflow. */
  lost: number;
  /** Dropped because consent was withdrawn or the site's data cleared. */
  erased: number;
  /** Never stored, because of a kill or a power cut. */
  taken: number;
  /** Counts that the collector has more than once. Must be 0. */
  doubled: number;
}

/** A part of the soak: attacks until `deadline` (epoch milliseconds), rejects with what it found, how to replay it included. */
export type SoakPart = (deadline: number) => Promise<Figures>;

export const noFigures = (name: string): Figures => ({
  name,
  runs: 0,
  faults: {},
  turns: 0,
  delivered: 0,
  lost: 0,
  erased: 0,
  taken: 0,
  doubled: 0,
});

const numbers = ['runs', 'turns', 'delivered', 'lost', 'erased', 'taken', 'doubled'] as const;

/** Adds `more` to `sum`, in place. */
export function addFigures(sum: Figures, more: Omit<Figures, 'name'>): Figures {
  for (const each of numbers) sum[each] += more[each];
  for (const [kind, count] of Object.entries(more.faults)) addFault(sum, kind, count);
  return sum;
}

export function addFault(figures: Pick<Figures, 'faults'>, kind: string, count = 1): void {
  figures.faults[kind] = (figures.faults[kind] ?? 0) + count;
}

/** One block of lines, for a terminal; with `kinds`, a line for each kind of fault. */
export function formatFigures(figures: Figures, { kinds: isLong } = { kinds: true }): string {
  const all = Object.entries(figures.faults).sort(([, a], [, b]) => b - a);
  const injected = all.reduce((sum, [, count]) => sum + count, 0);
  const kinds = isLong ? all : [];
  return [
    figures.name,
    `  runs ${thousands(figures.runs)}`,
    `  faults injected ${thousands(injected)}`,
    ...kinds.map(([kind, count]) => `    ${thousands(count)} ${kind}`),
    `  turns observed ${thousands(figures.turns)}`,
    `  counts delivered ${thousands(figures.delivered)}, lost ${thousands(figures.lost)}, erased ${thousands(figures.erased)}, taken by kills and power cuts ${thousands(figures.taken)}`,
    `  counts doubled ${thousands(figures.doubled)}`,
  ].join('\n');
}

const thousands = (count: number): string => count.toLocaleString('en-US');
