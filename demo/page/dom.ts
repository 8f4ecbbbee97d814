/** @throws Error when the page has no such element: page and script belong together. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no element #${id}`);
  return element as E;
}

type Child = Node | string;

/** An element with a class and children; text stays text. */
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

/** Sets the text only if it changed, so that live regions and selections are not disturbed. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** The same for children, compared by what they show. */
export function setChildren(parent: Element, children: readonly Element[]): void {
  if (children.map((child) => child.outerHTML).join('') !== parent.innerHTML) parent.replaceChildren(...children);
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const timeOf = (epochMs: number): string => new Date(epochMs).toLocaleTimeString('en-GB');
