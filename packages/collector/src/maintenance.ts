import { isCloudflareWorkers } from './isCloudflareWorkers.js';
import type { WorkerContext } from './options.js';
import type { CollectorConfig } from './parseOptions.js';
import { pendingEvents } from './pendingEvents.js';
import { daysBefore, utcDate } from './utcDays.js';

type Source = Pick<CollectorConfig, 'store' | 'minReports' | 'keep' | 'now'>;

/** The work of a day: publishing finished days, forgetting old ids, and deleting days that are no longer kept. */
export interface Maintenance {
  /**
   * Does it now; calls on one day that come at the same time share the work, except in a Worker. Rejects with the store's first
   * error.
   */
  run(): Promise<void>;
  /** Does it if it is due. If it fails, this resolves too: `onStoreStatus` has reported the error. */
  ensure(): Promise<void>;
  /**
   * Starts it soon if it is due, so that what the process does now comes first. A Worker does it if it has a context, or else at the
   * next read.
   */
  start(context?: WorkerContext): void;
}

/** What has failed, or has perhaps been cancelled, is tried again after this time. */
const retryMs = 60_000;

export function maintenance({ store, minReports, keep, now }: Source): Maintenance {
  let running: { readonly date: string; readonly end: Promise<void> } | undefined;
  let done: string | undefined;
  let failedAt: number | undefined;
  let startedAt: number | undefined;

  async function work(today: string): Promise<void> {
    const steps = [() => store.publish(today, minReports), () => forgetAll(today)];
    if (keep !== undefined) steps.push(() => store.drop(daysBefore(today, keep), keep));
    const errors: unknown[] = [];
    // A day that cannot be published must not keep old ids and days from being deleted.
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      failedAt = now();
      throw errors[0];
    }
    done = today;
    failedAt = undefined;
  }

  /** Between two portions, posts that wait come first. */
  async function forgetAll(today: string): Promise<void> {
    while (await store.forget(today)) await pendingEvents();
  }

  async function run(): Promise<void> {
    if (isCloudflareWorkers()) return work(utcDate(now()));
    while (running !== undefined && running.date !== utcDate(now())) await running.end.catch(() => {});
    if (running === undefined) {
      const date = utcDate(now());
      const end = work(date).finally(() => {
        running = undefined;
      });
      running = { date, end };
    }
    await running.end;
  }

  function isDue(): boolean {
    return done !== utcDate(now()) && !isRecent(failedAt);
  }

  function isRecent(at: number | undefined): boolean {
    return at !== undefined && Math.abs(now() - at) < retryMs;
  }

  async function ensure(): Promise<void> {
    if (running === undefined && !isDue()) return;
    await run().catch(() => {});
  }

  return {
    run,
    ensure,
    start(context) {
      if (running !== undefined || !isDue() || isRecent(startedAt)) return;
      startedAt = now();
      if (typeof context?.waitUntil === 'function') context.waitUntil(ensure());
      else if (!isCloudflareWorkers()) setTimeout(() => void ensure(), 0);
    },
  };
}
