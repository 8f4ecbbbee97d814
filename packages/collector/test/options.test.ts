import { expect, test } from 'vitest';
import { createCollector, sqliteStore } from '../src/index.js';

const store = sqliteStore();

test.each<[string, unknown, RegExp]>([
  ['nothing', undefined, /must be an object such as/],
  ['no store', {}, /"store"/],
  ['a store without methods', { store: { find() {} } }, /"store"/],
  ['an unknown option', { store, version: ['1'] }, /"version" does not exist; the options are store, .*versions/],
  ['signals that are taken', { store, extraSignals: { turns: ['a'] } }, /extraSignals contains "turns"/],
  ['signals that are malformed', { store, extraSignals: { Plan: ['a'] } }, /extraSignals contains "Plan"/],
  ['signals that are no object', { store, extraSignals: 3 }, /"extraSignals"/],
  ['an origin with a path', { store, cors: 'https://a.example/b' }, /"cors"/],
  ['an origin without a scheme', { store, cors: 'a.example' }, /"cors"/],
  ['no origins', { store, cors: [] }, /"cors" must not be an empty array/],
  ['any origin and one more', { store, cors: ['*', 'https://a.example'] }, /"cors" must be "\*" alone/],
  ['cors that is no list', { store, cors: 1 }, /"cors" must be a string or an array/],
  ['a wildcard', { store, cors: 'https://*.example' }, /"cors" has "https:\/\/\*\.example", which is no origin/],
  ['a host in upper case', { store, cors: 'https://App.example' }, /"cors".*: write "https:\/\/app\.example"$/],
  [
    'no host',
    { store, cors: 'https://' },
    /"cors" has "https:\/\/", which is no origin: write one as browsers send it/,
  ],
  ['a default port', { store, cors: 'https://a.example:443' }, /"cors".*: write "https:\/\/a\.example"$/],
  [
    'origins with commas',
    { store, cors: 'https://a.example,https://b.example' },
    /"cors" has .*b\.example", which is no origin/,
  ],
  [
    'hosts with a comma',
    { store, cors: 'https://a.example,b.example' },
    /"cors" has .*b\.example", which is no origin/,
  ],
  ['a space', { store, cors: 'https://a.example ' }, /"cors".*: write "https:\/\/a\.example"$/],
  ['a slash at the end', { store, cors: ['null', 'http://a.example/'] }, /"cors".*: write "http:\/\/a\.example"$/],
  ['a path in an app', { store, cors: 'app://agent/index.html' }, /"cors" has "app.*, which is no origin/],
  ['a wildcard of apps', { store, cors: 'app://*' }, /"cors" has "app.*, which is no origin/],
  ['no versions', { store, versions: [] }, /"versions"/],
  ['a version that cannot be', { store, versions: ['1', '../2'] }, /"versions"/],
  ['an address', { store, clientAddress: 'x-forwarded-for' }, /"clientAddress"/],
  ['access without credentials', { store, access: {} }, /"access" must not be empty/],
  ['access for all', { store, access: true }, /"access" must be/],
  ['credentials of another name', { store, access: { password: 'x' } }, /"access" must not have "password"/],
  ['no token', { store, access: { token: '' } }, /"access.token"/],
  ['a token that no header can have', { store, access: { token: 'a b' } }, /"access.token"/],
  [
    'a user with a colon',
    { store, access: { basic: { user: 'a:b', password: 'c' } } },
    /"access\.basic\.user" must not contain a colon/,
  ],
  ['no password', { store, access: { basic: { user: 'a', password: '' } } }, /"access\.basic\.password" must be/],
  ['a user alone', { store, access: { basic: { user: 'a' } } }, /"access\.basic\.password" must be/],
  ['a third part', { store, access: { basic: { user: 'a', password: 'b', realm: 'c' } } }, /without "realm"/],
  [
    'basic credentials as a string',
    { store, access: { basic: 'a:b' } },
    /"access\.basic" must be \{ user, password \}/,
  ],
  ['no batches', { store, minReports: 0 }, /"minReports"/],
  ['half a batch', { store, minReports: 1.5 }, /"minReports"/],
  ['a limit of 0', { store, limits: { postsPerMinute: 0 } }, /"limits\.postsPerMinute" must be an integer from 1/],
  ['an endless limit', { store, limits: { inProgress: Number.POSITIVE_INFINITY } }, /"limits\.inProgress"/],
  ['a time that no timer keeps', { store, limits: { bodyMs: 2 ** 31 } }, /"limits\.bodyMs" must be at most 2147483647/],
  [
    'an unknown limit',
    { store, limits: { posts: 3 } },
    /"limits\.posts" does not exist; the limits are postsPerMinute/,
  ],
  ['limits that are no object', { store, limits: 3 }, /"limits"/],
  ['a time', { store, now: 0 }, /"now" must be a function/],
  ['a status', { store, onStoreStatus: 'log' }, /"onStoreStatus" must be a function/],
])('%s: a TypeError that names the option', (_, options, message) => {
  const create = () => Reflect.apply(createCollector, undefined, [options]);
  expect(create).toThrow(TypeError);
  expect(create).toThrow(message);
});

test.each([
  '*',
  ['*'],
  'null',
  'app://agent',
  'app://agent:8080',
  'file://',
  'http://127.0.0.1:5173',
  'http://[::1]:8080',
  ['https://a.example:8443', 'null'],
])('cors may be %j', (cors) => {
  expect(() => createCollector({ store, cors })).not.toThrow();
});
