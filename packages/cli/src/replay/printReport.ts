import { styleText } from 'node:util';
import { agentSignals, type Counters, type Signals } from 'turntally/signals';
import { printable } from '../printable.js';
import { countTable, formatted } from './countTable.js';
import { formats } from './formats.js';
import type { SessionReport } from './replaySession.js';

const defaultWidth = 80;
/** More payloads would hide the table; --json prints them all. */
const printedPayloads = 3;

type Style = (format: Parameters<typeof styleText>[0]) => (text: string) => string;

/** Prints a report as wide as the terminal, or 80 columns wide if the stream is not a terminal. */
export function printReport(
  name: string,
  report: SessionReport,
  stream: NodeJS.WriteStream,
  signals: Signals = agentSignals,
): void {
  // styleText respects NO_COLOR and FORCE_COLOR, and checks whether the stream is a terminal.
  const style: Style = (format) => (text) => (text ? styleText(format, text, { stream }) : '');
  const width = (stream.isTTY && stream.columns) || defaultWidth;
  const parts = [
    headline(name, report, style),
    ...malformed(report, style),
    counted(report, signals, width, style),
    ...sent(report, style),
  ];
  stream.write(`${parts.join('\n\n')}\n`);
}

function headline(name: string, { counters, lines, from }: SessionReport, style: Style): string {
  const failed = failures(counters);
  const turns = style('bold')(several(counters['turns/total'] ?? 0, 'turn'));
  return `${printable(name)}: ${several(lines, 'line')} of ${from}\n${turns}${failed ? `, ${formatted(failed)} of them failed` : ''}`;
}

function failures(counters: Counters): number {
  return totalOf(Object.entries(counters).filter(([token]) => token.startsWith('provider_error/')));
}

function malformed({ malformed: { count, first } }: SessionReport, style: Style): string[] {
  if (!count) return [];
  const named = first.map(({ line, reason }) => `  line ${line}: ${reason}`);
  const more = count - first.length;
  if (more) named.push(`  and ${formatted(more)} more`);
  return [[style('yellow')(`${several(count, 'malformed line')} skipped:`), ...named].join('\n')];
}

function counted({ counters, turnCounts, from }: SessionReport, signals: Signals, width: number, style: Style): string {
  const others = Object.keys(formats).filter((name) => name !== from);
  const hint = `Is this a session of ${from}? Other formats for --from: ${others.join(', ')}.`;
  if (Object.keys(counters).length === 0) return `Nothing was counted.\n${hint}`;
  const table = countTable(counters, turnCounts, { signals, width, bold: style('bold'), colored: style('cyan') });
  return hasOnlyInterruptedTurns(counters)
    ? `${table}\n\nEvery turn failed, and nothing else was counted.\n${hint}`
    : table;
}

/** A session in another format with items of the same shape looks like this: streams that end without any known item. */
function hasOnlyInterruptedTurns(counters: Counters): boolean {
  const turns = counters['turns/total'] ?? 0;
  return (
    (counters['provider_error/stream_interrupted'] ?? 0) > 0 &&
    failures(counters) === turns &&
    totalOf(Object.entries(counters).filter(([token]) => !token.includes('.'))) === 2 * turns
  );
}

function sent({ payloads }: SessionReport, style: Style): string[] {
  if (!payloads.length) return [];
  const printed = payloads.slice(0, printedPayloads);
  const more = payloads.length - printed.length;
  return [
    style('bold')(`A flush would send ${payloads.length === 1 ? 'this' : `these ${payloads.length}, one by one`}:`),
    ...printed,
    ...(more ? [`and ${more} more; see --json`] : []),
  ];
}

const several = (count: number, what: string): string => `${formatted(count)} ${what}${count === 1 ? '' : 's'}`;

const totalOf = (entries: readonly (readonly [token: string, count: number])[]): number =>
  entries.reduce((sum, [, count]) => sum + count, 0);
