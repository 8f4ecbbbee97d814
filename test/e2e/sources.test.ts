import { readFile } from 'node:fs/promises';
import type { Counters } from 'turntally';
import { expect, test } from 'vitest';
import { round, totalOf } from '../../demo/script/script.js';
import { acpTurns } from '../../demo/sources/acpTurns.js';
import { agUiTurns } from '../../demo/sources/agUiTurns.js';
import { aiSdkTurns } from '../../demo/sources/aiSdkTurns.js';
import { anthropicTurns } from '../../demo/sources/anthropicTurns.js';
import { claudeAgentTurns } from '../../demo/sources/claudeAgentTurns.js';
import { openAiTurns } from '../../demo/sources/openAiTurns.js';
import type { SourceTurn } from '../../demo/sources/sourceTurn.js';
import { type App, demo, newContext, openApp, rowsOf } from './support.js';

const frameworks: readonly { id: string; file: string; turns: readonly SourceTurn[] }[] = [
  { id: 'ai-sdk', file: 'aiSdk.ts', turns: aiSdkTurns },
  { id: 'ag-ui', file: 'agUi.ts', turns: agUiTurns },
  { id: 'acp', file: 'acp.ts', turns: acpTurns },
  { id: 'claude-agent', file: 'claudeAgent.ts', turns: claudeAgentTurns },
  { id: 'openai', file: 'openAi.ts', turns: openAiTurns },
  { id: 'anthropic', file: 'anthropic.ts', turns: anthropicTurns },
];

/** A demo whose person agreed, with this source chosen. */
async function openWith(source: string) {
  const collector = await demo();
  const app = await openApp(collector);
  await app.agree();
  await app.control('source').selectOption(source);
  return { collector, app };
}

/** In the page, for the way from here to there may take longer than a turn. */
function stopAtTheFirstWord(): void {
  const observer = new MutationObserver(() => {
    if (document.querySelector('.turn .answer') === null) return;
    observer.disconnect();
    document.getElementById('stop')?.click();
  });
  observer.observe(document.body, { childList: true, subtree: true });
}

const counted = (app: App, turns: number) => app.shows('device:turns/total', String(turns));

/** What the script says of the turns, as one sum. */
const stated = (turns: readonly { readonly counts: Counters }[]): Counters => totalOf(turns as never);

test.each(frameworks)(
  '$id: each turn of its script ends up in the collector as the script states',
  async (framework) => {
    const { collector, app } = await openWith(framework.id);
    for (const [index, { id }] of framework.turns.entries()) {
      await app.runTurn(id);
      expect(await app.text('run-report')).toMatch(/^Ran 1 turn, /);
      await counted(app, index + 1);
    }
    expect((await app.status()).storage).toBe('indexeddb');
    await app.relaunch();

    expect(await collector.rows()).toEqual(rowsOf(stated(framework.turns)));
    expect(await app.control('source').inputValue()).toBe(framework.id);
  },
);

// One that asks a server, and one that does not: the way round the script is the same for all.
const goRound = frameworks.filter(({ id }) => ['ai-sdk', 'claude-agent'].includes(id));

test.each(goRound)('$id: a hundred turns go round its script', async ({ id, turns }) => {
  const { collector, app } = await openWith(id);
  await app.click('run-hundred');
  expect(await app.text('run-report')).toMatch(/^Ran 100 turns, /);
  await app.relaunch();

  const hundred = Array.from({ length: 100 }, (_, index) => turns[index % turns.length] as SourceTurn);
  expect(await collector.rows()).toEqual(rowsOf(stated(hundred)));
});

test.each(frameworks)('$id: a turn that is stopped is a turn, and no error', async ({ id, turns }) => {
  const { collector, app } = await openWith(id);
  await app.control('turn').selectOption(turns[0]?.id ?? '');
  await app.page.evaluate(stopAtTheFirstWord);
  await app.click('run-one');
  expect(await app.text('run-report')).toMatch(/^Stopped after 0 turns, /);
  await counted(app, 1);
  await app.relaunch();

  expect(await collector.rows()).toEqual(rowsOf({ 'turns/total': 1 }));
});

test('the line that the page shows for a source is the line that attaches it', async () => {
  const { app } = await openWith('own');
  for (const { id, file } of [{ id: 'own', file: 'ownEvents.ts' }, ...frameworks]) {
    await app.control('source').selectOption(id);
    const line = await app.text('attachment');
    const code = await readFile(new URL(`../../demo/page/sources/${file}`, import.meta.url), 'utf8');
    expect(code.split(line).length - 1).toBe(1);
  }
});

test('on a phone 320 px wide, no source makes the page wider', async () => {
  const collector = await demo();
  const { page, control, decideLater, runTurn } = await openApp(
    collector,
    await newContext({ viewport: { width: 320, height: 640 } }),
  );
  await decideLater();
  for (const { id } of frameworks) {
    await control('source').selectOption(id);
    await runTurn('empty');
    const wider = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    expect(await page.evaluate(wider)).toBe(0);
  }
});

test('changing the source changes the turns on offer, and begins with the first', async () => {
  const { app } = await openWith('ag-ui');
  const offered = () => app.control('turn').locator('option').allTextContents();
  expect(await offered()).toEqual([`The next of the ${agUiTurns.length}`, ...agUiTurns.map(({ title }) => title)]);
  await app.control('source').selectOption('own');
  expect(await offered()).toEqual([`The next of the ${round.length}`, ...round.map(({ title }) => title)]);
});
