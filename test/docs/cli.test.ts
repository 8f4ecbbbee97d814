import { expect, test } from 'vitest';
import { read } from './markdown.js';

const guide = read('docs/cli.md');

const optionsIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => option));

/** The options in the help text of a command. */
function helpOf(command: string): ReadonlySet<string> {
  const [, help = ''] = /^const help = `(.*?)^`;/ms.exec(read(`packages/cli/src/${command}/${command}.ts`)) ?? [];
  return optionsIn(help.replace('--help', ''));
}

test.each(['collect', 'replay', 'privacy', 'compare', 'export', 'ohttp-keys'])(
  'docs/cli.md has the options of `turntally %s`, and no others',
  (command) => {
    const section = guide.split(`\n## ${command}\n`)[1]?.split('\n## ')[0] ?? '';
    const table = [...section.matchAll(/^\| `.*?\|/gm)].map(([cell]) => cell).join('\n');
    expect(helpOf(command).size).toBeGreaterThan(1);
    expect(optionsIn(table)).toEqual(helpOf(command));
  },
);
