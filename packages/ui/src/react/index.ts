'use client';

export { Consent, type ConsentProps } from './Consent.js';
export { Inspector, type InspectorProps } from './Inspector.js';
export { type ConsentChoice, useConsent } from './useConsent.js';
