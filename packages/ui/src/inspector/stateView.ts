import { html, nothing, type TemplateResult } from 'lit';
import type { Status } from 'turntally';
import type { Writer } from './formatters.js';

/** Whether anything is counted, and why nothing is when nothing is. */
export const stateView = (status: Status, hasAgreed: boolean, { words, number, amount }: Writer): TemplateResult => {
  const { state, storage, seen, counted, faults } = status;
  const { notes } = words;
  const isOn = state === 'counting';
  return html`
    <div part="state" class=${state}>
      <p><strong>${hasAgreed && state === 'off' ? words.notEnabled : words.states[state]}</strong></p>
      ${storage === 'failing' ? noteView(notes.failing) : nothing}
      ${isOn && storage === 'memory' ? noteView(notes.memory) : nothing}
      ${faults ? noteView(amount(notes.faults, faults)) : nothing}
      ${isOn ? oneOf([notes.noEvents, notes.noneCounted, notes.live], counted ? 2 : seen ? 1 : 0) : nothing}
    </div>
    <dl part="figures">
      ${figureView(words.seen, number(seen))} ${figureView(words.counted, number(counted))}
    </dl>
  `;
};

const noteView = (text: string): TemplateResult => html`<p part="note">${text}</p>`;

/** Takes the room of the longest: nothing moves when another one is true. */
const oneOf = (texts: readonly string[], which: number): TemplateResult =>
  html`<div class="stack">${texts.map((text, at) => html`<p part="note" class=${at === which ? '' : 'unsaid'}>${text}</p>`)}</div>`;

const figureView = (term: string, value: string): TemplateResult => html`<div><dt>${term}</dt><dd>${value}</dd></div>`;
