import { html, raw } from 'hono/html';
import type { Signals } from '../signals.js';
import type { CountedRow } from './CollectorStore.js';

type Content = ReturnType<typeof html>;

interface Stats {
  readonly rows: readonly CountedRow[];
  /** The days the rows are of, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** What is shown, in this order, whether it was counted or not. */
  readonly signals: Signals;
  readonly nonce: string;
}

/** Nothing may run, load or frame the page; only its own style element applies. */
export function pageHeaders(nonce: string) {
  return {
    'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'Referrer-Policy': 'no-referrer',
  };
}

/** A plain page of sums: every signal a table, every bucket a bar, as wide as its share of the signal. */
export function statsPage({ rows, from, to, signals, nonce }: Stats): Content {
  const sums = new Map<string, number>();
  for (const { signal, bucket, count } of rows) {
    const token = `${signal}/${bucket}`;
    sums.set(token, (sums.get(token) ?? 0) + count);
  }
  const sumOf = (signal: string, bucket: string) => sums.get(`${signal}/${bucket}`) ?? 0;
  const turns = sumOf('turns', 'total');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>turntally</title>
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body>
<main>
<h1>turntally</h1>
<p>${whole(turns)} turns from <time>${from}</time> to <time>${to}</time></p>
${rows.length === 0 ? html`<p>Nothing was counted in these days.</p>` : ''}
${Object.entries(signals)
  .filter(([signal]) => signal !== 'turns')
  .map(([signal, buckets]) =>
    signalTable(
      signal,
      buckets.map((bucket) => [bucket, sumOf(signal, bucket)] as const),
      turns,
    ),
  )}
</main>
</body>
</html>
`;
}

function signalTable(signal: string, buckets: readonly (readonly [string, number])[], turns: number): Content {
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  return html`<table>
<caption>${signal} <small>${whole(total)}${turns > 0 ? `, ${perHundred(total, turns)} per 100 turns` : ''}</small></caption>
${buckets.map(([bucket, count]) => bar(bucket, count, total))}
</table>
`;
}

function bar(bucket: string, count: number, total: number): Content {
  const share = total > 0 ? (100 * count) / total : 0;
  return html`<tr>
<th scope="row">${bucket}</th>
<td><svg width="100%" height="12" aria-hidden="true"><rect width="${share.toFixed(2)}%" height="12" rx="2"/></svg></td>
<td>${whole(count)}</td>
<td>${share.toFixed(1)} %</td>
</tr>
`;
}

function whole(count: number): string {
  return count.toLocaleString('en');
}

function perHundred(count: number, turns: number): string {
  return ((100 * count) / turns).toLocaleString('en', { maximumSignificantDigits: 3 });
}

const style = `
:root { color-scheme: light dark; --text: #1d2125; --muted: #5c6670; --line: #d8dde2; --bar: #2f6fb0; --page: #fff }
@media (prefers-color-scheme: dark) {
  :root { --text: #e4e8ec; --muted: #9aa5b0; --line: #343b43; --bar: #6ea8e0; --page: #15181c }
}
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem }
h1 { margin: 0; font-size: 1.5rem }
table { width: 100%; margin-top: 2rem; border-collapse: collapse; table-layout: fixed }
caption { padding-bottom: .4rem; border-bottom: 1px solid var(--line); text-align: left; font-weight: 600 }
small { color: var(--muted); font-size: .875rem; font-weight: 400 }
th { width: 35%; font-weight: 400; text-align: left; overflow-wrap: anywhere }
td { padding: .15rem 0 .15rem .75rem; text-align: right; font-variant-numeric: tabular-nums }
td:nth-child(2) { width: 35% }
td:last-child { color: var(--muted) }
svg { display: block }
rect { fill: var(--bar) }
`;
