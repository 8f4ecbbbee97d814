// Writes examples/claude-agent.jsonl: sessions of the Claude Agent SDK, run with the real program against a scripted server on
// the loopback that speaks the Messages API. No key and no network are needed. The program is not open source and no
// dependency of this repository, so neither the tests nor CI run this. To record again, in any folder outside the repository:
//
//   npm install @anthropic-ai/claude-agent-sdk@0.3.332
//
// and in the root of the repository: npx tsx scripts/recordClaudeAgent.ts <that folder>
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Counters, SignalToken } from '../src/signals.js';
import { serveMessages } from './record/claudeAgent/messagesServer.js';
import { loadQuery, type Query } from './record/claudeAgent/query.js';
import { type Scenario, scenarios } from './record/claudeAgent/scenarios.js';
import { scrubbedError, scrubber } from './record/claudeAgent/scrub.js';

/** Sends the prompts of a scenario, each after the result of the one before it. */
async function* spoken(prompts: readonly string[], answered: () => Promise<void>) {
  for (const [at, content] of prompts.entries()) {
    if (at > 0) await answered();
    yield { type: 'user', message: { role: 'user', content }, parent_tool_use_id: null, session_id: '' };
  }
}

async function record(scenario: Scenario, query: Query, home: string): Promise<unknown[]> {
  const { name, prompts = ['Why does the test fail?'], options = {}, env = {}, during } = scenario;
  const server = await serveMessages(scenario.answers);
  const abort = new AbortController();
  let onResult = (): void => {};
  const answered = () => new Promise<void>((resolve) => (onResult = resolve));
  const running = query({
    prompt: prompts.length > 1 ? spoken(prompts, answered) : prompts[0],
    options: {
      abortController: abort,
      cwd: home,
      settingSources: [],
      model: 'claude-sonnet-4-5',
      tools: ['Bash'],
      ...options,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        CLAUDE_CONFIG_DIR: home,
        ANTHROPIC_BASE_URL: server.url,
        ANTHROPIC_API_KEY: 'none',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: '1',
        CLAUDE_CODE_MAX_RETRIES: '0',
        IS_SANDBOX: '1',
        ...env,
      },
    },
  });
  const lines: unknown[] = [];
  const scrub = scrubber();
  const end: { scenario: string; error?: object } = { scenario: name };
  try {
    during?.({ query: running, abort });
    for await (const message of running) {
      lines.push(scrub(message));
      if (message.type === 'result') onResult();
      during?.({ query: running, abort }, message);
    }
  } catch (error) {
    end.error = scrubbedError(error);
  }
  server.close();
  return [...lines, { end }];
}

const [folder] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('usage: npx tsx scripts/recordClaudeAgent.ts <folder with the SDK installed>');
const { query, version } = await loadQuery(folder);
const home = await mkdtemp(join(tmpdir(), 'turntally-claude-'));
const lines: unknown[] = [];
const total: Counters = {};
for (const scenario of scenarios) {
  lines.push(...(await record(scenario, query, home)));
  for (const [token, count] of Object.entries(scenario.counts) as [SignalToken, number][]) {
    total[token] = (total[token] ?? 0) + count;
  }
}
const examples = new URL('../examples/', import.meta.url);
const recorded = lines.map((line) => JSON.stringify(line).replaceAll(home, '/home'));
await writeFile(new URL('claude-agent.jsonl', examples), `${recorded.join('\n')}\n`);
const file = new URL('adapters.expected.json', examples);
const expected: Record<string, Counters> = JSON.parse(await readFile(file, 'utf8'));
expected['claude-agent'] = Object.fromEntries(Object.entries(total).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(file, `${JSON.stringify(expected, null, 2)}\n`);
process.stdout.write(`${scenarios.length} scenarios of version ${version}\n`);
// A program that was stopped may still write.
await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
process.exit();
