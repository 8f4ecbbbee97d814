import { css } from 'lit';

/**
 * The notes are here because comments in the sheet would be shipped. `scroll-padding` keeps the focused element clear of
 * header and footer, which are sticky if the window is high enough; the text above the footer fades, because more follows.
 * `.loading` appears only after a second.
 */
export const controlStyles = css`
  dialog {
    inline-size: min(44rem, 100% - 1.5rem);
    max-inline-size: none;
    max-block-size: min(54rem, 100% - 1.5rem);
    padding: 0;
    overflow: auto;
    scroll-padding-block: 5rem 9rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }
  .header,
  .footer {
    background: var(--_surface);
  }
  .header {
    display: flex;
    gap: 1rem;
    align-items: start;
    justify-content: space-between;
    inset-block-start: 0;
    padding: 1.25rem 1.5rem 0.75rem;
  }
  .body {
    padding: 0 1.5rem 1.5rem;
  }
  .footer {
    inset-block-end: 0;
    padding: 1rem 1.5rem;
    border-block-start: 1px solid var(--_line);
  }
  @media (min-height: 36rem) {
    .header,
    .footer {
      position: sticky;
      z-index: 1;
    }
    .footer::before {
      content: '';
      position: absolute;
      inset: -1.5rem 0 100%;
      background: linear-gradient(to top, var(--_surface), transparent);
      pointer-events: none;
    }
  }
  @media (max-width: 30rem) {
    .header {
      padding: 1rem 1rem 0.5rem;
    }
    .body {
      gap: 0.625rem;
      padding: 0 1rem 1.5rem;
      font-size: 0.9375em;
      line-height: 1.4;
    }
    .footer {
      padding: 0.75rem 1rem;
    }
  }
  .close {
    flex: none;
    inline-size: 2.75rem;
    margin-block: -0.5rem;
    margin-inline-end: -0.75rem;
    padding: 0;
    border-color: transparent;
    background: none;
    color: var(--_muted);
    font-size: 1.5em;
    line-height: 1;
  }

  section .control {
    padding: 1rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .stack {
    display: grid;
  }
  .stack > * {
    grid-area: 1 / 1;
  }
  .control {
    display: grid;
    gap: 0.75rem;
  }
  .loading {
    animation: later 0s 1s backwards;
  }
  @keyframes later {
    from {
      visibility: hidden;
    }
  }
  .choices {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.75rem;
  }
  .choices button {
    padding-inline: 0.5rem;
  }
  [part='retry'] {
    min-block-size: 0;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_accent);
    text-decoration: underline;
  }
  .switch {
    display: flex;
    gap: 1rem;
    align-items: center;
    justify-content: space-between;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font-weight: 600;
    text-align: start;
  }
  .track {
    flex: none;
    display: flex;
    inline-size: 3.25rem;
    padding: 3px;
    border: 1px solid var(--_muted);
    border-radius: 1em;
    background: var(--_raised);
  }
  .track::before {
    content: '';
    inline-size: 1.25rem;
    block-size: 1.25rem;
    border-radius: 50%;
    background: var(--_muted);
  }
  [aria-checked='true'] .track {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  [aria-checked='true'] .track::before {
    translate: 1.5rem;
    background: var(--_on-accent);
  }
  [aria-checked='true'] .track:dir(rtl)::before {
    translate: -1.5rem;
  }
  @media (forced-colors: active) {
    .track,
    .track::before {
      forced-color-adjust: none;
      border-color: ButtonText;
      background: ButtonText;
    }
    .track {
      background: ButtonFace;
    }
    [aria-checked='true'] .track {
      border-color: Highlight;
      background: Highlight;
    }
    [aria-checked='true'] .track::before {
      background: HighlightText;
    }
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
`;
