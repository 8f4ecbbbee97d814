import { expect, test } from 'vitest';
import { noon, type RunningCollector, startCollector } from './support/collector.js';
import { type Batch, batch, type Counts, postAll } from './support/posts.js';
import { read, rowsOf } from './support/reads.js';

const tomorrow = noon + 86_400_000;

/** A release of 60 devices of which one turn in twenty fails. */
const honest = (): readonly Batch[] =>
  Array.from({ length: 60 }, () =>
    batch({ 'turns/total': 20, 'finish_reason/stop': 19, 'provider_error/http_5xx': 1, 'cache_hit/95_99': 19 }),
  );

/** What the page says of a release: everything but the number of batches that were set aside. */
async function ratesOf({ url }: RunningCollector): Promise<readonly string[]> {
  const page = await read(url, '/?days=7');
  const text = page.replace(/<(style|svg)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>|\s+/g, ' ');
  return text.match(/per 1,000 turns (?:≥ )?[\d.,]+|[\d.,]+ +%/g) ?? [];
}

const forgeries: Readonly<Record<string, readonly Counts[]>> = {
  '1 turn with 1,000,000 failures': [{ 'turns/total': 1, 'provider_error/http_5xx': 1_000_000 }],
  '1 turn with 99,999 failures': [{ 'turns/total': 1, 'provider_error/http_5xx': 99_999 }],
  '1 turn with 2 failures, 100 times': Array.from({ length: 100 }, () => ({
    'turns/total': 1,
    'provider_error/http_5xx': 2,
  })),
  'failures without a turn': [{ 'provider_error/http_5xx': 50 }],
  'failures of several classes that are more than the turns together': [
    { 'turns/total': 10, 'provider_error/http_5xx': 6, 'provider_error/timeout': 6 },
  ],
  '20,001 turns': [{ 'turns/total': 20_001, 'provider_error/http_5xx': 20_001 }],
  '20,001 of another token': [{ 'turns/total': 20, 'cache_hit/0_50': 20_001 }],
};

test('no forged batch moves a rate, and the page says how many were set aside', async () => {
  const collector = await startCollector();
  await postAll(collector.url, honest());
  const reference = await startCollector();
  await postAll(reference.url, honest());
  let setAside = 0;
  for (const [name, counts] of Object.entries(forgeries)) {
    const statuses = new Set(
      await postAll(
        collector.url,
        counts.map((one) => batch(one)),
      ),
    );
    // More than the protocol permits is refused for good; the rest is accepted like any other batch, so that it is not repeated.
    const isBeyondLimits = counts.some((one) => Object.values(one).some((count) => count > 100_000));
    expect([name, ...statuses]).toEqual([name, isBeyondLimits ? 400 : 202]);
    if (!isBeyondLimits) setAside += counts.length;
  }
  await collector.setClock(tomorrow);
  await reference.setClock(tomorrow);
  const rates = await ratesOf(collector);
  expect(rates.length).toBeGreaterThan(3);
  expect(rates).toEqual(await ratesOf(reference));
  expect(await rowsOf(collector.url)).toEqual(await rowsOf(reference.url));
  const text = (await read(collector.url, '/?days=7')).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  expect(text).toMatch(new RegExp(`\\b${setAside}\\b[^.]*set aside`));
});

test('20,000 turns of a device are plausible', async () => {
  const collector = await startCollector({ args: ['--min-reports', '1'] });
  await postAll(collector.url, [batch({ 'turns/total': 20_000, 'provider_error/http_5xx': 20_000 })]);
  await collector.setClock(tomorrow);
  expect(await rowsOf(collector.url)).toHaveLength(2);
});
