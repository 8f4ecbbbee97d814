import { css } from 'lit';

/**
 * Styles that the elements share. An app can set the `--turntally-…` properties, and style the `::part`s. Colours follow the
 * page's `color-scheme`. Nothing else is inherited: centred, upper case or `nowrap` text could hide what is said.
 */
export const theme = css`
  :host {
    all: initial;
    color-scheme: inherit;
    visibility: inherit;
    --_text: var(--turntally-text, light-dark(#1d2125, #e4e8ec));
    --_muted: var(--turntally-muted, light-dark(#59636d, #9fabb6));
    --_surface: var(--turntally-surface, light-dark(#ffffff, #1b1f24));
    --_raised: var(--turntally-raised, light-dark(#f3f5f7, #262c33));
    --_line: var(--turntally-line, light-dark(#c9d0d7, #414a54));
    --_accent: var(--turntally-accent, light-dark(#1f5fa8, #7db4ee));
    --_on-accent: var(--turntally-on-accent, light-dark(#ffffff, #10151a));
    --_radius: var(--turntally-radius, 8px);
    display: block;
    box-sizing: border-box;
    max-inline-size: 100%;
    color: var(--_text);
    font: var(--turntally-font, 1rem/1.5 system-ui, sans-serif);
    overflow-wrap: anywhere;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button {
    min-block-size: 2.75rem;
    padding: 0.5rem 1rem;
    border: 1px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_accent);
    font: inherit;
    cursor: pointer;
  }
  button:hover {
    background: var(--_raised);
  }
  button:disabled {
    border-color: var(--_line);
    color: var(--_muted);
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  @media (forced-colors: active) {
    :focus-visible {
      outline-color: Highlight;
    }
  }
`;
