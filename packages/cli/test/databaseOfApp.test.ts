import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileOfApp, schemaOfApp } from '../src/databaseOfApp.js';
import { UsageError } from '../src/UsageError.js';

test.each([
  ['file:turntally.db', 'file:turntally.chat.db'],
  ['file:/var/lib/turntally/turntally.db', 'file:/var/lib/turntally/turntally.chat.db'],
  ['file:///var/lib.d/usage', 'file:///var/lib.d/usage.chat'],
  ['file:../usage', 'file:../usage.chat'],
  ['file:.usage', 'file:.usage.chat'],
  ['file:a.b.sqlite3', 'file:a.b.chat.sqlite3'],
  ['file:turntally.db?mode=ro', 'file:turntally.db?mode=ro'], // no store takes it, and names it
  ['turntally.db', 'turntally.db'],
])('the file of an app of %s is %s', (db, file) => {
  expect(fileOfApp(db, 'chat')).toBe(file);
  expect(fileOfApp(db, undefined)).toBe(db);
});

test('the schema of an app', () => {
  expect([schemaOfApp(undefined), schemaOfApp('chat'), schemaOfApp('my-chat-2')]).toEqual([
    'turntally',
    'turntally_chat',
    'turntally_my_chat_2',
  ]);
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/);

test('should never derive one database for two apps', () => {
  fc.assert(
    fc.property(name, name, fc.constantFrom('file:turntally.db', 'file:/a.b/c', 'file:.x'), (one, other, db) => {
      fc.pre(one !== other && ![one, other].some((app) => ['healthz', 'metrics', 'v1'].includes(app)));
      expect(fileOfApp(db, one)).not.toBe(fileOfApp(db, other));
      expect(schemaOfApp(one)).not.toBe(schemaOfApp(other));
      expect(schemaOfApp(one)).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
    }),
  );
});

test.each(['', '..', '../../x', 'a/b', 'a.b', 'Chat', 'a_b', '1a', 'healthz'])('%j is no name of an app', (app) => {
  for (const derive of [() => fileOfApp('file:turntally.db', app), () => schemaOfApp(app)]) {
    expect(derive).toThrow(UsageError);
    expect(derive).toThrow(`--app contains ${JSON.stringify(app)}`);
  }
});
