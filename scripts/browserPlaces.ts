import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, firefox, webkit } from 'playwright';

export const engines = ['chromium', 'firefox', 'webkit'] as const;
export type Engine = (typeof engines)[number];

/** A browser on this machine. */
export interface BrowserLocation {
  /** Path of the executable; for WebKitGTK, of its WebDriver server. */
  readonly path: string;
  /** Whether Playwright has built it: then it needs neither a channel nor a WebDriver server. */
  readonly isPlaywrights: boolean;
}

export interface Place {
  /** The product that a person has to install. */
  readonly product: string;
  /** The environment variable that overrides the search. */
  readonly variable: string;
  readonly executable: string;
  usual(): readonly string[];
  playwrights(): string;
}

const onPath = (...names: readonly string[]): string[] =>
  ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)].flatMap((folder) =>
    names.map((name) => join(folder, name)),
  );

/** The usual paths on each system: apps on macOS, paths below the program folders on Windows, names on the PATH elsewhere. */
function usualPlaces(
  macApps: readonly string[],
  windowsPath: readonly string[],
  ...names: readonly string[]
): readonly string[] {
  if (process.platform === 'darwin') return macApps.map((app) => `/Applications/${app}`);
  if (process.platform !== 'win32') return onPath(...names);
  const folders = [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA];
  return folders.flatMap((folder) => (folder ? [join(folder, ...windowsPath)] : []));
}

export const places: Readonly<Record<Engine, Place>> = {
  chromium: {
    product: 'Chromium or Chrome',
    variable: 'CHROMIUM_PATH',
    executable: 'its executable',
    usual: () =>
      usualPlaces(
        ['Google Chrome.app/Contents/MacOS/Google Chrome', 'Chromium.app/Contents/MacOS/Chromium'],
        ['Google', 'Chrome', 'Application', 'chrome.exe'],
        ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
      ),
    playwrights: () => chromium.executablePath(),
  },
  firefox: {
    product: 'Firefox',
    variable: 'FIREFOX_PATH',
    executable: 'its executable',
    usual: () =>
      usualPlaces(
        ['Firefox.app/Contents/MacOS/firefox'],
        ['Mozilla Firefox', 'firefox.exe'],
        ...['firefox-esr', 'firefox'],
      ),
    playwrights: () => firefox.executablePath(),
  },
  webkit: {
    product: 'WebKitGTK with its WebKitWebDriver and Xvfb',
    variable: 'WEBKIT_DRIVER_PATH',
    executable: 'WebKitWebDriver',
    // It needs a display. A separate one hides its windows.
    usual: () => (process.platform === 'linux' && onPath('Xvfb').some(isExecutable) ? onPath('WebKitWebDriver') : []),
    playwrights: () => webkit.executablePath(),
  },
};

/** Searches only the given path if there is one, otherwise the usual places. */
export function findIn({ usual, playwrights }: Place, given?: string): BrowserLocation | undefined {
  const path = (given ? [given] : usual()).find(isExecutable);
  if (path) return { path, isPlaywrights: false };
  if (given) return undefined;
  const own = playwrights();
  return isExecutable(own) ? { path: own, isPlaywrights: true } : undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
