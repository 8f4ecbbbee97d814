import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { InspectedTelemetry } from '../../src/inspector/watchTelemetry.js';
import '../../src/index.js';
import { consentThatIs } from './support/consents.js';

const warned = vi.spyOn(console, 'warn');
const texts = (): readonly string[] =>
  warned.mock.calls.map(([text]) => String(text)).filter((text) => /^</.test(text));

beforeEach(() => {
  warned.mockReset().mockImplementation(() => {});
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return () => vi.useRealTimers();
});

function shown<Tag extends 'turntally-consent' | 'turntally-inspector'>(tag: Tag): HTMLElementTagNameMap[Tag] {
  const element = document.body.appendChild(document.createElement(tag));
  onTestFinished(() => element.remove());
  return element;
}

test('a consent element that never gets its consent says so, once', () => {
  const element = shown('turntally-consent');
  vi.advanceTimersByTime(4999);
  expect(texts()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(texts()).toHaveLength(1);
  expect(texts()[0]).toMatch(
    /^<turntally-consent> shows nothing: .*`consent`.*storedConsent.*@turntally\/ui\/react.*ui\.md/,
  );
  element.remove();
  document.body.append(element);
  vi.advanceTimersByTime(60_000);
  expect(texts()).toHaveLength(1);
});

test('an inspector whose telemetry is not one says so', () => {
  Object.assign(shown('turntally-inspector'), { telemetry: {} as InspectedTelemetry });
  vi.advanceTimersByTime(5000);
  expect(texts()).toHaveLength(1);
  expect(texts()[0]).toMatch(/^<turntally-inspector> has nothing to show: .*`telemetry`.*startTurntally/);
});

test('a property that is set late is no reason to warn, nor is an element that was removed', async () => {
  const late = shown('turntally-consent');
  const removed = shown('turntally-consent');
  vi.advanceTimersByTime(4900);
  late.consent = await consentThatIs('no');
  removed.remove();
  vi.advanceTimersByTime(60_000);
  expect(texts()).toEqual([]);
});

test('an element that is in the page again has its whole time again', () => {
  const element = shown('turntally-consent');
  vi.advanceTimersByTime(4900);
  element.remove();
  document.body.append(element);
  vi.advanceTimersByTime(4900);
  expect(texts()).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(texts()).toHaveLength(1);
});
