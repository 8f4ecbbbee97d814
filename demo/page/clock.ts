import { asyncScheduler, type SchedulerLike } from 'rxjs';

const key = 'demo-clock-offset-ms';

/** The demo's clock: the real time plus the time skipped in this tab. */
export function skippableClock(storage: Storage) {
  let offsetMs = Number(storage.getItem(key)) || 0;
  const now = () => asyncScheduler.now() + offsetMs;
  const scheduler: SchedulerLike = Object.assign(Object.create(asyncScheduler), { now });
  return {
    scheduler,
    now,
    aheadMs: () => offsetMs,
    /** Moves the clock forward, also for later page loads in this tab. */
    skipTo: (time: number) => {
      offsetMs += Math.max(0, time - now());
      storage.setItem(key, String(offsetMs));
    },
  };
}

export type SkippableClock = ReturnType<typeof skippableClock>;
