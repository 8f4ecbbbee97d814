/** The time per event, compared with a hand-written minimum and with other libraries: `npm run bench`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram } from '../scripts/steps.js';
import { type EngineName, engines } from './events/engines.js';
import { measureHeap } from './events/heap.js';
import { type Results, runEvents } from './events/run.js';
import { streamLength } from './events/stream.js';
import { eventTable, verdicts } from './events/table.js';
import { machine, writeJson } from './lib/report.js';

const rounds = readRounds();
if (!existsSync(join(import.meta.dirname, 'node_modules'))) {
  await runProgram('npm', ['ci', '--prefix', import.meta.dirname, '--no-audit', '--no-fund'], 'inherit');
}

const results: Partial<Record<EngineName, Results>> = {};
for (const engine of engines) results[engine] = await runEvents(engine, rounds, progressOf(engine));
const heap = await measureHeap();
const { processor, cores } = machine('');
await writeJson('events.json', { processor, cores, rounds, events: streamLength, ...results, heapPerEvent: heap });

console.log(`${eventTable(results)}\n`);
for (const verdict of verdicts(results)) console.log(verdict);
for (const [way, bytes] of Object.entries(heap)) {
  console.log(
    `${way}(): ${bytes.toFixed(3)} bytes of heap for each event that counts nothing, measured over 10 million`,
  );
}

function progressOf(engine: EngineName) {
  return (done: number, of: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${engine} ${done}/${of}${done === of ? '\n' : ''}`);
  };
}

function readRounds(): number {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
  const given = Number(values.rounds);
  if (Number.isInteger(given) && given > 0) return given;
  console.error(
    `--rounds must be an integer of at least 1, got ${values.rounds}\n\nUsage: npm run bench -- [--rounds 7]`,
  );
  process.exit(1);
}
