import { css } from 'lit';

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
    outline: none; /* only where reading begins */
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
    visibility: hidden; /* and keeps its room */
  }

  section,
  .body {
    display: grid;
    gap: 1rem;
    container-type: inline-size;
  }
  .muted {
    color: var(--_muted);
    font-size: 0.875em;
  }
  dl {
    border-block-end: 1px solid var(--_line);
  }
  dl > div {
    padding-block: 0.75rem;
    border-block-start: 1px solid var(--_line);
  }
  dt {
    font-weight: 600;
  }
  .new {
    margin-inline-start: 0.25rem;
    padding-inline: 0.4em;
    border: 1px solid currentColor;
    border-radius: 1em;
    color: var(--_accent);
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
    content: '·';
    margin-inline: 0.35em;
  }
  .facts {
    display: grid;
    gap: 1.25rem 2rem;
  }
  @container (min-width: 36rem) {
    .facts {
      grid-template-columns: 1fr 1fr;
    }
  }
`;
