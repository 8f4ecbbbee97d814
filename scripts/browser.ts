import { readFileSync } from 'node:fs';
import { type BrowserLocation, type Engine, engines, findIn, places } from './browserPlaces.js';
import { runProgram } from './steps.js';

export { type Engine, engines } from './browserPlaces.js';

/** Without a sandbox, which containers do not provide, and without background requests. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--no-first-run',
];

/** The Debian packages of each engine and its driver. */
const debianPackages: Readonly<Record<Engine, readonly string[]>> = {
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb'],
};

/** @throws Error if the engine's environment variable is set but does not name an executable */
export function findBrowser(engine: Engine): BrowserLocation | undefined {
  const { variable } = places[engine];
  const wanted = process.env[variable];
  const found = findIn(places[engine], wanted);
  if (wanted && !found) {
    throw new Error(`${variable} is "${wanted}", which is not an executable file. ${howToProvide(engine)}`);
  }
  return found;
}

/** Finds the browsers, and installs the missing ones. @throws Error that explains how to provide them */
export async function findOrGetBrowsers(wanted: readonly Engine[] = engines): Promise<string> {
  const missing = wanted.filter((engine) => !findBrowser(engine));
  try {
    if (missing.length > 0) for (const [program, ...args] of installation(missing)) await runProgram(program, args);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new Error(`${reason}\nNot found, and the installation failed: ${missing.join(', ')}. ${how(missing)}`);
  }
  const absent = missing.filter((engine) => !findBrowser(engine));
  if (absent.length > 0) {
    throw new Error(`Installed, but not found in the usual places: ${absent.join(', ')}. ${how(absent)}`);
  }
  return wanted.map((engine) => findBrowser(engine)?.path).join(' ');
}

/** Finds or installs the browser of an engine. @throws Error that explains how to provide one */
export async function findOrGetBrowser(engine: Engine): Promise<BrowserLocation> {
  await findOrGetBrowsers([engine]);
  const found = findBrowser(engine);
  if (!found) throw new Error(howToProvide(engine));
  return found;
}

export const findOrGetChromium = async (): Promise<string> => (await findOrGetBrowser('chromium')).path;

const how = (missing: readonly Engine[]): string => missing.map(howToProvide).join(' ');

function howToProvide(engine: Engine): string {
  const { product, variable, executable } = places[engine];
  return `Install ${product}, or run \`npx playwright install ${engine}\`, or set ${variable} to ${executable}.`;
}

function installation(missing: readonly Engine[]): readonly (readonly [string, ...string[]])[] {
  // On Ubuntu the packages are stubs for snaps, which do not run in a container.
  if (process.getuid?.() === 0 && isDebian()) {
    const packages = missing.flatMap((engine) => debianPackages[engine]);
    return [
      ['apt-get', 'update'],
      ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '--no-install-recommends', ...packages],
    ];
  }
  return [['playwright', 'install', ...missing]];
}

function isDebian(): boolean {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
