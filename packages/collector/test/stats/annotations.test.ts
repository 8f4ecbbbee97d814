import fc from 'fast-check';
import { expect, test } from 'vitest';
import { notesOfBars } from '../../src/stats/annotations.js';
import { byWeek } from '../../src/stats/byWeek.js';
import { statsOf } from '../../src/stats/model.js';
import { daysBefore, daysBetween } from '../../src/utcDays.js';
import { collectorWith, lastDay, row } from './support.js';

const failed = { signal: 'provider_error', bucket: 'timeout' };

/** What is drawn of the turns of each release. */
const picture = (html: string): string =>
  html.match(/<svg class="chart"[^>]*"by-release-count-title.*?<\/svg>\n.*?<\/svg>/s)?.[0] ?? '';

async function page(query: string, notes: readonly (readonly [string, string])[]): Promise<string> {
  const { store, page } = await collectorWith([
    row(),
    row({ date: daysBefore(lastDay, 1) }),
    row({ ...failed, date: daysBefore(lastDay, 1), count: 20 }),
  ]);
  for (const [date, text] of notes) await store.annotate({ date, text });
  return page(query);
}

test('a note is listed, and marks its day in every picture and in the tables', async () => {
  const html = await page('?days=7', [[lastDay, 'gateway outage']]);
  expect(html).toMatch(
    /<h2 id="notes">Notes<\/h2>\s*<ul>\s*<li><time datetime="2026-05-20">20 May 2026<\/time>: gateway outage<\/li>/,
  );
  const pictures = html.match(/<svg class="chart"/g)?.length;
  expect(html.match(/<line class="noted"/g)).toHaveLength(pictures ?? -1);
  expect(html).toContain('<title>20 May\ngateway outage\n1,000</title>');
  expect(html).toContain('<tr><th scope="row">2026-05-20<small class="noted">gateway outage</small><td>1,000');
});

test('a day without counts is shown if it has a note', async () => {
  const html = await page('?days=7', [[daysBefore(lastDay, 3), 'collector was down']]);
  expect(html).toContain('<title>17 May\ncollector was down\n0</title>');
  expect(html).toContain('<tr><th scope="row">2026-05-17<small class="noted">collector was down</small><td>0');
});

test('a view of which nothing is shown has its notes, which may say why', async () => {
  const html = await page('?from=2026-05-10&to=2026-05-12', [['2026-05-11', 'collector was down']]);
  expect(html).toContain('Nothing was counted in these days');
  expect(html).toContain('</time>: collector was down</li>');
});

test.each(['2026-05-32', '2026-05-1', ''])('a note of %j, which is no day, takes no page down', async (date) => {
  const html = await page('?days=30', [
    [date, 'by hand'],
    [lastDay, 'gateway outage'],
  ]);
  expect(html).toContain('gateway outage');
  expect(html).not.toContain('by hand');
});

test('several notes of a day are one mark', async () => {
  const html = await page('?days=7', [
    [lastDay, 'b'],
    [lastDay, 'a'],
  ]);
  expect(picture(html).match(/<line class="noted"/g)).toHaveLength(1);
  expect(picture(html)).toContain('<title>20 May\na\nb\n1,000</title>');
  expect(html).toContain('<small class="noted">a; b</small>');
});

test('nothing in a note is markup', async () => {
  const html = await page('?days=7', [[lastDay, `</title><script>alert("1")</script>'&amp;`]]);
  expect(html).not.toContain('<script>');
  const escaped = '&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;amp;';
  expect(html.split(escaped).length).toBeGreaterThan(4);
});

test('notes of other days are not shown', async () => {
  const html = await page('?days=7', [
    [daysBefore(lastDay, 7), 'too early'],
    [daysBefore(lastDay, -1), 'too late'],
  ]);
  expect(html).not.toContain('too early');
  expect(html).not.toContain('too late');
  expect(html).not.toContain('id="notes"');
});

test('two releases that are compared have the notes, too', async () => {
  const { store, page } = await collectorWith([row(), row({ version: '1.5.0' })]);
  await store.annotate({ date: lastDay, text: 'gateway outage' });
  const html = await page('?days=7&version=1.5.0&against=1.4.0');
  expect(html).toContain('<h2 id="notes">Notes</h2>');
  expect(html.match(/<title>20 May\ngateway outage\n1,000<\/title>/g)).toHaveLength(2);
});

test('the five latest notes are listed, the others are folded', async () => {
  const html = await page(
    '?days=30',
    Array.from({ length: 8 }, (_, n) => [daysBefore(lastDay, n), `note ${n}`]),
  );
  const [list = ''] = html.match(/<h2 id="notes">.*?<\/section>/s) ?? [];
  const [shown = '', folded = ''] = list.split('<details><summary>3 more</summary>');
  expect(shown.match(/note \d/g)).toEqual(['note 0', 'note 1', 'note 2', 'note 3', 'note 4']);
  expect(folded.match(/note \d/g)).toEqual(['note 5', 'note 6', 'note 7']);
});

test('a note is at the bar that its day is drawn in, by day and by week', () => {
  const lengths = fc.integer({ min: 1, max: 366 });
  fc.assert(
    fc.property(lengths, fc.nat(), fc.boolean(), (length, offset, isByWeek) => {
      const days = daysBetween({ from: daysBefore(lastDay, length - 1), to: lastDay });
      const date = days[offset % length] ?? lastDay;
      // the only day that has counts
      const sums = [{ date, signal: 'turns', of: 'total', count: 1, reports: 1 }];
      const stats = statsOf(sums, days, { turns: ['total'] });
      const drawn = isByWeek ? byWeek(stats) : stats;
      const bar = drawn.turns.values.indexOf(1);
      expect([...notesOfBars([{ date, text: 'x' }], drawn.days)]).toEqual([[bar, ['x']]]);
    }),
  );
});
