import { html, nothing, type TemplateResult } from 'lit';

/** Shows one of several texts in a box as high as the longest, so that nothing moves when it changes. */
export const steadyView = (texts: readonly string[], shown: string, part?: string): TemplateResult =>
  html`<div class="stack">
    ${texts.map((text) => html`<p part=${part ?? nothing} class=${text === shown ? '' : 'unsaid'}>${text}</p>`)}
  </div>`;
