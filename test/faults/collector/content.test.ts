import { expect, test } from 'vitest';
import { databaseFile, payload, turns } from '../../../packages/collector/test/support.js';
import { sendRaw } from './raw.js';
import { batchesIn, body, head, json, lengthOf, post, problemIn } from './requests.js';
import { startServer } from './startServer.js';

const limit = 32 * 1024;
const counted = (count: string) => body.replace('12', count);
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const nested = (open: string, close: string) =>
  open.repeat(limit / 2 / open.length) + close.repeat(limit / 2 / open.length);
const filling = (piece: string) =>
  Array(Math.floor((limit - 200) / piece.length))
    .fill(piece)
    .join('');

/** A batch of twelve turns, however it is written. */
const accepted: readonly (readonly [string, string | Uint8Array])[] = [
  ['a count of 12.0', counted('12.0')],
  ['a count of 1.2e1', counted('1.2e1')],
  ['a count of 120E-1', counted('120E-1')],
  ['a count of 12 and less than a number can hold', counted(`12.${filling('0')}1`)],
  ['white space up to the limit', filling(' ') + body],
  ['escaped letters', body.replace('turns', '\\u0074urns').replace('"os"', '"\\u006fs"')],
  ['keys in another order', JSON.stringify({ counters: [turns], os: 'linux', version: '1.4.0' })],
];

const refused: readonly (readonly [string, string | Uint8Array])[] = [
  ...['1e999', '-1e999', '-0', '0', '0.0', '1e-999', '-12', '12.5', '1000001', '1e21', '9007199254740993', '"12"'].map(
    (count) => [`a count of ${count}`, counted(count)] as const,
  ),
  ...['NaN', 'Infinity', '012', '+12', '12.', '.5', '0x12', '1_2', '12n', '1e', '--1', '12,'].map(
    (count) => [`a count of ${count}, which is no JSON`, counted(count)] as const,
  ),
  ...['null', 'true', '[12]', '{"valueOf":12}', '{"__proto__":12}'].map(
    (count) => [`a count of ${count}`, counted(count)] as const,
  ),
  ['nothing', ''],
  ['white space', '   '],
  ['a byte order mark', bytes([0xef, 0xbb, 0xbf], body)],
  ['UTF-16', Buffer.from(`\ufeff${body}`, 'utf16le')],
  ['a byte that is no UTF-8', bytes(body.slice(0, -1), [0xff], '}')],
  ['a byte that is no UTF-8 in a string', bytes('{"version":"1.4.0', [0xc3], body.slice(17))],
  ['an overlong slash', bytes('{"', [0xc0, 0xaf], '":1,', body.slice(1))],
  ['a surrogate in UTF-8', bytes('{"', [0xed, 0xa0, 0x80], '":1,', body.slice(1))],
  ['a lone surrogate, escaped', body.replace('1.4.0', '\\ud800')],
  ['half an escape', body.replace('1.4.0', '\\u00')],
  ['a NUL', body.replace('1.4.0', '1.4.0\0')],
  ['an escaped NUL', body.replace('1.4.0', '1.4.0\\u0000')],
  ['a line feed in a version', body.replace('1.4.0', '1.4.0\\n')],
  ['a comment', body.replace('{', '{/* */')],
  ['a trailing comma', body.replace('}]}', '}],}')],
  ['single quotes', body.replaceAll('"', "'")],
  ['two documents', body + body],
  ['lines of documents', `${body}\n${body}`],
  ['arrays in arrays', nested('[', ']')],
  ['objects in objects', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
  ['counters in counters', payload({ counters: [] }).replace('[]', nested('[', ']').slice(200, -200))],
  ['arrays that never end', '['.repeat(limit)],
  ['thousands of keys', `{${filling('"a":1,')}${body.slice(1)}`],
  ['thousands of different keys', `{${Array.from({ length: 3000 }, (_, n) => `"${n}":1,`).join('')}${body.slice(1)}`],
  ['thousands of counters', `{"version":"1.4.0","os":"linux","counters":[${filling('{},')}{}]}`],
  ['a counter listed twice', payload({ counters: [turns, turns] })],
  ['one long string', `"${filling('a')}"`],
  ['one long number', filling('9')],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', 'length', '0'].flatMap((key) => [
    [`a key ${key}`, body.replace('{', `{"${key}":{},`)] as const,
    [`a key ${key} in a counter`, body.replace('[{', `[{"${key}":{},`)] as const,
    [`a signal ${key}`, body.replace('"turns"', `"${key}"`)] as const,
    [`a bucket ${key}`, body.replace('"total"', `"${key}"`)] as const,
  ]),
  ['counters inherited', '{"__proto__":{"counters":[]},"version":"1.4.0","os":"linux"}'],
  ['counters by number', body.replace('[{', '{"length":1,"0":{').replace('}]', '}}')],
  ['a key twice', body.replace('"os"', '"os":"linux","os"')],
  ['a key twice, once escaped', body.replace('"os"', '"\\u006fs":"linux","os"')],
  ['counters twice', body.replace('{', '{"counters":[],')],
  ['a key twice in a counter', body.replace('"count":12', '"count":1,"count":12')],
  ['a __proto__ twice', body.replace('{', '{"__proto__":{},"__proto__":null,')],
];

test('content that is nearly right, hostile or no JSON at all is a 400 problem for good, and counts nothing', async () => {
  const file = databaseFile();
  const { url } = await startServer({ file, limits: { inProgress: 1000 } });
  const send = (content: string | Uint8Array, request = head(post, json, lengthOf(content))) => {
    return { request, answer: sendRaw(url, request, content) };
  };
  await Promise.all(
    refused.map(async ([what, content]) => {
      const { request, answer } = send(content);
      expect(problemIn(await answer, what), what).toMatchObject({ status: 400, void: true });
      const good = sendRaw(url, request.replace(/content-length.*/, lengthOf(body)), body);
      expect(problemIn(await good, what), `good content after ${what}`).toMatchObject({ status: 503, void: true });
    }),
  );
  expect(await batchesIn(file)).toBe(0);
  for (const [what, content] of accepted) expect((await send(content).answer)?.status, what).toBe(202);
  expect(await batchesIn(file)).toBe(accepted.length);
});
