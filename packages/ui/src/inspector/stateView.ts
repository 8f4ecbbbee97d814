import { html, nothing, type TemplateResult } from 'lit';
import type { Status } from 'turntally';
import type { Formatters } from './formatters.js';
import { steadyView } from './steadyView.js';

/** Whether anything is counted, and if not, why. */
export const stateView = (
  status: Status,
  hasAgreed: boolean,
  { words, number, amount }: Formatters,
): TemplateResult => {
  const { state, storage, seen, counted, faults } = status;
  const { notes } = words;
  const isCounting = state === 'counting';
  return html`
    <div part="state" class=${state}>
      <p><strong>${hasAgreed && state === 'off' ? words.notEnabled : words.states[state]}</strong></p>
      ${storage === 'failing' ? noteView(notes.failing) : nothing}
      ${isCounting && storage === 'memory' ? noteView(notes.memory) : nothing}
      ${faults ? noteView(amount(notes.faults, faults)) : nothing}
      ${isCounting ? steadyView([notes.noEvents, notes.noneCounted, notes.live], activityNote(status, notes), 'note') : nothing}
    </div>
    <dl part="figures">
      ${figureView(words.seen, number(seen))} ${figureView(words.counted, number(counted))}
    </dl>
  `;
};

function activityNote({ seen, counted }: Status, notes: Formatters['words']['notes']): string {
  if (counted > 0) return notes.live;
  return seen > 0 ? notes.noneCounted : notes.noEvents;
}

const noteView = (text: string): TemplateResult => html`<p part="note">${text}</p>`;

const figureView = (term: string, value: string): TemplateResult => html`<div><dt>${term}</dt><dd>${value}</dd></div>`;
