import { expect, test } from 'vitest';
import { detectFormat } from '../src/replay/detectFormat.js';
import { chunksOf, examples, formatNames, recorded } from './replaySupport.js';

const detected = (...texts: readonly string[]) => detectFormat(chunksOf(...texts));

test('there is a recorded session of each format', () => {
  expect(new Set(examples.map(({ from }) => from))).toEqual(new Set(formatNames));
});

test.each(examples)('names the format of the recorded session $name, also of a half of it', async ({ from, name }) => {
  const text = recorded(name);
  expect(await detected(text)).toBe(from);
  expect(await detected(text.slice(0, text.length / 2))).toBe(from);
  expect(await detected(text.slice(text.length / 2))).toBe(from);
});

test('skips lines that show no format', async () => {
  expect(await detected('not JSON\n{"end":{}}\n{"type":"unknown"}\n[]\n\n', recorded('acp'))).toBe('acp');
});

test.each([
  '',
  '\n',
  'not JSON\n',
  '{"type":"unknown"}\n',
  '{"kind":"unknown"}\n',
  '{"end":{}}\n',
  '{"type":"start"}\n',
])('no format fits %j', async (text) => {
  await expect(detected(text)).rejects.toThrow(`no format fits; the formats are ${formatNames.join(', ')}`);
});

test('two sessions in one file have several formats, which are named with their lines', async () => {
  await expect(detected('{"kind":"turn_done"}\n', '{"type":"RUN_STARTED"}\n{"type":"RUN_FINISHED"}\n')).rejects.toThrow(
    'several formats fit: ag-ui (2 lines), events (1 line); a session has one',
  );
});

test('events are those of a wire if one of them is', async () => {
  const plain = '{"kind":"turn_started"}\n';
  expect(await detected(plain)).toBe('events');
  expect(await detected(plain, '{"kind":"turnDone"}\n')).toBe('wire');
  expect(await detected(plain, '{"kind":"usage","usage":{"source":"title"}}\n')).toBe('wire');
  expect(await detected(plain, '{"kind":"usage","usage":{"cache_hit_tokens":1}}\n')).toBe('wire');
  expect(await detected(plain, '{"kind":"tool_dispatch","tool":{"partial":true}}\n')).toBe('wire');
});
