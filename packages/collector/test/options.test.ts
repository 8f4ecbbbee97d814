import { expect, test } from 'vitest';
import { OptionError } from '../../../src/signals.js';
import { createCollector, sqliteStore } from '../src/index.js';

const store = sqliteStore();

test.each<[string, unknown, RegExp]>([
  ['nothing', undefined, /^turntally: options must be an object such as/],
  ['no store', {}, /^turntally: store/],
  ['a store without methods', { store: { find() {} } }, /^turntally: store/],
  [
    'an unknown option',
    { store, version: ['1'] },
    /^turntally: version does not exist; the options are store, .*versions/,
  ],
  ['signals that are taken', { store, extraSignals: { turns: ['a'] } }, /^turntally: extraSignals contains "turns"/],
  ['signals that are malformed', { store, extraSignals: { Plan: ['a'] } }, /^turntally: extraSignals contains "Plan"/],
  ['signals that are no object', { store, extraSignals: 3 }, /^turntally: extraSignals/],
  ['a malformed provider', { store, providers: ['OpenAI'] }, /^turntally: providers contains "OpenAI", which must/],
  ['providers that are no list', { store, providers: 'openai' }, /^turntally: providers must be a non-empty array/],
  ['an origin with a path', { store, cors: 'https://a.example/b' }, /^turntally: cors/],
  ['an origin without a scheme', { store, cors: 'a.example' }, /^turntally: cors/],
  ['no origins', { store, cors: [] }, /^turntally: cors must not be an empty array/],
  ['any origin and one more', { store, cors: ['*', 'https://a.example'] }, /^turntally: cors must be "\*" alone/],
  ['cors that is no list', { store, cors: 1 }, /^turntally: cors must be a string or an array/],
  [
    'a wildcard',
    { store, cors: 'https://*.example' },
    /^turntally: cors must be origins .*, not "https:\/\/\*\.example"$/,
  ],
  [
    'a host in upper case',
    { store, cors: 'https://App.example' },
    /^turntally: cors.*: write "https:\/\/app\.example"$/,
  ],
  ['no host', { store, cors: 'https://' }, /^turntally: cors must be origins .*, not "https:\/\/"$/],
  ['a default port', { store, cors: 'https://a.example:443' }, /^turntally: cors.*: write "https:\/\/a\.example"$/],
  [
    'origins with commas',
    { store, cors: 'https://a.example,https://b.example' },
    /^turntally: cors must be origins .*, not ".*b\.example"$/,
  ],
  [
    'hosts with a comma',
    { store, cors: 'https://a.example,b.example' },
    /^turntally: cors must be origins .*, not ".*b\.example"$/,
  ],
  ['a space', { store, cors: 'https://a.example ' }, /^turntally: cors.*: write "https:\/\/a\.example"$/],
  [
    'a slash at the end',
    { store, cors: ['null', 'http://a.example/'] },
    /^turntally: cors.*: write "http:\/\/a\.example"$/,
  ],
  ['a path in an app', { store, cors: 'app://agent/index.html' }, /^turntally: cors must be origins .*, not "app/],
  ['a wildcard of apps', { store, cors: 'app://*' }, /^turntally: cors must be origins .*, not "app/],
  ['a relative path', { store, path: 'v1/metrics' }, /^turntally: path must be a path such as "\/v1\/metrics"/],
  ['a path with a pattern', { store, path: '/:id' }, /^turntally: path must be a path/],
  ['a path with a query', { store, path: '/a?b' }, /^turntally: path must be a path/],
  ['a path that URLs do not keep', { store, path: '/a/../b' }, /^turntally: path must be a path/],
  ['a path with an empty part', { store, path: '/a//b' }, /^turntally: path must be a path/],
  ['a path that is no string', { store, path: 1 }, /^turntally: path must be a path/],
  ['the path of the page', { store, path: '/' }, /^turntally: path must be a path/],
  ['the path of the health check', { store, path: '/healthz' }, /^turntally: path must not be "\/healthz"/],
  [
    'the path of Prometheus',
    { store, path: '/metrics' },
    /^turntally: path must not be "\/metrics", which has another use/,
  ],
  ['the path of an export', { store, path: '/export.csv' }, /^turntally: path must not be "\/export\.csv"/],
  ['no versions', { store, versions: [] }, /^turntally: versions/],
  ['a version that cannot be', { store, versions: ['1', '../2'] }, /^turntally: versions/],
  ['an address', { store, clientAddress: 'x-forwarded-for' }, /^turntally: clientAddress/],
  ['access without credentials', { store, access: {} }, /^turntally: access must not be empty/],
  ['access for all', { store, access: true }, /^turntally: access must be/],
  ['credentials of another name', { store, access: { password: 'x' } }, /^turntally: access must not have "password"/],
  ['no token', { store, access: { token: '' } }, /^turntally: access\.token/],
  ['a token that no header can have', { store, access: { token: 'a b' } }, /^turntally: access\.token/],
  [
    'a user with a colon',
    { store, access: { basic: { user: 'a:b', password: 'c' } } },
    /^turntally: access\.basic\.user must not contain a colon/,
  ],
  [
    'no password',
    { store, access: { basic: { user: 'a', password: '' } } },
    /^turntally: access\.basic\.password must be/,
  ],
  ['a user alone', { store, access: { basic: { user: 'a' } } }, /^turntally: access\.basic\.password must be/],
  ['a third part', { store, access: { basic: { user: 'a', password: 'b', realm: 'c' } } }, /without "realm"/],
  [
    'basic credentials as a string',
    { store, access: { basic: 'a:b' } },
    /^turntally: access\.basic must be \{ user, password \}/,
  ],
  ['no batches', { store, minReports: 0 }, /^turntally: minReports/],
  ['half a batch', { store, minReports: 1.5 }, /^turntally: minReports/],
  [
    'a limit of 0',
    { store, limits: { postsPerMinute: 0 } },
    /^turntally: limits\.postsPerMinute must be an integer from 1/,
  ],
  ['an endless limit', { store, limits: { inProgress: Number.POSITIVE_INFINITY } }, /^turntally: limits\.inProgress/],
  [
    'a time that no timer keeps',
    { store, limits: { bodyMs: 2 ** 31 } },
    /^turntally: limits\.bodyMs must be at most 2147483647/,
  ],
  [
    'an unknown limit',
    { store, limits: { posts: 3 } },
    /^turntally: limits\.posts does not exist; the limits are postsPerMinute/,
  ],
  ['limits that are no object', { store, limits: 3 }, /^turntally: limits/],
  ['a time', { store, now: 0 }, /^turntally: now must be a function/],
  ['a status', { store, onStoreStatus: 'log' }, /^turntally: onStoreStatus must be a function/],
])('%s is an OptionError that names the option', (_, options, message) => {
  const create = () => Reflect.apply(createCollector, undefined, [options]);
  expect(create).toThrow(OptionError);
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

test.each(Object.keys(store))('a store without %s is refused at the start, not when it is needed', (method) => {
  expect(() => createCollector({ store: { ...store, [method]: undefined } as never })).toThrow(
    /^turntally: store must be/,
  );
});
