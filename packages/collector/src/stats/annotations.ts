import { html } from 'hono/html';
import type { Annotation } from '../Annotations.js';
import { type Content, longDay } from './format.js';

/** The notes of each bar of a picture, by the number of the bar. */
export type NotesOfBars = ReadonlyMap<number, readonly string[]>;

/** @param starts - The first day of each bar, as `YYYY-MM-DD`, in order. */
export function notesOfBars(annotations: readonly Annotation[], starts: readonly string[]): NotesOfBars {
  const notes = new Map<number, string[]>();
  for (const { date, text } of annotations) {
    const bar = starts.findLastIndex((start) => start <= date);
    notes.set(bar, [...(notes.get(bar) ?? []), text]);
  }
  return notes;
}

/** More of them are folded. */
const shown = 5;

/** All notes of the view, the latest first. */
export function annotationList(annotations: readonly Annotation[]): Content | string {
  if (annotations.length === 0) return '';
  const items = annotations.map(
    ({ date, text }) => html`<li><time datetime="${date}">${longDay(date)}</time>: ${text}</li>
`,
  );
  const latest = items.reverse();
  const more = latest.slice(shown);
  return html`<section class="noted" aria-labelledby="notes">
<h2 id="notes">Notes</h2>
<ul>${latest.slice(0, shown)}</ul>
${more.length === 0 ? '' : html`<details><summary>${more.length} more</summary><ul>${more}</ul></details>`}
</section>
`;
}
