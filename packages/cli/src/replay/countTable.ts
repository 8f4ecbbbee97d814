import Table from 'cli-table3';
import { agentSignals, type Counters, type Signals } from 'turntally/signals';

export interface TableOptions {
  /** @defaultValue the built-in signals */
  readonly signals?: Signals;
  /** The columns of the terminal. */
  readonly width: number;
  readonly bold: (text: string) => string;
  readonly colored: (text: string) => string;
}

type Row = readonly [signal: string, bucket: string, count: string, turns: string];

const longestBar = 40;
const gap = '  ';
const head: Row = ['signal', 'bucket', 'count', 'in turns'];
const borders =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid';
const noBorders = Object.fromEntries(borders.split(' ').map((border) => [border, '']));
const eighths = ' ▏▎▍▌▋▊▉';

export const formatted = (count: number): string => count.toLocaleString('en-US');

/** Draws a table of the counters in the order of `signals`. The bar of the largest count fills the rest of the line. */
export function countTable(
  counters: Counters,
  turnCounts: Counters,
  { width, bold, colored, signals = agentSignals }: TableOptions,
): string {
  const rows = rowsOf(counters, turnCounts, signals);
  const most = Math.max(...rows.map(({ count }) => count));
  const used = head.map((title, column) => Math.max(title.length, ...rows.map(({ row }) => row[column]?.length ?? 0)));
  const left = width - used.reduce((sum, columns) => sum + columns + gap.length, 0);
  const barWidth = Math.max(0, Math.min(longestBar, left));
  const table = new Table({
    head: [...head, ''],
    chars: { ...noBorders, middle: gap },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns: ['left', 'left', 'right', 'right', 'left'],
  });
  for (const { row, count } of rows) {
    const [signal, ...others] = row;
    table.push([bold(signal), ...others, colored(bar((count / most) * barWidth))]);
  }
  return table.toString().replaceAll(/ +$/gm, '');
}

function rowsOf(
  counters: Counters,
  turnCounts: Counters,
  signals: Signals,
): { readonly row: Row; readonly count: number }[] {
  return Object.entries(signals).flatMap(([signal, buckets]) => {
    const counted = buckets.flatMap((bucket) => {
      const token = `${signal}/${bucket}` as keyof Counters;
      const count = counters[token] ?? 0;
      return count ? [{ bucket, count, turns: turnCounts[token] ?? 0 }] : [];
    });
    // A row of zeros shows that a signal was not counted.
    const shown = counted.length ? counted : [{ bucket: '-', count: 0, turns: 0 }];
    return shown.map(({ bucket, count, turns }, at) => ({
      row: [at ? '' : signal, bucket, formatted(count), formatted(turns)] as const,
      count,
    }));
  });
}

/** Draws a bar of so many columns, in steps of an eighth and at least an eighth. */
function bar(columns: number): string {
  if (!columns) return '';
  const full = Math.floor(columns);
  const rest = Math.floor((columns - full) * 8);
  return '█'.repeat(full) + (rest || !full ? (eighths[Math.max(rest, 1)] ?? '') : '');
}
