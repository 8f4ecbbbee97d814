/** Runs in Chromium: records turns, saves and sends them, until the browser is killed; with `?drain`, only sends what is left. */
import { NEVER, of } from 'rxjs';
import {
  type AgentEvent,
  indexedDbStore,
  type LedgerStore,
  type SignalToken,
  startTurntally,
} from '../../../src/index.js';

const things: readonly (readonly [SignalToken, AgentEvent])[] = [
  ['tool_error/exec', { kind: 'tool_result', tool: { err: 'exit code 1' } }],
  ['tool_error/timeout', { kind: 'tool_result', tool: { err: 'timeout' } }],
  ['finish_reason/stop', { kind: 'usage', usage: { finishReason: 'stop' } }],
  ['cache_hit/95_99', { kind: 'usage', usage: { cacheHitTokens: 97, cacheMissTokens: 3 } }],
  ['compaction/total', { kind: 'compaction_done' }],
];
const ended = ['turns/total', { kind: 'turn_done' }] as const;

const query = new URLSearchParams(location.search);
const endpoint = String(query.get('endpoint'));
const drain = query.has('drain');

const inner = indexedDbStore({ endpoint });
const { pending, outbox, lost } = await inner.read();
tell('found', { pending, outbox, lost });

const store: LedgerStore = {
  ...inner,
  async append(tally, epoch) {
    await inner.append(tally, epoch);
    tell('saved', tally.counters);
  },
};

const telemetry = startTurntally({
  endpoint,
  release: { version: '1.0.0' },
  consent$: of(true),
  store,
  oncePerDay: false, // each launch delivers what the killed one left
  launchJitterMs: 0, // it is killed before long
  maxUnsavedMs: 20,
  timeoutMs: 60_000, // on a busy machine too, a launch that fails would pause the next ones
  ...(drain && { launch$: NEVER }),
});

if (drain) {
  while ((await telemetry.flush()).skipped !== 'empty');
  const { pending, outbox, lost } = await telemetry.inspect();
  tell('drained', { pending, outbox, lost });
} else {
  for (let turn = 1; ; turn++) {
    await runTurn();
    if (turn % 8 === 0) void telemetry.flush();
  }
}

/** Of one to six things, at most one a task; now and then it takes long enough to be saved in parts. */
async function runTurn(): Promise<void> {
  const count = Math.floor(Math.random() * 6);
  const turn = Array.from({ length: count }, () => things[Math.floor(Math.random() * things.length)] ?? ended);
  for (const [token, event] of [...turn, ended]) {
    tell('observed', { [token]: 1 });
    telemetry.record(event);
    if (Math.random() < 0.3) await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Does not go on before the server has it: whatever was told is known, even if the page dies at its next step. */
function tell(what: string, told: unknown): void {
  const request = new XMLHttpRequest();
  request.open('POST', `/${what}`, false);
  request.send(JSON.stringify(told));
}
