import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { read } from '../../../test/docs/markdown.js';
import { comparedFile } from './comparedDatabase.js';
import { otlpReceiver } from './otlpReceiver.js';
import { main, root } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

/** A folder with an `npx` that runs the built command, whatever package it is asked for. */
function placeWithNpx(): string {
  const place = mkdtempSync(join(tmpdir(), 'turntally-gate-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  writeFileSync(
    join(place, 'npx'),
    `#!/bin/sh\n[ "$1 $2" = "--yes @turntally/cli" ] || exit 99\nshift 2\nexec "${process.execPath}" "${main}" "$@"\n`,
  );
  chmodSync(join(place, 'npx'), 0o755);
  return place;
}

async function run(
  place: string,
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
) {
  const [program, ...args] = command;
  const env = { ...process.env, ...environment, PATH: `${place}:${process.env.PATH}` };
  const child = spawn(program, args, { cwd: place, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

const script = join(root, 'examples/release-gate/compare-and-notify.sh');

async function notify(path: string, webhook: string, version = '1.5.0') {
  const environment = { TURNTALLY_DB: `file:${path}`, WEBHOOK_URL: webhook };
  return run(placeWithNpx(), ['sh', script, version, '1.4.0'], environment);
}

test('the script of cron posts the report of a regression, or the error, and nothing else', async () => {
  const webhook = await otlpReceiver(200);
  const worse = await comparedFile({ '1.5.0': 150, '1.4.0': 100, '1.4.1': 100 });
  expect(await notify(worse, webhook.url, '1.4.1')).toEqual({ code: 0, output: '' });
  expect(webhook.received).toEqual([]);
  expect(await notify(worse, webhook.url)).toEqual({ code: 1, output: '' });
  expect(await notify(worse, webhook.url, '9.9.9')).toEqual({ code: 2, output: '' });
  const texts = webhook.received.map(({ body }) => JSON.parse(body).text);
  expect(texts).toEqual([
    expect.stringMatching(
      /^1\.5\.0 against 1\.4\.0[\s\S]*\nprovider_error [\s\S]*\nRegression of 1\.5\.0: provider_error rose/,
    ),
    expect.stringMatching(/^turntally: --version 9\.9\.9 has no turns/),
  ]);
});

test('the script of cron is silent about too little data, and fails if the webhook does', async () => {
  const webhook = await otlpReceiver(500);
  const few = await comparedFile({ '1.5.0': 6, '1.4.0': 6 });
  expect(await notify(few, webhook.url)).toEqual({ code: 0, output: '' });
  expect(webhook.received).toEqual([]);
  const worse = await comparedFile({ '1.5.0': 150, '1.4.0': 100 });
  const { code, output } = await notify(worse, webhook.url);
  expect(code).toBe(2);
  expect(output).toContain('the webhook answered 500');
});

interface Workflow {
  readonly on: {
    readonly workflow_dispatch: { readonly inputs: Readonly<Record<string, { readonly required: boolean }>> };
  };
  readonly jobs: { readonly compare: { readonly steps: readonly Step[] } };
}

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

test.each([
  ['a regression', { '1.5.0': 150, '1.4.0': 100 }, 1, /^$/, /Regression of 1\.5\.0/],
  ['none', { '1.5.0': 100, '1.4.0': 100 }, 0, /^$/, /No regression of 1\.5\.0/],
  [
    'too little data',
    { '1.5.0': 6, '1.4.0': 6 },
    0,
    /^::warning::There is too little data/,
    /Too little data to judge/,
  ],
  ['a release that is missing', { '1.4.0': 100 }, 2, /^turntally: --version 1\.5\.0 has no turns/, /^```text\n```\n$/],
])(
  'the workflow ends with %s as it should, with the report in its summary',
  async (_, failures, code, output, summary) => {
    const workflow: Workflow = parse(read('examples/release-gate/release-gate.yml'));
    expect(Object.keys(workflow.on.workflow_dispatch.inputs)).toEqual(['version', 'against']);
    const step = workflow.jobs.compare.steps.find(({ run }) => run !== undefined);
    const given = ['version', 'against'].map((name) => `\${{ inputs.${name} }}`);
    expect([step?.env?.VERSION, step?.env?.AGAINST]).toEqual(given);
    const place = placeWithNpx();
    writeFileSync(join(place, 'step.sh'), step?.run ?? '');
    const environment = {
      TURNTALLY_DB: `file:${await comparedFile(failures)}`,
      VERSION: '1.5.0',
      AGAINST: '1.4.0',
      GITHUB_STEP_SUMMARY: join(place, 'summary.md'),
    };
    const ended = await run(place, ['bash', '-e', 'step.sh'], environment); // as a hosted runner does
    expect(ended.code).toBe(code);
    expect(ended.output).toMatch(output);
    expect(readFileSync(join(place, 'summary.md'), 'utf8')).toMatch(summary);
  },
);

test('the crontab runs the script that is beside it', () => {
  const [, name = ''] = /\/opt\/turntally\/(\S+)/.exec(read('examples/release-gate/crontab')) ?? [];
  expect(existsSync(join(root, 'examples/release-gate', name))).toBe(true);
});
