import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TurntallyInspector } from '@turntally/ui';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';
import type { Counters, FlushReport, Inspection, SignalToken, Status } from 'turntally';
import { afterAll, expect, onTestFinished } from 'vitest';
import type { ScriptedTurn } from '../../demo/script/demoEvent.js';
import { round } from '../../demo/script/script.js';
import { launchChromium } from '../support/browser.js';
import { storedRecords } from '../support/storedRecords.js';
import { type DemoHost, startDemoHost } from './demoHost.js';

/** What is in the example session, token by token, as its script states it. */
export const session: Counters = JSON.parse(
  await readFile(new URL('../../examples/session.expected.json', import.meta.url), 'utf8'),
);

export function scriptedTurn(id: string): ScriptedTurn {
  const turn = round.find((turn) => turn.id === id);
  if (turn === undefined) throw new Error(`no turn ${id}`);
  return turn;
}
export const shortTurn = scriptedTurn('too-long');

export const os = { linux: 'linux', darwin: 'macos', win32: 'windows' }[process.platform as string] ?? 'other';

/** A row of the collector's database without its date. */
export interface Row {
  readonly version: string;
  readonly os: string;
  readonly signal: string;
  readonly bucket: string;
  readonly count: number;
  readonly reports: number;
}

/** The rows that one batch with these counts leaves in an empty database. */
export function rowsOf(counters: Counters, version = '1.0.0'): Row[] {
  return entries(counters)
    .map(([token, count]) => {
      const [signal = '', bucket = ''] = token.split('/');
      return { version, os, signal, bucket, count, reports: 1 };
    })
    .sort((a, b) => (`${a.signal} ${a.bucket}` < `${b.signal} ${b.bucket}` ? -1 : 1));
}

export const totalOf = (counters: Counters): number => entries(counters).reduce((sum, [, count]) => sum + count, 0);

export const without = (counters: Counters, ...tokens: readonly SignalToken[]): Counters =>
  Object.fromEntries(entries(counters).filter(([token]) => !tokens.includes(token)));

const entries = (counters: Counters) => Object.entries(counters) as [SignalToken, number][];

/** Waits for what takes as long as it takes on a busy machine. */
export const eventually = <T>(read: () => Promise<T> | T) => expect.poll(read, { timeout: 20_000, interval: 20 });

let host: DemoHost | undefined;
afterAll(() => host?.close());

/** A demo with an empty database, on ports of its own; closed with the test. */
export async function demo() {
  const folder = await temporaryFolder();
  const days = [today()];
  host ??= startDemoHost();
  const running = await host.open(folder);
  onTestFinished(() => running.close());
  return {
    ...running,
    /** All that the collector has counted, read from its file by a connection of its own. */
    async rows(): Promise<Row[]> {
      const stored = (await running.counts()) as (Row & { readonly date: string })[];
      days.push(today());
      return stored.map(({ date, ...row }) => {
        expect(days).toContain(date);
        return row;
      });
    },
  };
}

export type Demo = Awaited<ReturnType<typeof demo>>;

const today = (): string => new Date().toISOString().slice(0, 10);

/** Removed with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-e2e-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/** A profile of its own, in the browser that the tests of a file share. */
export async function newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  browser ??= launchChromium();
  const context = await (await browser).newContext(options);
  // Playwright's own 30 s are too few for a large page on a slow, busy machine.
  context.setDefaultTimeout(100_000);
  onTestFinished(() => context.close());
  return context;
}

const dialog = '#disclosure [part=dialog]';

/** Where in the page's elements a control is. */
const places: Readonly<Record<string, string>> = {
  flush: 'turntally-inspector #send',
  next: 'turntally-inspector [part~=payload]',
  'next-size': 'turntally-inspector [part=size]',
  outbox: 'turntally-inspector [part~=sealed]',
  switch: '#settings [part=switch]',
};

/** What the page asked to be posted to the collector. */
export interface Post {
  readonly id: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type App = Awaited<ReturnType<typeof openApp>>;

/** The demo's page, opened and launched. No test may leave an error behind that nobody caught. */
export async function openApp(collector: Demo, given?: BrowserContext) {
  const { url, collectorUrl } = collector;
  const page = await (given ?? (await newContext())).newPage();
  const context = page.context();
  const posts: Post[] = [];
  const complaints: string[] = [];
  const failures: string[] = [];
  const uncaught: Error[] = [];
  page.on('pageerror', (error) => uncaught.push(error));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('requestfailed', (request) => {
    failures.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on('request', (request) => {
    if (request.method() !== 'POST' || !request.url().startsWith(collectorUrl)) return;
    const headers = request.headers();
    posts.push({ id: headers['idempotency-key'] ?? '', body: request.postData() ?? '', headers });
  });
  onTestFinished(() => expect(uncaught).toEqual([]));

  const control = (name: string) => page.locator(places[name] ?? `[data-testid="${name}"]`);
  // A hundred turns take some 50 s on a slow machine.
  const idle = () => page.waitForSelector('html:not([data-busy])', { state: 'attached', timeout: 100_000 });
  const ready = () => page.waitForSelector('html[data-ready=true]', { state: 'attached' });
  const text = async (testId: string) => (await control(testId).textContent()) ?? '';
  /** Clicks and waits for the run, replay or flush that this begins. */
  const click = async (testId: string) => {
    await control(testId).click();
    await idle();
  };
  const relaunch = async () => {
    await control('relaunch').click();
    await ready();
  };

  const inspector = () => page.evaluateHandle(() => document.querySelector<TurntallyInspector>('turntally-inspector'));
  const status = async (): Promise<Status> =>
    (await inspector()).evaluate(
      (element) =>
        new Promise<Status>((resolve, reject) => {
          if (!element?.telemetry) return reject(new Error('the inspector has no telemetry'));
          element.telemetry.status$.subscribe(resolve).unsubscribe();
        }),
    );
  const inspect = async (): Promise<Inspection> =>
    (await inspector()).evaluate((element) => {
      if (!element?.telemetry) throw new Error('the inspector has no telemetry');
      return element.telemetry.inspect();
    });

  await page.goto(url);
  await ready();
  return {
    page,
    context,
    control,
    text,
    click,
    idle,
    ready,
    relaunch,
    posts,
    /** Waits until a post has reached the collector and, by another way, `posts`. */
    async posted() {
      await eventually(async () => (await collector.seen()).length).toBeGreaterThan(0);
      await eventually(() => posts.length).toBeGreaterThan(0);
    },
    /** What the page wrote to the console as errors and warnings. */
    complaints,
    /** The requests that the browser shows as failed. */
    failures,
    /** Waits until a reading is this text. */
    shows: (testId: string, expected: string) => eventually(() => text(testId)).toBe(expected),
    /** What the library says of itself, as the page's inspector is told. */
    status,
    /** The bytes of the next flush as the inspector shows them, once it shows the newest. */
    async nextFlush(): Promise<string> {
      const payload = control('next');
      await control('inspector').scrollIntoViewIfNeeded();
      await eventually(async () => [await payload.textContent()]).toEqual((await inspect()).next.slice(0, 1));
      return text('next');
    },
    inspect,
    /** Closes the disclosure without an answer, as a person who wants to decide later. */
    async decideLater() {
      await page.keyboard.press('Escape');
      await page.waitForSelector(dialog, { state: 'hidden' });
    },
    /** Answers the disclosure where it is open, else in the settings. */
    async agree(agreed = true) {
      const asked = (await page.locator(dialog).isVisible()) ? 'disclosure' : 'settings';
      const choice = page.locator(`#${asked} [part=choice]`).nth(agreed ? 0 : 1);
      await (asked === 'settings' && !(await choice.isVisible()) ? control('switch') : choice).click();
      await eventually(async () => (await status()).state).toBe(agreed ? 'counting' : 'off');
    },
    /** Relaunches as another release. */
    async upgrade(version: string) {
      await control('release').selectOption(version);
      await relaunch();
    },
    /** Relaunches when the pause after a failed launch is over. */
    async relaunchLater() {
      await control('skip-wait').click();
      await page.waitForSelector('[data-testid=skip-wait]', { state: 'hidden' });
      await relaunch();
    },
    /** What the last launch or flush did. */
    async report(): Promise<FlushReport | undefined> {
      const json = await control('report').getAttribute('data-report');
      return json === null ? undefined : JSON.parse(json);
    },
    /** Runs one turn of the script; without an id, a short one. */
    async runTurn(id = shortTurn.id) {
      await control('turn').selectOption(id);
      await click('run-one');
    },
  };
}

/** Everything in the page's IndexedDB, by key. */
export const everythingStored = async (page: Page): Promise<Record<string, unknown>> =>
  Object.fromEntries((await storedRecords(page)).map(({ key, value }) => [key, value]));

export const databases = (page: Page): Promise<IDBDatabaseInfo[]> => page.evaluate(() => indexedDB.databases());
