import { readdirSync, readFileSync } from 'node:fs';
import { type BrowserContext, chromium } from 'playwright';
import { chromiumOptions } from '../../support/browser.js';

/** A Chromium with a profile that outlives it. */
export interface Killable {
  readonly context: BrowserContext;
  /** What a power cut, an out-of-memory killer or an impatient person does: no event reaches a page. Kills at once. */
  kill(): void;
  /** Resolves when it is gone, killed or closed. */
  readonly gone: Promise<unknown>;
}

export async function startChromium(profile: string): Promise<Killable> {
  const context = await chromium.launchPersistentContext(profile, await chromiumOptions());
  const gone = new Promise((resolve) => context.once('close', resolve));
  const devtools = await context.browser()?.newBrowserCDPSession();
  const { processInfo } = (await devtools?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
  const root = processInfo.find(({ type }) => type === 'browser')?.id;
  if (root === undefined) throw new Error('Chromium does not tell its process');
  return {
    context,
    gone,
    kill() {
      for (const pid of treeOf(root)) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It went with its parent.
        }
      }
    },
  };
}

/** A process and all its descendants, the parents first. */
function treeOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = parentOf(name);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function parentOf(name: string): number | undefined {
  if (!/^\d+$/.test(name)) return undefined;
  try {
    // "pid (name) state parent …", where the name may contain anything
    return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return undefined; // it has just ended
  }
}
