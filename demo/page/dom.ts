/** @throws Error if the page has no such element */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no element #${id}`);
  return element as E;
}

type Child = Node | string;

/** An element with a class and children. Strings become text nodes. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/** Sets text only if it has changed, to keep selections and not to repeat announcements. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets children only if their HTML has changed. */
export function setChildren(parent: Element, children: readonly Element[]): void {
  if (children.map((child) => child.outerHTML).join('') !== parent.innerHTML) parent.replaceChildren(...children);
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const timeOf = (epochMs: number): string => new Date(epochMs).toLocaleTimeString('en-GB');
