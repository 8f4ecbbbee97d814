import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';
import { runProgram } from './steps.js';

/** Without a sandbox, as containers have none; without what talks to the network by itself. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--no-first-run',
];

const howToProvide =
  'Install Chromium or Chrome, or run `npx playwright install chromium`, or set CHROMIUM_PATH to the executable.';

/** The path of a Chromium or Chrome, or undefined. @throws Error when CHROMIUM_PATH is set to something else. */
export function findChromium(): string | undefined {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted && !isExecutable(wanted)) {
    throw new Error(`CHROMIUM_PATH is ${wanted}, which is not an executable file. ${howToProvide}`);
  }
  return wanted || [...usualPlaces(), chromium.executablePath()].find(isExecutable);
}

/** Finds Chromium or installs it. @throws Error saying how to provide one. */
export async function findOrGetChromium(): Promise<string> {
  const found = findChromium();
  if (found) return found;
  try {
    for (const [program, ...args] of installation()) await runProgram(program, args);
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? error.message : error}\nNo Chromium, and installing it failed. ${howToProvide}`,
    );
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(`Chromium was installed, but is in none of the usual places. ${howToProvide}`);
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium'].map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`);
  }
  if (process.platform === 'win32') {
    const folders = [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA];
    return folders.flatMap((folder) => (folder ? [join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')] : []));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}

function installation(): readonly (readonly [string, ...string[]])[] {
  // On Ubuntu the package is a stub for a snap, which does not run in a container.
  if (process.getuid?.() === 0 && isDebian()) {
    return [
      ['apt-get', 'update'],
      ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
    ];
  }
  return [['playwright', 'install', 'chromium']];
}

function isDebian(): boolean {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
