import { html } from 'hono/html';
import type { Sum } from '../CollectorStore.js';
import { type Content, plural, whole } from './format.js';
import { sum } from './model.js';
import type { View } from './view.js';

/** How many batches are in none of the numbers above, and what they counted. */
export function setAsideSection({ omissions, setAside }: View): Content | string {
  const failures = sum(omissions.map(({ setAside }) => setAside.failures));
  const count = sum(omissions.map(({ setAside }) => setAside.count));
  if (failures + count === 0) return '';
  return html`<section aria-labelledby="set-aside">
<h2 id="set-aside">Set aside</h2>
<p>${plural(failures + count, 'batch of these days was', 'batches of these days were')} set aside, of all releases and systems: ${whole(failures)} with more failed turns than turns, ${whole(count)} with more of one token than is plausible. No client makes the former. They are in no number above.</p>
${setAside.length === 0 ? '' : table(setAside)}
</section>
`;
}

function table(sums: readonly Sum[]): Content {
  const totals = new Map<string, number>();
  for (const { signal, of, count } of sums) {
    const token = `${signal}/${of}`;
    totals.set(token, (totals.get(token) ?? 0) + count);
  }
  return html`<details><summary>What they counted</summary>
<table class="sums"><caption class="hidden">Counts of the batches that were set aside</caption>
<thead><tr><th scope="col">token<th scope="col">count</thead>
<tbody>${[...totals].map(([token, count]) => html`<tr><th scope="row">${token}<td>${whole(count)}\n`)}</tbody>
</table></details>`;
}
