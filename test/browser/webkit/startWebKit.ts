import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type Running, start } from '../processes.js';

/** A WebKit browser with a WebDriver session. */
export interface WebKit {
  /** Sends a command of W3C WebDriver, e.g. `POST url`. @throws Error with the driver's answer */
  command<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T>;
  close(): Promise<void>;
}

/** Starts WebKitGTK's browser for automated tests on a virtual display. It stores nothing on disk. */
export async function startWebKit(driverPath: string, tries = 3): Promise<WebKit> {
  try {
    return await startOnce(driverPath);
  } catch (error) {
    // The port was free a moment ago, but may be in use by now.
    if (tries > 1) return startWebKit(driverPath, tries - 1);
    throw error;
  }
}

async function startOnce(driverPath: string): Promise<WebKit> {
  const started: Running[] = [];
  const endAll = async (): Promise<void> => {
    for (const running of started.splice(0).reverse()) await running.end();
  };
  try {
    const xvfb = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    started.push(xvfb);
    const display = await xvfb.until(firstLine(xvfb.child.stdio[3] as Readable), 'name its display');

    const port = await freePort();
    const driver = start(driverPath, ['--host=127.0.0.1', `--port=${port}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
      // As for Chromium: containers provide no sandbox.
      env: { ...process.env, DISPLAY: `:${display}`, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
    });
    started.push(driver);
    const url = `http://127.0.0.1:${port}/session`;
    await driver.until(answering(`http://127.0.0.1:${port}/status`, driver.child), 'answer');
    // Without a display this hangs.
    const opening = send<{ sessionId: string }>('POST', url, { capabilities: { alwaysMatch: {} } });
    const { sessionId } = await driver.until(opening, 'open a browser');
    return {
      command: (method, path, body) => send(method, `${url}/${sessionId}/${path}`, body),
      async close() {
        await send('DELETE', `${url}/${sessionId}`).catch(() => {});
        await endAll();
      },
    };
  } catch (error) {
    await endAll();
    throw error;
  }
}

const commandTimeoutMs = 120_000;

async function send<T>(method: string, url: string, body: object | undefined = undefined): Promise<T> {
  const response = await fetch(url, {
    method,
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    signal: AbortSignal.timeout(commandTimeoutMs),
  });
  const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
  if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  const isOver = (): boolean => server.exitCode !== null || server.signalCode !== null;
  while (!isOver() && !(await fetch(url).catch(() => undefined))?.ok) await delay(20);
}

const firstLine = (stream: Readable): Promise<string> =>
  new Promise((resolve) => stream.once('data', (chunk) => resolve(String(chunk).trim())));

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
