import { css } from 'lit';

/**
 * The notes are here because comments in the sheet would be shipped. The title has no focus ring, because it is only the
 * place where reading starts. Inert elements keep their space. The mark `.new` lies on the border, where it takes no space.
 */
export const contentStyles = css`
  h2,
  h3,
  p,
  ul,
  dl,
  dd {
    margin: 0;
  }
  h2 {
    font-size: 1.25em;
    line-height: 1.3;
    text-wrap: balance;
  }
  h2:focus {
    outline: none;
  }
  h3 {
    margin-block-end: 0.25rem;
    font-size: 1em;
  }
  ul {
    padding-inline-start: 1.25em;
  }
  a {
    color: var(--_accent);
  }
  [inert] {
    visibility: hidden;
  }

  section,
  .body {
    display: grid;
    gap: 1rem;
  }
  .muted {
    color: var(--_muted);
    font-size: 0.875em;
  }
  dl > div {
    position: relative;
    padding-block: 0.75rem;
  }
  dl > div + div {
    border-block-start: 1px solid var(--_line);
  }
  dt {
    font-weight: 600;
  }
  .new {
    position: absolute;
    inset-block-start: -0.8em;
    inset-inline-end: 0;
    padding-inline: 0.6em;
    border: 1px solid var(--_accent);
    border-radius: 1em;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.75em;
  }
  .buckets {
    display: inline;
    padding: 0;
  }
  .buckets li {
    display: inline-block;
  }
  .buckets li:not(:last-child)::after {
    content: '\\b7';
    margin-inline: 0.35em;
  }
  details {
    border-block-start: 1px solid var(--_line);
  }
  details[open] {
    padding-block-end: 0.75rem;
  }
  details:last-child {
    border-block-end: 1px solid var(--_line);
  }
  summary {
    display: flex;
    gap: 1rem;
    align-items: center;
    justify-content: space-between;
    min-block-size: 2.75rem;
    cursor: pointer;
  }
  summary h3 {
    margin: 0;
  }
  summary::after {
    content: '';
    flex: none;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    margin-inline: 0.25rem;
    border: solid currentcolor;
    border-width: 0 2px 2px 0;
    rotate: 45deg;
  }
  details[open] > summary::after {
    rotate: 225deg;
  }
  summary::-webkit-details-marker {
    display: none;
  }
`;
