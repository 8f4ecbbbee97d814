import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { command, deployed, postNumber, run, startCollector, temporaryFolder } from './support.js';

const unit = deployed('turntally.service');

/** The values of a directive. */
const valuesOf = (name: string): readonly string[] =>
  unit.split('\n').flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []));

const [execStart = ''] = valuesOf('ExecStart');

test('systemd accepts the unit, where there is systemd', async () => {
  const analyze = ['/usr/bin/systemd-analyze', '/bin/systemd-analyze'].find((path) => existsSync(path));
  if (analyze === undefined) return;
  const path = join(temporaryFolder(), 'turntally.service');
  writeFileSync(path, unit.replace('/usr/bin/node', process.execPath));
  const { stdout, stderr } = await run(analyze, ['verify', path]);
  // Of our unit; others of this machine may have mistakes.
  expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('turntally'))).toEqual([]);
});

test('its command counts in its folder, and ends by SIGTERM', async () => {
  const folder = temporaryFolder();
  expect(valuesOf('StateDirectory')).toEqual(['turntally']);
  const [node, ...args] = execStart
    .replace('node_modules/@turntally/cli/bin/turntally.js', command)
    .replace('/var/lib/turntally', folder)
    .replace('--port 8787', '--port 0')
    .split(' ');
  expect(node).toBe('/usr/bin/node');
  const env = { TURNTALLY_TOKEN: 'of-the-environment' };
  const { url, output, stop } = await startCollector([process.execPath, ...args], { env });
  expect(url).toMatch(/127\.0\.0\.1/);
  expect(await postNumber(url, 3)).toBe(202);
  expect(output()).not.toContain(env.TURNTALLY_TOKEN);
  expect(existsSync(join(folder, 'turntally.db'))).toBe(true);
  expect(await stop()).toBe(0);
  expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(10); // the most that the collector takes
});
