'use client';

import { type ForwardedRef, type RefObject, useEffect, useImperativeHandle, useRef } from 'react';

type Listeners = Partial<{ readonly [Type in keyof HTMLElementEventMap]: unknown }>;

/**
 * Gives an element the properties and listeners of the last rendering, in an effect: React sets no properties of an element
 * that it hydrates, and React 18 of none.
 *
 * @param load imports the module that defines the element. Called in a browser only, so that a server never loads it.
 * @returns the ref of the element.
 */
export function useElement<E extends HTMLElement>(
  load: () => Promise<unknown>,
  forwarded: ForwardedRef<E>,
  properties: Partial<E>,
  listeners: Listeners = {},
): RefObject<E | null> {
  const ref = useRef<E>(null);
  useImperativeHandle<E | null, E | null>(forwarded, () => ref.current, []);
  useEffect(() => {
    void load(); // the browser reports a failure, as of any import
  }, [load]);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const listening = Object.entries(listeners).filter((entry): entry is [string, EventListener] => !!entry[1]);
    for (const [type, listener] of listening) element.addEventListener(type, listener);
    Object.assign(element, properties);
    return () => {
      for (const [type, listener] of listening) element.removeEventListener(type, listener);
    };
  });
  return ref;
}
