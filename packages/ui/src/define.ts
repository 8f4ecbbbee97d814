/** Defines an element where there are any, once: a page may load two copies, and a server has no elements. */
export function define(tag: string, element: CustomElementConstructor): void {
  const registry = globalThis.customElements;
  if (!registry?.get(tag)) registry?.define(tag, element);
}
