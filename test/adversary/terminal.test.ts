import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/collector.js';

const command = fileURLToPath(new URL('../../packages/cli/bin/turntally.js', import.meta.url));

/** Sequences that clear a screen, set its title, write a clipboard or reorder text, in 7 and 8 bits. */
const hostile =
  '\u001b[2J\u001b]0;owned\u0007\u001b]52;c;b3duZWQ=\u0007\u009b2J\u009d0;x\u009c\u202e\u2066\b\r\u0000\u007f';

/** What a terminal would receive: both streams of the built command. */
function output(...args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { timeout: 20_000 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

/** Characters that a terminal acts on; a newline and a tab are what they say. */
const controls = (text: string): readonly string[] =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g) ?? [];

/** As an argument, which cannot contain NUL. */
const argument = hostile.replaceAll('\u0000', '');

/** A new file with the text; returns its path. */
async function fileOf(text: string, name = 'session.jsonl'): Promise<string> {
  const file = `${await temporaryFolder()}/${name}`;
  await writeFile(file, text);
  return file;
}

const hostileSession = [
  JSON.stringify({ kind: hostile, text: hostile }),
  JSON.stringify({ kind: 'usage', usage: { finishReason: hostile } }),
  JSON.stringify({ kind: 'notice', code: hostile }),
  JSON.stringify({ kind: 'turn_done', err: hostile }),
  `${hostile} no JSON`,
  `{"kind":"turn_done","x":"${hostile}"`,
].join('\n');
const describedSignal = { title: 'a', sentence: 'b', example: 'c', buckets: { free: 'd' } };
const hostileSignals: Readonly<Record<string, string>> = {
  name: JSON.stringify({ [hostile]: describedSignal }),
  title: JSON.stringify({ plan: { ...describedSignal, title: hostile } }),
  bucket: JSON.stringify({ plan: { ...describedSignal, buckets: { [hostile]: 'd' } } }),
  key: JSON.stringify({ plan: { ...describedSignal, [hostile]: 'd' } }),
  JSON: `{"plan":${hostile}`,
};

type Arguments = () => Promise<readonly string[]>;
/** A command that gets the hostile text in each of its options in turn. */
const withOptions = (name: string, options: readonly string[]): [string, Arguments][] =>
  options.map((option) => [`${name} with a hostile --${option}`, async () => [name, `--${option}`, argument]]);

test.each<[string, Arguments]>([
  ...withOptions('replay', ['from', 'release', 'os']),
  ...withOptions('privacy', [
    'lang',
    'format',
    'app',
    'company',
    'contact',
    'endpoint',
    'relay',
    'keep',
    'min-reports',
    'signals',
  ]),
  ...withOptions('collect', [
    'db',
    'port',
    'path',
    'cors',
    'token',
    'basic',
    'min-reports',
    'versions',
    'signals',
    'posts-per-minute',
    'trust-proxy',
    'ohttp-keys',
    'keep',
    'max-size',
  ]),
  ['replay of a hostile recording', async () => ['replay', await fileOf(hostileSession)]],
  ['replay of a hostile recording as JSON', async () => ['replay', '--json', await fileOf(hostileSession)]],
  ['strict replay of a hostile recording', async () => ['replay', '--strict', await fileOf(hostileSession)]],
  [
    'replay of a file with a hostile name',
    async () => ['replay', await fileOf('{"kind":"turn_done"}', `a${argument}b`)],
  ],
  ['replay of an empty file with a hostile name', async () => ['replay', await fileOf('', `a${argument}b`)]],
  ['replay of a missing file', async () => ['replay', `/tmp/none${argument}`]],
  ...Object.entries(hostileSignals).map(([what, text]): [string, Arguments] => [
    `privacy of signals with a hostile ${what}`,
    async () => ['privacy', '--signals', await fileOf(text, 'signals.json')],
  ]),
  ['collect with a missing folder', async () => ['collect', '--db', `file:/none/${argument}/a.db`]],
  ['collect with an encoded name', async () => ['collect', '--db', `file:/none/${encodeURIComponent(argument)}/a.db`]],
  [
    'collect with a hostile host',
    async () => ['collect', '--host', argument, '--port', '0', '--db', `file:${await temporaryFolder()}/a.db`],
  ],
  ['new keys in a hostile file', async () => ['ohttp-keys', `${await temporaryFolder()}/a${argument}b`]],
  ['keys in a hostile file', async () => ['ohttp-keys', await fileOf(hostileSignals.JSON ?? '', 'keys.json')]],
  ['keys in a missing folder', async () => ['ohttp-keys', `/none/${argument}/a`]],
  ['keys with a hostile overlap', async () => ['ohttp-keys', '--rotate', '--overlap', argument, 'keys.json']],
  ['a hostile command', async () => [argument]],
  ...['collect', 'replay', 'privacy', 'ohttp-keys'].flatMap((name): [string, Arguments][] => [
    [`${name} with a hostile unknown option`, async () => [name, `--${argument}`]],
    [`${name} with a hostile second argument`, async () => [name, 'a', argument]],
  ]),
])('no control character of %s reaches the terminal', async (_, args) => {
  const text = await output(...(await args()));
  expect(text).not.toBe('');
  expect(controls(text)).toEqual([]);
});
