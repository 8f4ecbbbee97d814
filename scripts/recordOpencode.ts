// Writes examples/opencode.jsonl: sessions of opencode's server, run as it is against a scripted provider on the loopback. No
// key and no network are needed. The server is too large for a dependency, so neither the tests nor CI run this. To record
// again, in any folder outside the repository:
//
//   npm install opencode-ai@1.18.33
//
// and in the root of the repository: npx tsx scripts/recordOpencode.ts <that folder>
import { readFile, writeFile } from 'node:fs/promises';
import type { Counters, SignalToken } from '../src/signals.js';
import { recordScenario } from './record/opencode/recordScenario.js';
import { scenarios } from './record/opencode/scenarios.js';
import { startOpencode } from './record/opencode/startOpencode.js';

const [folder] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('usage: npx tsx scripts/recordOpencode.ts <folder with opencode-ai installed>');
const server = await startOpencode(folder);
const lines: unknown[] = [];
const total: Counters = {};
for (const scenario of scenarios) {
  lines.push(...(await recordScenario(scenario, server)), { end: { scenario: scenario.name } });
  for (const [token, count] of Object.entries(scenario.counts) as [SignalToken, number][]) {
    total[token] = (total[token] ?? 0) + count;
  }
  process.stdout.write(`${scenario.name}\n`);
}
await server.close();
const examples = new URL('../examples/', import.meta.url);
const recorded = lines.map((line) => JSON.stringify(line).replaceAll(server.home, '/home'));
await writeFile(new URL('opencode.jsonl', examples), `${recorded.join('\n')}\n`);
const file = new URL('adapters.expected.json', examples);
const expected: Record<string, Counters> = JSON.parse(await readFile(file, 'utf8'));
expected.opencode = Object.fromEntries(Object.entries(total).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(file, `${JSON.stringify(expected, null, 2)}\n`);
process.exit();
