import type { Observable } from 'rxjs';
import { type Destination, resolveDestination } from './destination.js';
import { checkOption } from './OptionError.js';
import type { StoredConsent } from './persistence/storedConsent.js';
import { browserPlatform, type Platform } from './platform.js';
import { limits, operatingSystems, type Release, versionRule } from './protocol/index.js';
import { type Signals, tokensOf, withExtraSignals } from './signals.js';
import type { OwnConsentForm, StoredConsentForm, TurntallyOptions } from './TurntallyOptions.js';
import { unlessItThrows } from './unlessItThrows.js';

/** The validated options, with the defaults of those that were left out. */
export type Config = ReturnType<typeof resolveOptions>;

/** The longest delay that timers support. */
const maxDelayMs = 2 ** 31 - 1;

/** How long to wait before a failed access to the store is repeated, milliseconds. */
const retryMs = 5000;

/** @throws OptionError for the first option that has a wrong value. */
export function resolveOptions(options: TurntallyOptions) {
  const given: Platform = { ...browserPlatform, ...options?.platform };
  const platform: Platform = { ...given, newId: () => checkId(given.newId()) };
  const config = {
    enabled: true,
    oncePerDay: true,
    launchJitterMs: 10_000,
    timeoutMs: 8000,
    maxUnsavedMs: 5000,
    ...options,
    backoff: { attempts: 4, baseMs: 1000, capMs: 30_000, ...options?.backoff },
  };
  const { launch$ = platform.idle$, store, enabled, backoff } = config;
  for (const option of ['enabled', 'oncePerDay'] as const) {
    checkOption(typeof config[option] === 'boolean', option, 'must be a boolean');
  }
  const consented = config.consent === undefined ? checkConsent(config, enabled) : readConsent(config);
  const isElsewhere = platform.fetch.relay !== consented.recipient;
  checkOption(isElsewhere, 'platform.fetch', 'must use a relay at another origin');
  const release = checkRelease(config.release, platform);
  checkObservable(launch$, 'launch$');
  checkOption(store === undefined || typeof store?.apply === 'function', 'store', 'must be a LedgerStore');
  // At the start, so that the developer sees it. One that throws is left for later: nothing is known of what it returns.
  if (options.platform?.newId) unlessItThrows(() => [given.newId()])?.forEach(checkId);
  for (const option of ['launchJitterMs', 'timeoutMs', 'maxUnsavedMs'] as const) {
    checkInteger(config[option], option, 0);
  }
  checkInteger(backoff.attempts, 'backoff.attempts', 1);
  checkInteger(backoff.baseMs, 'backoff.baseMs', 0);
  checkInteger(backoff.capMs, 'backoff.capMs', 0);
  return { ...config, platform, launch$, release, retryMs, ...consented };
}

/** Endpoint and signals are those that the person was asked about: the app cannot name others. */
function readConsent({ consent, ...options }: StoredConsentForm<never>) {
  for (const option of ['consent$', 'endpoint', 'extraSignals', 'providers', 'name'] as const) {
    checkOption(options[option] === undefined, option, 'must be left out: `consent` has it');
  }
  const isStored = typeof consent?.consent$?.subscribe === 'function' && areSignals(consent.signals);
  checkOption(isStored, 'consent', 'must be what storedConsent returned');
  const { consent$, signals } = consent;
  const destination = resolveDestination(consent);
  checkRecipient(consent$, destination);
  return { ...destination, consent$, vocabulary: tokensOf(signals) };
}

/** Others than `storedConsent` has checked could be text. */
const areSignals = (signals: unknown): boolean =>
  typeof signals === 'object' &&
  signals !== null &&
  Object.values(signals).every(Array.isArray) &&
  [...tokensOf(signals as Signals)].every((token) => limits.token.test(token));

function checkConsent({ consent$, extraSignals, providers, ...options }: OwnConsentForm<Signals>, enabled: boolean) {
  const destination = resolveDestination(options, enabled);
  checkObservable(consent$, 'consent$');
  checkRecipient(consent$, destination);
  const isObject = typeof extraSignals === 'object' && extraSignals !== null;
  checkOption(extraSignals === undefined || isObject, 'extraSignals', 'must be an object of arrays');
  return { ...destination, consent$, vocabulary: tokensOf(withExtraSignals(extraSignals, providers)) };
}

/** A stored answer is marked with whom it is for. */
function checkRecipient({ recipient }: Pick<StoredConsent['consent$'], 'recipient'>, destination: Destination): void {
  const isSame = recipient === undefined || recipient === destination.recipient;
  checkOption(isSame, 'endpoint', `must be at ${recipient}, which the person was asked about`);
}

function checkRelease(release: TurntallyOptions['release'], platform: Platform): Release {
  const { version, os = unlessItThrows(() => platform.os()) } = release ?? {};
  const isVersion = typeof version === 'string' && limits.version.test(version);
  checkOption(isVersion, 'release.version', versionRule);
  const option = release.os === undefined ? 'platform.os' : 'release.os';
  checkOption(
    os !== undefined && operatingSystems.includes(os),
    option,
    `must be one of ${operatingSystems.join(', ')}`,
  );
  return { version, os };
}

/** An id is stored and sent. If a later one is wrong, nothing is stored or sent under it, and the failure is a fault. */
function checkId(id: string): string {
  const isId = typeof id === 'string' && limits.batchId.test(id);
  checkOption(isId, 'platform.newId', 'must return 16 to 64 characters of 0-9 a-z A-Z _ -');
  return id;
}

function checkObservable(value: Observable<unknown>, option: string): void {
  checkOption(typeof value?.subscribe === 'function', option, 'must be an Observable');
}

function checkInteger(value: number, option: string, least: number): void {
  const isInRange = Number.isInteger(value) && value >= least && value <= maxDelayMs;
  checkOption(isInRange, option, `must be an integer from ${least} to ${maxDelayMs}`);
}
