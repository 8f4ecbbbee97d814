import 'fake-indexeddb/auto';
import { of } from 'rxjs';
import { type Platform, startTurntally } from '../../../src/index.js';
import { Clock, settle } from '../../support/world.js';

/** A post of a device, at a time of its clock. */
export interface SentPost {
  readonly id: string;
  readonly at: number;
  /** The launch that sent it, from 0. */
  readonly launch: number;
}

export interface Device {
  readonly posts: readonly SentPost[];
  /** Opens the app, with real requests and a virtual clock; then counts a turn if `turns`, and closes the app. */
  launch(at: number, turns?: boolean): Promise<void>;
}

let names = 0;

/** The client, with a database of its own, on a device whose person has agreed. */
export function device(endpoint: string): Device {
  const posts: SentPost[] = [];
  let launches = 0;
  let inFlight = 0;
  names += 1;
  const name = `device-${names}`;
  const settled = async (): Promise<void> => {
    do {
      await settle(60); // fake-indexeddb needs many turns of the event loop
      while (inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      await settle(60);
    } while (inFlight > 0);
  };
  const clock = new Clock(60, settled);
  const platform: Partial<Platform> = {
    async fetch(url, init) {
      const id = new Headers(init.headers).get('idempotency-key') ?? '';
      posts.push({ id, at: clock.now(), launch: launches });
      inFlight += 1;
      try {
        return await fetch(url, init);
      } finally {
        inFlight -= 1;
      }
    },
    scheduler: clock,
    locks: undefined,
    idle$: of(0),
  };
  return {
    posts,
    async launch(at, turns = true) {
      clock.frame = Math.max(clock.frame, at);
      const telemetry = startTurntally({
        endpoint,
        name,
        release: { version: '1.4.0', os: 'linux' },
        consent$: of(true),
        launchJitterMs: 0, // its posts are at known times
        platform,
      });
      await clock.advance(60_000); // longer than all attempts of a launch
      if (turns) telemetry.record({ kind: 'turn_done' });
      await clock.run(telemetry.stop());
      launches += 1;
    },
  };
}
