import { from, Observable } from 'rxjs';
import { expect, onTestFinished, vi } from 'vitest';
import type { AgentEvent, Counters, OwnConsentOptions, Status, Telemetry } from '../../../src/index.js';
import { addTo, Clock, settle, world } from '../../support/world.js';
import { honestCollector } from '../../support/worldCollector.js';
import { freshIndexedDB } from '../../support/worldDatabases.js';

/** Unless told: the name of the database. */
export const name = 'turntally';

/** A turn as an agent's stream tells it, and what is to be counted of it. */
const turn: readonly AgentEvent[] = [
  { kind: 'turn_started' },
  { kind: 'text' },
  { kind: 'tool_result', tool: { err: 'exit status 1' } },
  { kind: 'usage', usage: { finishReason: 'stop' } },
  { kind: 'turn_done' },
];
export const counted: Counters = { 'tool_error/exec': 1, 'finish_reason/stop': 1, 'turns/total': 1 };

export type App = ReturnType<typeof app>;

/**
 * An app with the store that turntally chooses by itself. Whatever the storage does, its streams arrive untouched, and
 * nothing throws, rejects or is logged.
 */
export function app(answered: boolean | undefined = true) {
  const clock = new Clock(60);
  const collector = honestCollector();
  const made = world({ enabled: false, answered, replies: [collector.reply('counted')] }, clock);
  const observed: Counters = {};
  const heard = listen();
  const start = (options: Partial<OwnConsentOptions> = {}): Telemetry => {
    // Present, but undefined: turntally chooses.
    const chosen: Partial<OwnConsentOptions> = Object.assign({ enabled: true }, { store: undefined }, options);
    return made.start(chosen);
  };
  let telemetry = start();
  let status: Status | undefined;
  const watch = (): void => {
    telemetry.status$.subscribe((told) => {
      status = told;
    });
  };
  watch();
  onTestFinished(async () => {
    await clock.run(telemetry.stop());
    await settle(60);
    expect(heard).toEqual([]);
  });
  return {
    ...made,
    collector,
    /** Counts of the turns so far, all of them. */
    observed,
    status: (): Status => status ?? expect.fail('status$ said nothing'),
    /** Lets an agent's stream pass through, some times. */
    turns(count = 1): void {
      for (let n = 0; n < count; n++) {
        expect(eventsThrough(telemetry)).toEqual([...turn, 'complete']);
        addTo(observed, counted);
      }
    },
    /** The page is idle: a launch; then a minute. */
    async launch(): Promise<void> {
      made.idle$.next();
      await clock.advance(60_000);
    },
    /** Ends the session; the next one starts. */
    async restart(options: Partial<OwnConsentOptions> = {}): Promise<void> {
      await clock.run(telemetry.stop());
      telemetry = start(options);
      watch();
      await clock.advance(100);
    },
    telemetry: (): Telemetry => telemetry,
  };
}

/** What an app hears of its stream: the very same events, in one go. */
function eventsThrough(telemetry: Telemetry): unknown[] {
  const heard: unknown[] = [];
  let runs = 0;
  const cold$ = new Observable<AgentEvent>((subscriber) => {
    runs++;
    return from(turn).subscribe(subscriber);
  });
  cold$.pipe(telemetry.tap()).subscribe({
    next: (event) => {
      expect(event).toBe(turn[heard.length]);
      heard.push(event);
    },
    complete: () => heard.push('complete'),
  });
  expect(runs, 'a cold stream runs once').toBe(1);
  return heard;
}

/** An app on a database of its own, in the midst of a session: one round of turns is saved. */
export async function counting(): Promise<App> {
  freshIndexedDB();
  const made = app();
  await made.clock.advance(100);
  made.turns();
  await made.clock.advance(100);
  return made;
}

/** All that is logged, rejects unhandled or is thrown into the void, for as long as the test runs. */
function listen(): unknown[] {
  const heard: unknown[] = [];
  const hear = (...what: unknown[]): void => void heard.push(what);
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    const spy = vi.spyOn(console, method).mockImplementation(hear);
    onTestFinished(() => spy.mockRestore());
  }
  for (const event of ['unhandledRejection', 'uncaughtException', 'warning']) process.on(event, hear);
  onTestFinished(() => {
    for (const event of ['unhandledRejection', 'uncaughtException', 'warning']) process.off(event, hear);
  });
  return heard;
}
