import '../../../src/index.js';
import { onTestFinished } from 'vitest';

/** An element in the page until the test ends, with its properties set and once rendered. */
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

/** What the shadow tree of an element has for a selector, first of all. @throws Error where there is nothing. */
export function within<E extends HTMLElement = HTMLElement>(element: Element, selector: string): E {
  const found = element.shadowRoot?.querySelector<E>(selector);
  if (!found) throw new Error(`no ${selector} in ${element.localName}`);
  return found;
}

export const isShown = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });

/** All text that is shown, as it is read. */
export const shownText = (element: Element): string =>
  [...(element.shadowRoot?.querySelectorAll<HTMLElement>('*') ?? [])]
    .filter((part) => part.children.length === 0 && isShown(part))
    .map((part) => part.textContent?.trim())
    .join('\n');

/** As a person does who came there by keyboard. */
export function press(button: HTMLElement): void {
  button.focus();
  button.click();
}
