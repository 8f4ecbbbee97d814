'use client';

import {
  createElement,
  type ForwardRefExoticComponent,
  forwardRef,
  type HTMLAttributes,
  type RefAttributes,
} from 'react';
import type { TurntallyConsent } from '../consent/TurntallyConsent.js';
import { useElement } from './useElement.js';

type Property = 'mode' | 'descriptions' | 'strings' | 'inspectorHref';
type Attributes = Omit<HTMLAttributes<TurntallyConsent>, 'onClose'>;

/** The properties and events of `<turntally-consent>`, and the attributes of any element. */
export interface ConsentProps extends Attributes, Partial<Pick<TurntallyConsent, Property>> {
  /** What `storedConsent` returned. Nothing is shown while it is `undefined`. */
  readonly consent: TurntallyConsent['consent'];
  /** The person's answer was saved. */
  readonly onAnswer?: ((event: HTMLElementEventMap['turntally-answer']) => void) | undefined;
  /** The person closed the dialog without an answer. */
  readonly onClose?: ((event: HTMLElementEventMap['turntally-close']) => void) | undefined;
  /** The person followed the link to the inspector; call `preventDefault()` to show it yourself. */
  readonly onInspect?: ((event: HTMLElementEventMap['turntally-inspect']) => void) | undefined;
}

/**
 * `<turntally-consent>` as a component of React 18 and 19. A server renders the empty element; the browser loads the element's
 * code after hydration. A `ref` receives the element.
 *
 * @example
 * <Consent consent={consent} mode="settings" onAnswer={(event) => show(event.detail.agree)} />
 */
export const Consent: ForwardRefExoticComponent<ConsentProps & RefAttributes<TurntallyConsent>> = forwardRef(
  function Consent(
    {
      consent,
      mode,
      descriptions,
      strings,
      inspectorHref,
      onAnswer,
      onClose,
      onInspect,
      className,
      children,
      ...attributes
    }: ConsentProps,
    forwarded,
  ) {
    const ref = useElement<TurntallyConsent>(
      load,
      forwarded,
      { consent, mode, descriptions, strings, inspectorHref },
      { 'turntally-answer': onAnswer, 'turntally-close': onClose, 'turntally-inspect': onInspect },
    );
    // React 18 knows no `className` of a custom element.
    return createElement('turntally-consent', { ...attributes, class: className, ref }, children);
  },
);

const load = (): Promise<unknown> => import('../consent/index.js');
