/** Replaces globals until the returned function puts them back. */
export function replaceGlobals(parts: Readonly<Record<string, unknown>>): () => void {
  const before = Object.keys(parts).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(parts)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  };
}

/** Knows when nothing is under way that needs no timer: fake-indexeddb does everything in immediates. */
export function createEventLoop() {
  const immediate = globalThis.setImmediate;
  let underWay = 0;
  let elsewhere = 0;
  const turn = (): Promise<void> => new Promise((resolve) => immediate(resolve));
  return {
    /** Counts what is under way. */
    setImmediate(work: (...args: unknown[]) => void, ...args: unknown[]): NodeJS.Immediate {
      underWay++;
      return immediate(() => {
        underWay--;
        work(...args);
      });
    },
    /** Counts a real request to elsewhere, for which virtual time stands still. */
    async during<T>(work: Promise<T>): Promise<T> {
      elsewhere++;
      try {
        return await work;
      } finally {
        elsewhere--;
      }
    },
    async pass(turns: number): Promise<void> {
      for (let n = 0; n < turns; n++) await turn();
    },
    async settled(): Promise<void> {
      for (let [quiet, turns] = [0, 0]; quiet < quietTurns; turns += elsewhere ? 0 : 1) {
        if (turns > mostTurns) throw new Error('it never settles');
        await turn();
        quiet = underWay + elsewhere === 0 ? quiet + 1 : 0;
      }
    },
  };
}

/** What promises and streams may need between two immediates. */
const quietTurns = 4;
const mostTurns = 200_000;

/** Numbers from 0 up to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
