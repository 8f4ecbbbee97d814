import { NEVER, of } from 'rxjs';
import { type CollectorStore, createCollector } from '../../packages/collector/src/index.js';
import { type AgentEvent, type LedgerStore, type Platform, startTurntally } from '../../src/index.js';
import { randomFrom } from '../../test/faults/simulation/globals.js';
import { type Audit, add, auditedStore, newAudit, type Sums, talliesOf } from './audit.js';
import { type Calendar, dayMs, type Launch, launchesOf, outageOf, startMs } from './habits.js';
import { createNetwork } from './network.js';
import { createVirtualTime } from './virtualTime.js';

export interface FleetOptions {
  /** The numbers of the installs: from the first one on. */
  readonly first?: number;
  readonly installs: number;
  readonly calendar: Calendar;
  readonly launchJitterMs: number;
  /** How many answers are lost on their way back, 0 to 1. */
  readonly shareOfLostAnswers: number;
  /** Where the collector keeps its sums. It must be empty. */
  readonly store: CollectorStore;
  /** Called at the end of each day but the last, with what has become of all until then. */
  readonly onDay?: (result: FleetResult) => Promise<void>;
}

export interface FleetResult extends Audit {
  /** The number of the day after the last one. */
  readonly days: number;
  readonly launches: number;
  /** Days on which an install was launched, summed over all installs. */
  readonly installDays: number;
  /** Posts and failed attempts to post, by second from the start of day 0. */
  readonly attempts: Uint32Array;
  /** Batches that the collector answered 202, repeats included. */
  readonly accepted: number;
  /** What the collector has. */
  readonly collected: Sums;
  /** What the installs have not sent yet, or sent without an answer and without having been counted. */
  readonly held: Sums;
  /** Given up without an answer, although counted: the answer was lost, and the batch never sent again. */
  readonly countedAndGivenUp: Sums;
}

const endpoint = 'https://telemetry.example.com/v1/metrics';
const turn: readonly AgentEvent[] = [
  { kind: 'usage', usage: { finishReason: 'stop', cacheHitTokens: 97, cacheMissTokens: 3 } },
  { kind: 'tool_result', tool: { err: 'exit status 1' } },
  { kind: 'turn_done' },
];

/** A fleet of the real client, each install with a ledger of its own, and the real collector, in virtual time. */
export async function simulate(options: FleetOptions): Promise<FleetResult> {
  const { first = 0, installs, calendar, launchJitterMs, shareOfLostAnswers, store, onDay } = options;
  const time = createVirtualTime(startMs + calendar.from * dayMs);
  const random = randomFrom(first);
  const audit = newAudit();
  const attempts = new Uint32Array((calendar.to * dayMs) / 1000);
  const outage = outageOf(calendar);
  const collector = createCollector({ store, access: 'open', minReports: 1, now: time.now });
  const network = createNetwork({
    time,
    collector,
    random,
    shareOfLostAnswers,
    isDown: (ms) => ms >= outage.from && ms < outage.to,
    onAttempt(ms) {
      const second = Math.floor((ms - startMs) / 1000);
      attempts[second] = (attempts[second] ?? 0) + 1;
    },
  });
  let ids = 0;
  const platform: Partial<Platform> = {
    fetch: network.fetch,
    locks: undefined,
    scheduler: time,
    random,
    newId: () => String(ids++).padStart(32, '0'),
    hidden$: NEVER,
    idle$: of(0),
    online: () => true,
    os: () => 'linux',
  };
  const ledgers = Array.from({ length: installs }, () => auditedStore(audit));
  let launches = 0;
  let installDays = 0;

  const open = (ledger: LedgerStore, { lengthMs, version, turns }: Launch): void => {
    launches++;
    const release = { version };
    const telemetry = startTurntally({
      endpoint,
      release,
      consent$: of(true),
      store: ledger,
      launchJitterMs,
      platform,
    });
    const work = (): void => turn.forEach(telemetry.record);
    // The first turn is over before any wait: what a launch sends may be what it has just counted.
    time.schedule(work, 2000);
    time.schedule(() => {
      for (let done = 1; done < turns; done++) work();
      void telemetry.stop();
    }, lengthMs);
  };

  const resultAfter = async (days: number): Promise<FleetResult> => {
    const held: Sums = new Map();
    for (const ledger of ledgers) {
      const { outbox, ...left } = await ledger.read();
      const isHeld = outbox && !network.unheard.has(outbox.id);
      for (const tally of talliesOf(isHeld ? { ...left, outbox } : left)) add(held, tally);
    }
    const countedAndGivenUp: Sums = new Map();
    for (const batch of audit.givenUp) if (network.unheard.has(batch.id)) add(countedAndGivenUp, batch);
    const collected = await collectedIn(store);
    return {
      ...audit,
      days,
      launches,
      installDays,
      attempts: attempts.subarray(0, (days * dayMs) / 1000),
      accepted: network.accepted(),
      collected,
      held,
      countedAndGivenUp,
    };
  };

  for (let day = calendar.from; ; day++) {
    ledgers.forEach((ledger, index) => {
      const today = launchesOf(first + index, day, calendar);
      if (today.length > 0) installDays++;
      for (const launch of today) time.schedule(() => open(ledger, launch), launch.at - time.now());
    });
    await time.run(startMs + (day + 1) * dayMs - 1);
    const days = day + 1;
    if (days === calendar.to) break;
    await onDay?.(await resultAfter(days));
  }
  // Those that were opened before midnight.
  await time.run(startMs + calendar.to * dayMs + 900_000);
  return resultAfter(calendar.to);
}

async function collectedIn(store: CollectorStore): Promise<Sums> {
  const sums: Sums = new Map();
  for (const row of await store.rows({ from: '0000-01-01', to: '9999-12-31', unpublished: true })) {
    add(sums, {
      release: { version: row.version, os: 'linux' },
      counters: { [`${row.signal}/${row.bucket}`]: row.count },
    });
  }
  return sums;
}
