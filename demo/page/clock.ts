import { asyncScheduler, type SchedulerLike } from 'rxjs';

const key = 'demo-clock-offset-ms';

/** The demo's clock: the real one, moved forward by as much as was skipped in this tab. */
export function skippableClock(storage: Storage) {
  let offsetMs = Number(storage.getItem(key)) || 0;
  const now = () => asyncScheduler.now() + offsetMs;
  const scheduler: SchedulerLike = Object.assign(Object.create(asyncScheduler), { now });
  return {
    scheduler,
    now,
    aheadMs: () => offsetMs,
    /** Moves the clock forward, for later launches in this tab too. */
    skipTo: (time: number) => {
      offsetMs += Math.max(0, time - now());
      storage.setItem(key, String(offsetMs));
    },
  };
}

export type SkippableClock = ReturnType<typeof skippableClock>;
