import { raw } from 'hono/html';

/** Lines and dots in an 8 by 8 square, drawn on the colour of a layer so that layers can be distinguished without colours. */
const marks = [
  '',
  '<path d="M-1 9 9-1M-1 1 1-1M7 9 9 7"/>',
  '<circle cx="2" cy="2" r="1.3"/><circle cx="6" cy="6" r="1.3"/>',
  '<path d="M-1-1 9 9M-1 7 1 9M7-1 9 1"/>',
  '<path d="M0 2H8M0 6H8"/>',
  '<path d="M0 4H8M4 0V8"/>',
  '<path d="M2 0V8M6 0V8"/>',
  '<path d="M1 1H5V5H1z"/>',
  '<path d="M-1 9 9-1M-1 1 1-1M7 9 9 7M-1-1 9 9"/>',
] as const;

/** The last pattern: for combined rows. It is also the largest number of layers that a picture can show distinctly. */
export const tooFewPattern = marks.length - 1;

/** The definitions that all pictures refer to as `url(#pattern-0)` and so on. */
export const patternDefinitions = raw(
  `<svg class="definitions" aria-hidden="true" focusable="false">${marks
    .map(
      (mark, n) =>
        `<pattern id="pattern-${n}" width="8" height="8" patternUnits="userSpaceOnUse"><rect class="colour-${n}" width="8" height="8"/>${mark}</pattern>`,
    )
    .join('')}</svg>`,
);

/** The square in the legend, beside a name. */
export function swatch(pattern: number) {
  return raw(
    `<svg class="swatch" aria-hidden="true" width="16" height="16"><rect width="16" height="16" fill="url(#pattern-${pattern})"/></svg>`,
  );
}
