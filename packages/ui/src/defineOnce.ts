/** A page may load this module twice, and a server that imports it has no `customElements`. */
export function defineOnce(tag: string, element: CustomElementConstructor): void {
  const registry = globalThis.customElements;
  if (!registry?.get(tag)) registry?.define(tag, element);
}
