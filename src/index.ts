export type { DestinationOptions } from './destination.js';
export type { AgentError, AgentEvent, Translator } from './events.js';
export { OptionError } from './OptionError.js';
export { indexedDbStore } from './persistence/indexedDbStore.js';
export { type LedgerStore, NewerLedgerError } from './persistence/LedgerStore.js';
export { memoryStore } from './persistence/memoryStore.js';
export type { ConsentAnswer } from './persistence/parseAnswer.js';
export { type StoredConsent, type StoredConsentOptions, storedConsent } from './persistence/storedConsent.js';
export type { Platform } from './platform.js';
export type { Os, Release } from './protocol/index.js';
export { classify } from './reducers/classify.js';
export {
  classifyProviderError,
  classifyToolError,
  type ErrorClass,
  type ToolErrorClass,
} from './reducers/classifyError.js';
export type { FlushReport } from './reducers/delivery.js';
export type { Inspection } from './reducers/inspect.js';
export type { Batch, Delivery, Ledger, LedgerAction, Tally } from './reducers/ledger.js';
export type { Lost } from './reducers/losses.js';
export {
  agentSignals,
  type Counters,
  defineSignals,
  lostSignals,
  type ProviderToken,
  type Signals,
  type SignalToken,
  type TokenOf,
} from './signals.js';
export type { Status } from './status.js';
export type { BackoffOptions } from './streams/backoff.js';
export { type TallyOptions, tallyTurns } from './streams/tallyTurns.js';
export { type SignalOptions, toSignals } from './streams/toSignals.js';
export type { OwnConsentOptions, TurntallyOptions } from './TurntallyOptions.js';
export { startTurntally, type Telemetry } from './turntally.js';
