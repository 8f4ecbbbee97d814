import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { databaseFile } from '../../collector/test/support.js';
import { collecting } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

test('collect prints each warning as a line, and runs', async () => {
  const path = databaseFile();
  execFileSync('git', ['init', '--quiet', dirname(path)]);
  writeFileSync(join(dirname(path), 'index.html'), '');
  const { errors } = await collecting(path);
  await expect.poll(errors).toMatch(/^turntally: git would commit [^\n]+\nturntally: a web server may serve [^\n]+\n$/);
});
