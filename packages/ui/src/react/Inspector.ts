'use client';

import {
  createElement,
  type ForwardRefExoticComponent,
  forwardRef,
  type HTMLAttributes,
  type RefAttributes,
} from 'react';
import type { TurntallyInspector } from '../inspector/TurntallyInspector.js';
import { useElement } from './useElement.js';

type Property = 'consent' | 'descriptions' | 'strings' | 'now';

/** The properties of `<turntally-inspector>`, and the attributes of any element. */
export interface InspectorProps
  extends HTMLAttributes<TurntallyInspector>,
    Partial<Pick<TurntallyInspector, Property>> {
  /** What `startTurntally` returned. */
  readonly telemetry: TurntallyInspector['telemetry'];
}

/**
 * `<turntally-inspector>` as a component of React 18 and 19. A server renders the empty element; the browser loads the
 * element's code after hydration. A `ref` receives the element.
 *
 * @example
 * <Inspector telemetry={telemetry} consent={consent} />
 */
export const Inspector: ForwardRefExoticComponent<InspectorProps & RefAttributes<TurntallyInspector>> = forwardRef(
  function Inspector(
    { telemetry, consent, descriptions, strings, now, className, children, ...attributes }: InspectorProps,
    forwarded,
  ) {
    const properties = { telemetry, consent, descriptions, strings, now };
    const ref = useElement<TurntallyInspector>(load, forwarded, properties);
    // React 18 knows no `className` of a custom element.
    return createElement('turntally-inspector', { ...attributes, class: className, ref }, children);
  },
);

const load = (): Promise<unknown> => import('../inspector/index.js');
