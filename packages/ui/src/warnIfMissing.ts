import { isServer, type LitElement } from 'lit';

/** An app may set the property only when its own data has come; a developer who sees nothing soon looks into the console. */
const patienceMs = 5000;

/**
 * Warns once in the console if an element has been in the page for five seconds without what it shows. A framework that sets
 * no properties, as React does when it hydrates a page, would leave no other trace.
 *
 * @param what what is missing, and where it comes from.
 */
export function warnIfMissing(element: LitElement, isMissing: () => boolean, what: string): void {
  if (isServer) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasWarned = false;
  const check = (): void => {
    if (hasWarned || !isMissing()) return;
    hasWarned = true;
    console.warn(
      `<${element.localName}> ${what} Set it from code, or use @turntally/ui/react: ` +
        'https://github.com/turntally/turntally/blob/main/docs/ui.md#nothing-is-shown',
    );
  };
  element.addController({
    hostConnected: () => {
      timer = setTimeout(check, patienceMs);
    },
    hostDisconnected: () => clearTimeout(timer),
  });
}
