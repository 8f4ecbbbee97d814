import { expect, test } from 'vitest';
import { checkAppName, createAppsCollector } from '../../src/index.js';
import { openStore } from '../support.js';

const store = openStore;
const names = 'the name of an app is 1 to 32 of a-z, 0-9 and -, beginning with a letter';

test.each<[string, () => unknown]>([
  ['options must be an object such as { apps: {', () => undefined],
  ['apps must be an object such as { chat: {', () => ({})],
  ['apps must have at least one app', () => ({ apps: {} })],
  [`apps contains "Chat"; ${names}`, () => ({ apps: { Chat: { store: store() } } })],
  [`apps contains "../x"; ${names}`, () => ({ apps: { '../x': { store: store() } } })],
  [`apps contains ""; ${names}`, () => ({ apps: { '': { store: store() } } })],
  [`apps contains "7"; ${names}`, () => ({ apps: { 7: { store: store() } } })],
  [`apps contains "${'a'.repeat(33)}"; ${names}`, () => ({ apps: { ['a'.repeat(33)]: { store: store() } } })],
  ['apps contains "healthz", which is a path of the collector itself', () => ({ apps: { healthz: {} } })],
  ['apps contains "v1", which is a path of the collector itself', () => ({ apps: { v1: {} } })],
  ['apps contains "metrics", which is a path of the collector itself', () => ({ apps: { metrics: {} } })],
  ['apps.chat must be an object such as { store: ', () => ({ apps: { chat: 'file:chat.db' } })],
  ['apps.chat.store must be a CollectorStore such as sqliteStore()', () => ({ apps: { chat: {} } })],
  [
    'apps.chat.extraSignals.plan must be a non-empty array',
    () => ({ apps: { chat: { store: store(), extraSignals: { plan: [] } } } }),
  ],
  [
    'apps.chat.keep does not exist; an app has store, extraSignals, providers, versions, onStoreStatus, onRefusal',
    () => ({ apps: { chat: { store: store(), keep: 1 } } }),
  ],
  ['versions is an option of each app, such as apps.chat.versions', () => ({ ...one(), versions: ['1.4.0'] })],
  ['store is an option of each app, such as apps.chat.store', () => ({ ...one(), store: store() })],
  ['keep must be a number of days', () => ({ ...one(), keep: 0 })],
  ['access must not be empty', () => ({ ...one(), access: {} })],
  ['tokens does not exist; the options are ', () => ({ ...one(), tokens: [] })],
])('%s', (message, options) => {
  expect(() => createAppsCollector(options() as never)).toThrow(`turntally: ${message}`);
});

const one = () => ({ apps: { chat: { store: store() } } });

test('two apps with one store would mix, so it is an error', () => {
  const shared = store();
  expect(() => createAppsCollector({ apps: { chat: { store: shared }, editor: { store: shared } } })).toThrow(
    'turntally: apps.editor.store must not be the store of chat, too',
  );
});

test('checkAppName names the option that contains the name', () => {
  for (const name of ['a', 'chat', 'my-editor-2', 'a'.repeat(32)]) checkAppName(name, '--app');
  expect(() => checkAppName('a_b', '--app')).toThrow(`turntally: --app contains "a_b"; ${names}`);
});
