import type { TurntallyInspector } from '../../../../packages/ui/src/index.js';
import '../../../../packages/ui/src/index.js';
import { app } from './lab.js';

let element: TurntallyInspector | undefined;
const part = (selector: string): HTMLElement | null | undefined =>
  element?.shadowRoot?.querySelector<HTMLElement>(selector);

/** The inspector, controlled by the tests. */
export const inspectorLab = {
  /** Shows what the app of this page counts. */
  look(): void {
    const { telemetry, consent } = app();
    element = Object.assign(document.createElement('turntally-inspector'), { telemetry, consent });
    document.body.append(element);
  },
  /** The visible state. */
  looksLike() {
    const turns = [...(element?.shadowRoot?.querySelectorAll('table') ?? [])].find(
      ({ caption }) => caption?.querySelector('code')?.textContent === 'turns',
    );
    return {
      turns: turns?.rows[0]?.cells[1]?.textContent ?? '',
      payload: part('[part=payload]')?.textContent ?? '',
      report: part('[part=report]')?.textContent ?? '',
      isAsking: !!part('[part=confirm]'),
      focused: element?.shadowRoot?.activeElement?.id ?? '',
      /** Whether its style sheets apply. */
      isStyled: getComputedStyle(part('[part=inspector]') ?? document.body).display === 'grid',
    };
  },
  click: (selector: string): void => part(selector)?.click(),
};
