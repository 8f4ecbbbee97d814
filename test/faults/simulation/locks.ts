import type { Platform } from '../../../src/index.js';

type Manager = NonNullable<Platform['locks']>;
type Granted = (lock: Lock | null) => unknown;

/** `shared`: as they should be. `refused`: every request is. `for everybody`: none excludes another. */
export type LockMode = 'shared' | 'refused' | 'for everybody';

/** Web Locks for several tabs. */
export function createLocks(
  step: (tab: number, what: string) => void,
  lives: (tab: number) => boolean,
  turn: (port: string) => Promise<void> = async () => {},
) {
  let mode: LockMode = 'shared';
  let held: { readonly tab: number; readonly stolen: () => void } | undefined;

  const request = async (tab: number, name: string, granted: Granted): Promise<unknown> => {
    step(tab, 'lock');
    await turn('lock');
    if (!lives(tab)) return never;
    if (mode === 'refused') throw new DOMException('not here', 'SecurityError');
    if (held && mode === 'shared') return granted(null);
    let stolen = (): void => {};
    const theft = new Promise<never>((_, reject) => {
      stolen = () => reject(new DOMException('stolen', 'AbortError'));
    });
    const mine = { tab, stolen };
    held = mine;
    try {
      step(tab, 'lock granted');
      if (!lives(tab)) return never;
      const result = await Promise.race([granted({ name, mode: 'exclusive' }), theft]);
      step(tab, 'lock released');
      return lives(tab) ? result : never;
    } finally {
      if (held === mine) held = undefined;
    }
  };

  return {
    of: (tab: number): Manager => ({
      request: (name: string, ...rest: readonly unknown[]) =>
        request(tab, name, rest.at(-1) as Granted) as Promise<never>,
    }),
    set(to: LockMode): void {
      mode = to;
    },
    steal(): void {
      held?.stolen();
      held = undefined;
    },
    kill(tab: number): void {
      if (held?.tab === tab) held = undefined;
    },
  };
}

const never = new Promise<never>(() => {});
