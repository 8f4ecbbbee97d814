import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually, find, inspected, textOf, words } from './inspectorSupport.js';
import { mountConsent } from './support/consents.js';

/** Inherited properties, each with a value that makes text hard to read or an element hard to use. */
const hostile: Readonly<Record<string, string>> = {
  'border-collapse': 'collapse',
  'border-spacing': '30px',
  'caption-side': 'bottom',
  color: 'rgb(255, 255, 0)',
  cursor: 'wait',
  'empty-cells': 'hide',
  'font-family': 'monospace',
  'font-feature-settings': '"smcp"',
  'font-size': '40px',
  'font-style': 'italic',
  'font-variant-caps': 'all-small-caps',
  'font-weight': '900',
  hyphens: 'auto',
  'letter-spacing': '12px',
  'line-height': '0.4',
  'list-style-position': 'inside',
  'list-style-type': 'upper-roman',
  'pointer-events': 'none',
  quotes: '"x" "x"',
  'tab-size': '40',
  'text-align': 'center',
  'text-align-last': 'right',
  'text-indent': '90px',
  'text-shadow': 'rgb(255, 0, 0) 3px 3px 0px',
  'text-transform': 'uppercase',
  'text-underline-offset': '-8px',
  'user-select': 'none',
  'white-space': 'nowrap',
  'word-break': 'break-all',
  'word-spacing': '40px',
  '-webkit-text-fill-color': 'transparent',
  '-webkit-text-stroke': '4px red',
};

async function settledInspector(): Promise<Element> {
  const { inspector } = await inspected({ answered: true });
  await eventually(() => find(inspector, '.muted')).toBeTruthy();
  await eventually(() => textOf(inspector)).not.toContain(words.reading);
  return inspector;
}

const elements: Readonly<Record<string, () => Promise<Element>>> = {
  disclosure: () => mountConsent('undecided', 'disclosure'),
  settings: () => mountConsent('yes', 'settings'),
  inspector: settledInspector,
};

/** The computed styles of each part of an element; sizes are among them. */
function looksOf(element: Element): readonly string[] {
  return [...(element.shadowRoot?.querySelectorAll('*') ?? [])].flatMap((part) => {
    const computed = getComputedStyle(part);
    return Array.from(computed, (name) => `${part.localName} ${name}: ${computed.getPropertyValue(name)}`);
  });
}

/** Sets a property of the page's body until the test ends, as a page does for all of its text. */
function setForThePage(name: string, value: string): void {
  document.body.style.setProperty(name, value);
  onTestFinished(() => void document.body.style.removeProperty(name));
}

describe.each(Object.entries(elements))('the %s', (_, mount) => {
  test('looks the same whatever the page sets for its own text', async () => {
    const element = await mount();
    const before = looksOf(element);
    for (const [name, value] of Object.entries(hostile)) setForThePage(name, value);
    expect(looksOf(element)).toEqual(before);
  });

  test('is not turned with a page in vertical writing', async () => {
    const element = await mount();
    setForThePage('writing-mode', 'vertical-rl');
    expect(getComputedStyle(element).writingMode).toBe('horizontal-tb');
  });

  test('follows the page where it should: its colours, and whether it is there at all', async () => {
    const element = await mount();
    setForThePage('color-scheme', 'dark');
    const dark = getComputedStyle(element).color;
    setForThePage('color-scheme', 'light');
    expect(getComputedStyle(element).color).not.toBe(dark);
    setForThePage('visibility', 'hidden');
    expect(getComputedStyle(element).visibility).toBe('hidden');
  });
});
