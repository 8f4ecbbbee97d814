import { expect, test } from 'vitest';
import { openStore } from '../src/collect/openStore.js';

test.each(['verify_full', 'prefer', 'Require', ''])(
  'the sslmode %j is refused: the driver would connect without TLS',
  async (mode) => {
    await expect(openStore(`postgres://user@127.0.0.1/db?sslmode=${mode}`)).rejects.toThrow(
      '--db has an unknown sslmode; it must be one of disable, no-verify, require, verify-ca, verify-full',
    );
  },
);

test('the name for log lines has no password', async () => {
  const { name, store } = await openStore('postgres://user:secret@db.example.com:5433/usage?sslmode=require');
  expect(name).toBe('postgres://user@db.example.com:5433/usage');
  await store.close();
});
