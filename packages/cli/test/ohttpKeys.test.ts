import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obliviousFetch } from 'turntally/ohttp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { collecting, start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'turntally-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const keysIn = (file: string): { id: number; privateKey: string; validUntil?: string }[] =>
  JSON.parse(readFileSync(file, 'utf8'));

test('makes a file that only its owner can read, prints the same keys again, and rotates them', async () => {
  const place = folder();
  const file = join(place, 'keys.json');
  const made = await start(['ohttp-keys', file]).ended;
  expect(made).toMatchObject({ code: 0, stderr: `turntally: made key 1 in ${file}\n` });
  expect(made.stdout).toMatch(/^[A-Za-z0-9+/]{102}==\n$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await start(['ohttp-keys', file]).ended).toEqual({ code: 0, stdout: made.stdout, stderr: '' });

  const before = Date.now();
  const rotated = await start(['ohttp-keys', '--rotate', '--overlap', '20', file]).ended;
  expect(rotated).toMatchObject({ code: 0, stderr: `turntally: made key 2 in ${file}\n` });
  const [newest, oldest] = keysIn(file);
  expect([newest?.id, newest?.validUntil, oldest?.id]).toEqual([2, undefined, 1]);
  expect(Date.parse(oldest?.validUntil ?? '')).toBeGreaterThanOrEqual(before + 20 * 86_400_000);
  expect(Buffer.from(rotated.stdout, 'base64').subarray(76)).toEqual(Buffer.from(made.stdout, 'base64'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(place)).toEqual(['keys.json']);
  for (const { privateKey } of keysIn(file)) expect(made.stdout + rotated.stdout).not.toContain(privateKey);
});

test.each([
  [[], /missing file; see turntally ohttp-keys --help/],
  [['a', 'b'], /unexpected argument "b": ohttp-keys takes one file/],
  [['--overlap', '20', 'a'], /--overlap needs --rotate/],
  [['--rotate', '--overlap', '13', 'a'], /--overlap must be a number from 14 to 3650, not "13"/],
  [['--rotat', 'a'], /--rotat.*; see turntally ohttp-keys --help/],
])('ohttp-keys %j is one line on stderr and exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await start(['ohttp-keys', ...args]).ended;
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^turntally: [^\n]+\n$/);
  expect(stderr).toMatch(message);
});

test.each(['ohttp-keys', 'collect'])('%s reports a wrong file of keys, and nothing of the keys', async (command) => {
  const place = folder();
  const file = join(place, 'keys.json');
  await start(['ohttp-keys', file]).ended;
  const [{ privateKey } = expect.fail()] = keysIn(file);
  const args =
    command === 'collect'
      ? ['collect', '--port', '0', '--db', `file:${place}/db`, '--ohttp-keys', file]
      : [command, file];
  const report = async () => {
    const { code, stdout, stderr } = await start(args).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toContain(privateKey.slice(0, 10));
    return stderr;
  };
  chmodSync(file, 0o640);
  expect(await report()).toBe(`turntally: ${file}: other users of this machine can read it; run chmod 600\n`);
  chmodSync(file, 0o600);
  writeFileSync(file, `[{"privateKey":"${privateKey}"`);
  expect(await report()).toBe(`turntally: ${file}: is not JSON; make a file of keys with turntally ohttp-keys\n`);
  writeFileSync(file, JSON.stringify([{ id: 1, privateKey }]));
  expect(await report()).toBe(`turntally: ${file}: keys.0.publicKey must be what turntally ohttp-keys writes\n`);
});

test('collect reports a missing file of keys', async () => {
  const { code, stderr } = await start(['collect', '--ohttp-keys', '/no/such/file']).ended;
  expect([code, stderr]).toEqual([2, 'turntally: /no/such/file: no such file\n']);
});

test('collect serves the public keys and counts what a relay posts, with no limit of one address', async () => {
  const place = folder();
  const file = join(place, 'keys.json');
  const { stdout } = await start(['ohttp-keys', file]).ended;
  const collector = await collecting(
    join(place, 'turntally.db'),
    '--ohttp-keys',
    file,
    '--token',
    'a'.repeat(32),
    '--min-reports',
    '1',
  );
  const gateway = `${collector.url}/.well-known/ohttp-gateway`;
  await expect.poll(() => collector.output()).toContain(`turntally: gateway for relays: ${gateway}\n`);
  const keys = await fetch(gateway);
  expect(keys.headers.get('content-type')).toBe('application/ohttp-keys');
  expect(Buffer.from(await keys.arrayBuffer()).toString('base64')).toBe(stdout.trim());

  // What a relay forwards: the endpoint is inside, under the name that the app knows.
  const post = obliviousFetch({ relay: gateway, keyConfig: stdout.trim() });
  const counters = [{ signal: 'turns', bucket: 'total', count: 1 }];
  for (let posts = 0; posts < 65; posts++) {
    const { status } = await post('https://telemetry.example.com/v1/metrics', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `batch-of-the-relay-${posts}` },
      body: JSON.stringify({ version: '1.4.0', os: 'linux', counters }),
    });
    expect(status).toBe(202);
  }
});
