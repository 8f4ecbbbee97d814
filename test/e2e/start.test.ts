import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { eventually, temporaryFolder } from './support.js';

const root = new URL('../../', import.meta.url);
const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));

/** What `npm start` runs when it has built, in a folder of its own: the database is made where it runs. */
async function start(...args: readonly string[]) {
  const cwd = await temporaryFolder();
  const child = spawn(process.execPath, [tsx, fileURLToPath(new URL('demo/start.ts', root)), ...args], { cwd });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code, ...output }));
  return { cwd, child, output, ended };
}

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

test('npm start builds, then starts the demo', async () => {
  const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  expect(scripts.start).toMatch(/run (--silent )?build && tsx demo\/start\.ts$/);
});

test.for(['SIGTERM', 'SIGINT'] as const)(
  'the demo says where it is, serves it, and ends cleanly at %s',
  async (signal) => {
    const { cwd, child, output, ended } = await start('--port', '0', '--collector-port', '0');
    await eventually(() => output.stdout).toMatch(/Open +http.*Collector +http.*Ctrl\+C/s);
    const url = /Open +(\S+)/.exec(output.stdout)?.[1] ?? '';
    const endpoint = /Collector +(\S+)/.exec(output.stdout)?.[1] ?? '';

    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>turntally demo</title>');
    expect(await (await fetch(new URL('config.json', url))).json()).toMatchObject({ endpoint });
    const stats = /Stats +(\S+)/.exec(output.stdout)?.[1] ?? '';
    expect((await fetch(`${endpoint}?days=30`)).status).toBe(401);
    expect((await fetch(stats, { redirect: 'manual' })).status).toBe(303);
    expect((await fetch(new URL('rows', url))).status).toBe(200);
    expect(await readdir(join(cwd, '.data'))).toContain('turntally.db');

    child.kill(signal);
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  },
);

test.for(['--port', '--collector-port'] as const)(
  '%s is taken: the demo says which, and what to do',
  async (option) => {
    const port = await takenPort();
    const other = option === '--port' ? '--collector-port' : '--port';
    const { ended } = await start(option, String(port), other, '0');

    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`Port ${port} is in use`);
    expect(stderr).toContain(`${option} ${port + 1}`);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  },
);

test('an option that is wrong is named, with what it takes', async () => {
  const { ended } = await start('--port', 'http');

  const { code, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr).toContain('--port must be a port number from 0 to 65535, got "http"');
});
