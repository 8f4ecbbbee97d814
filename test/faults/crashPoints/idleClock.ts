import { Clock, settle } from '../../support/world.js';

/** Turns of the event loop without any activity, after which nothing more comes without a timer. */
const quietTurns = 80;
/** Far more than anything takes that comes to an end. */
const mostTurns = 20_000;

/** Virtual time that goes on only when nothing else does: each run of a scenario takes the same steps. */
export class IdleClock extends Clock {
  constructor(private readonly activity: () => number) {
    super();
  }

  async idle(): Promise<void> {
    for (let quiet = 0, turns = 0, last = this.activity(); quiet < quietTurns; quiet++) {
      if (turns++ > mostTurns) throw new Error('it never comes to rest');
      await settle(1);
      const now = this.activity();
      if (now !== last) quiet = 0;
      last = now;
    }
  }

  override async advance(ms: number): Promise<void> {
    const end = this.frame + ms;
    await this.idle();
    for (let next = this.actions[0]; next !== undefined && next.delay <= end; next = this.actions[0]) {
      this.maxFrames = next.delay;
      this.flush();
      await this.idle();
    }
    this.frame = end;
  }
}
