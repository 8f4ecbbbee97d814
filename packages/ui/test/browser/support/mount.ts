import '../../../src/index.js';
import { onTestFinished } from 'vitest';

/** Adds an element to the page until the test ends. Resolves after its first rendering. */
export async function mount<Tag extends 'turntally-consent'>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
): Promise<HTMLElementTagNameMap[Tag]> {
  const element = Object.assign(document.createElement(tag), properties);
  document.body.append(element);
  onTestFinished(() => element.remove());
  await element.updateComplete;
  return element;
}

/** The first match of a selector in the shadow tree of an element. @throws Error if there is no match. */
export function within<E extends HTMLElement = HTMLElement>(element: Element, selector: string): E {
  const found = element.shadowRoot?.querySelector<E>(selector);
  if (!found) throw new Error(`no ${selector} in ${element.localName}`);
  return found;
}

export const isShown = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });

/** All visible text, in reading order. */
export const shownText = (element: Element): string =>
  [...(element.shadowRoot?.querySelectorAll<HTMLElement>('*') ?? [])]
    .filter((part) => part.children.length === 0 && isShown(part))
    .map((part) => part.textContent?.trim())
    .join('\n');

/** Focuses a button and clicks it, as with the keyboard. */
export function press(button: HTMLElement): void {
  button.focus();
  button.click();
}
