import { en, type TurntallyConsent } from '../../../../packages/ui/src/index.js';
import { storedConsent } from '../../../../src/index.js';
import { tabSignals } from './signals.js';

export interface AskOptions {
  /** Name of the database. */
  readonly name: string;
  readonly mode: 'disclosure' | 'settings';
  readonly endpoint: string;
  /** Asks for an earlier version of the app, which counts less. */
  readonly less?: boolean;
}

const element = (): TurntallyConsent => {
  const found = document.querySelector('turntally-consent');
  if (!found) throw new Error('not asked');
  return found;
};
const part = (selector: string): HTMLElement | null | undefined =>
  element().shadowRoot?.querySelector<HTMLElement>(selector);
const isShown = (found: HTMLElement | null | undefined): found is HTMLElement =>
  found?.checkVisibility({ visibilityProperty: true }) ?? false;

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => {
  if (event.blockedURI.endsWith('/favicon.ico')) return; // requested by the browser itself
  violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});

/** The consent element, controlled by the tests. */
export const consentLab = {
  ask({ name, mode, endpoint, less = false }: AskOptions): void {
    const consent = storedConsent({ endpoint, name, ...(less ? {} : { extraSignals: tabSignals }) });
    const properties = { consent, mode, inspectorHref: '/inspector' };
    document.body.append(Object.assign(document.createElement('turntally-consent'), properties));
  },
  /** The visible state. */
  seen() {
    const [status, toggle] = [part('[part=status]'), part('[role=switch]')];
    return {
      state: status?.className ?? '',
      isOpen: part('dialog')?.matches(':modal') ?? false,
      switch: isShown(toggle) ? toggle.getAttribute('aria-checked') : '',
      focused: element().shadowRoot?.activeElement?.textContent?.trim() ?? '',
      isNew: [...(element().shadowRoot?.querySelectorAll<HTMLElement>('dt') ?? [])]
        .filter((title) => isShown(title.querySelector<HTMLElement>('[part=new]')))
        .map((title) => title.textContent?.replace(en.consent.new, '').trim() ?? ''),
    };
  },
  /** Clicks one of its buttons. */
  choose(agree: boolean): void {
    const choices = element().shadowRoot?.querySelectorAll<HTMLElement>('[part=choice]');
    choices?.[agree ? 0 : 1]?.click();
  },
  flip: (): void => part('[role=switch]')?.click(),
  /** Whether the element's style sheets apply. */
  isStyled: (): boolean => getComputedStyle(part('[part=choices]') ?? document.body).display === 'grid',
  /** What the page's policy has blocked. */
  violations: (): readonly string[] => violations,
  /** Sets an inline style, which a strict policy blocks. */
  styleInline(): void {
    document.body.setAttribute('style', 'color: red');
  },
};
