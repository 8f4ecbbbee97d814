/** The ports through which a tab meets the world. */
export const ports = ['database', 'network', 'answer', 'timer', 'lock', 'consent', 'id', 'page', 'host'] as const;
export type Port = (typeof ports)[number];

export interface Step {
  readonly port: Port;
  readonly what: string;
}

/** A tab's life, as a number of steps; it can end at any of them. */
export interface Life {
  readonly alive: boolean;
  /** Those taken since it is counted. */
  readonly steps: readonly Step[];
  /** Counts its steps from here on, anew; it dies at step `diesAt` from here. */
  count(diesAt?: number): void;
  /** Takes a step. False when the tab dies at it, or is dead: then nothing of what it was about to do may happen. */
  step(port: Port, what: string): boolean;
  /** What the browser does when a tab is gone. */
  onDeath(work: () => void): void;
  /** Ends it where it stands. */
  end(): void;
}

const immortal = Number.POSITIVE_INFINITY;

/** @param diesAt the step that is its last, from 1 on; without, it lives. */
export function lifeOf(diesAt = immortal): Life {
  let last = diesAt;
  const steps: Step[] = [];
  const works: (() => void)[] = [];
  let alive = true;
  const end = (): void => {
    if (!alive) return;
    alive = false;
    for (const work of works) work();
  };
  return {
    get alive() {
      return alive;
    },
    steps,
    count(diesAt = immortal) {
      steps.length = 0;
      last = diesAt;
    },
    step(port, what) {
      if (!alive) return false;
      steps.push({ port, what });
      if (steps.length >= last) end();
      return alive;
    },
    onDeath: (work) => void works.push(work),
    end,
  };
}

/** What a dead tab waits for. */
export const never = new Promise<never>(() => {});
