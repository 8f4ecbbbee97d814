import { styleText } from 'node:util';
import type { Counters } from 'turntally/signals';
import { countTable, formatted } from './countTable.js';
import { formats } from './formats.js';
import type { Replayed } from './replaySession.js';

const widthOfPipes = 80;
/** More of them would bury the table, and --json has them. */
const printedPayloads = 3;

type Style = (format: Parameters<typeof styleText>[0]) => (text: string) => string;

/** For a person: no bar is wider than the terminal, and where there is none, than 80 columns. */
export function printReport(name: string, replayed: Replayed, stream: NodeJS.WriteStream): void {
  // Heeds NO_COLOR, FORCE_COLOR, and whether the stream is a terminal.
  const style: Style = (format) => (text) => (text ? styleText(format, text, { stream }) : '');
  const width = (stream.isTTY && stream.columns) || widthOfPipes;
  const parts = [
    headline(name, replayed, style),
    ...malformed(replayed, style),
    counted(replayed, width, style),
    ...sent(replayed, style),
  ];
  stream.write(`${parts.join('\n\n')}\n`);
}

function headline(name: string, { counters, lines, from }: Replayed, style: Style): string {
  const failed = failures(counters);
  const turns = style('bold')(several(counters['turns/total'] ?? 0, 'turn'));
  return `${name}: ${several(lines, 'line')} of ${from}\n${turns}${failed ? `, ${formatted(failed)} of them failed` : ''}`;
}

function failures(counters: Counters): number {
  return totalOf(Object.entries(counters).filter(([token]) => token.startsWith('provider_error/')));
}

function malformed({ malformed: { count, first } }: Replayed, style: Style): string[] {
  if (!count) return [];
  const named = first.map(({ line, reason }) => `  line ${line} ${reason}`);
  const more = count - first.length;
  if (more) named.push(`  and ${formatted(more)} more`);
  return [[style('yellow')(`${several(count, 'malformed line')} left out:`), ...named].join('\n')];
}

function counted({ counters, inTurns, from }: Replayed, width: number, style: Style): string {
  const others = Object.keys(formats).filter((name) => name !== from);
  const doubt = `Is it a session of ${from}? --from also takes ${others.join(', ')}.`;
  if (Object.keys(counters).length === 0) return `Nothing was counted.\n${doubt}`;
  const table = countTable(counters, inTurns, { width, bold: style('bold'), colored: style('cyan') });
  return isOnlyBrokenOff(counters) ? `${table}\n\nEvery turn failed, and nothing else was counted.\n${doubt}` : table;
}

/** As a session looks in a format with items of the same shape but other names: streams that end with nothing in them. */
function isOnlyBrokenOff(counters: Counters): boolean {
  const turns = counters['turns/total'] ?? 0;
  return (
    (counters['provider_error/stream_interrupted'] ?? 0) > 0 &&
    failures(counters) === turns &&
    totalOf(Object.entries(counters)) === 2 * turns
  );
}

function sent({ payloads }: Replayed, style: Style): string[] {
  if (!payloads.length) return [];
  const printed = payloads.slice(0, printedPayloads);
  const more = payloads.length - printed.length;
  return [
    style('bold')(`A flush would send ${payloads.length === 1 ? 'this' : `these ${payloads.length}, one by one`}:`),
    ...printed,
    ...(more ? [`and ${more} more, see --json`] : []),
  ];
}

const several = (count: number, what: string): string => `${formatted(count)} ${what}${count === 1 ? '' : 's'}`;

const totalOf = (entries: readonly (readonly [token: string, count: number])[]): number =>
  entries.reduce((sum, [, count]) => sum + count, 0);
