import { css } from 'lit';

export const styles = css`
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  pre {
    margin: 0;
  }
  h2 {
    font-size: 1.375em;
    line-height: 1.25;
  }
  h3 {
    font-size: 1.0625em;
  }
  [part='inspector'],
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
  }
  [part='inspector'] {
    gap: 1.25rem;
  }
  section {
    padding-block-start: 1rem;
    border-block-start: 1px solid var(--_line);
  }
  ul {
    padding-inline-start: 1.25rem;
  }
  code {
    font: 0.8125rem/1.4 var(--turntally-mono, ui-monospace, monospace);
    color: var(--_muted);
  }
  .muted {
    color: var(--_muted);
  }
  .number,
  td,
  dd {
    font-variant-numeric: tabular-nums;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: center;
  }
  [part='problem'],
  [part='state'],
  [part='confirm'] {
    padding: 0.75rem 1rem;
    border: 1px solid var(--_line);
    border-inline-start: 4px solid var(--_muted);
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  .stack {
    display: grid;
  }
  .stack > * {
    grid-area: 1 / 1;
  }
  .unsaid {
    visibility: hidden;
  }
  .counting {
    border-inline-start-color: var(--_accent);
  }
  [part='confirm'] {
    display: grid;
    gap: 0.75rem;
    border-color: var(--_accent);
  }
  [part='figures'] {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 8rem), 16rem));
    gap: 0.5rem 1.5rem;
  }
  dt {
    color: var(--_muted);
    font-size: 0.875em;
  }
  dd {
    font-size: 1.125em;
    font-weight: 600;
  }
  [part='report'] {
    flex: 1 1 16rem;
  }
  .release {
    min-block-size: 1.5em;
  }
  .release::first-letter {
    text-transform: uppercase;
  }
  [aria-disabled='true'] {
    border-color: var(--_line);
    color: var(--_muted);
    cursor: default;
  }
  .tables {
    columns: 18rem;
    column-gap: 2rem;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    table-layout: fixed;
    break-inside: avoid;
  }
  caption {
    padding-block: 0.75rem 0.25rem;
    font-weight: 600;
    text-align: start;
  }
  th,
  td {
    padding: 0.1875rem 0;
    vertical-align: top;
  }
  th {
    font-weight: inherit;
    text-align: start;
  }
  td {
    inline-size: 6.5rem;
    white-space: nowrap;
    text-align: end;
  }
  .zero {
    color: var(--_muted);
  }
  .track {
    margin-block: 0.125rem;
    background: var(--_raised);
  }
  .track,
  svg {
    border-radius: 3px;
  }
  svg {
    display: block;
    background: var(--_accent);
  }
  summary {
    min-block-size: 2.75rem;
    padding-block: 0.625rem;
    cursor: pointer;
  }
  select {
    min-block-size: 2.75rem;
    padding-inline: 0.5rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  pre {
    max-block-size: 24rem;
    padding: 0.75rem 1rem;
    overflow: auto;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_raised);
    white-space: pre-wrap;
  }
  pre code {
    display: block;
    color: var(--_text);
  }
  pre code:not(:first-child, :last-child) {
    padding-inline-start: 1.25rem;
  }
  @media (forced-colors: active) {
    svg {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;
