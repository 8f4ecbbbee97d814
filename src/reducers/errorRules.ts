import type { agentSignals } from '../signals.js';

/** The bucket of `provider_error` that an error counts as. */
export type ErrorClass = (typeof agentSignals.provider_error)[number];

/** The bucket of `tool_error` that a failed tool counts as. */
export type ToolErrorClass = (typeof agentSignals.tool_error)[number];

export type Rules<Class> = ReadonlyArray<readonly [Class, words: RegExp]>;

/** Errors that quote what they could not read, and mistakes of a program: what they say is about something else. */
export const quotingName =
  /^AI_(?:TypeValidation|JSONParse|InvalidToolInput|NoSuch\w+)Error$|^(?:Syntax|Reference|QuotaExceeded)Error$/;

/** A person's stop. A connection that was aborted is none. */
export const stopped =
  /^(?!error aborted$|.*(?:conn\w* ?|stream has been )abort).*(?:aborted|abort err|cancell?ed|by (?:the )?user)/;

export const deadline = /\be?timeouts?\b|timed ?out|deadline|no data for|idle for|period of time/;

/** By statuses, names and words, in the order in which they count. */
export const statusRules: Rules<ErrorClass> = [
  [
    'http_429',
    /^(?:http )?429$|rate ?limit|too many requests|resource exhausted|throttl|quota|(?:usage|your) (?:\w+ )?limit|limit .*resets/,
  ],
  [
    'http_5xx',
    /^(?:http )?5..$|overloaded|internal server|^server error|bad gateway|(?:service|server) (?:is )?(?:\w+ )?unavailable|^unavailable$|^14 unavailable|code unavailable/,
  ],
  [
    'http_401',
    /^(?:http )?40[13]$|authenticat|unauthori|not authori|forbidden|^permission|\bauth\b|(?:invalid|incorrect|missing) api key|api key not/,
  ],
  ['http_400', /^(?:http )?400$|^(?:invalid (?:request|argument)|bad request)|context (?:length|window) exceeded/],
];

export const nameRules: Rules<ErrorClass | 'stop'> = [
  ['timeout', deadline],
  ['stop', stopped],
  [
    'stream_interrupted',
    /\breset\b|econnreset|premature|hang ?up|broken|epipe|err socket|goaway|other side|end of file|finish reason|ended without|stream disconnected|disconnected without|(?:connection|stream) (?:was )?(?:closed|lost|interrupted)|closed (?:the )?connection|forcibly closed|incomplete ?(?:chunked|read|message|json segment)|did not receive done|protocol error|input stream|response body|stream id|network changed|err empty/,
  ],
  ...statusRules,
];

/** A text that has the first edition's words of a cut is one, even if it has those of a deadline, too. */
export const proseRules: Rules<ErrorClass | 'stop'> = [
  [
    'stream_interrupted',
    /\breset\b|econnreset|\binterrupt(?:ed|ion)?\b(?! by)|\beof\b|^(?:(?:\w+ )?error )?(?:terminated|network error)$/,
  ],
  ...nameRules,
  ['stream_interrupted', /^error aborted$|(?:conn\w* ?|stream has been )abort/],
];

export const toolRules: Rules<ToolErrorClass> = [
  ['permission', /\bpermissions?\b/],
  ['planmode', /\bplan mode\b|^planmode$/],
  ['hook', /\bhook\b|pre tool use/],
  [
    'permission',
    /\beacces\b|\beperm\b|not permitted|\bdenied\b|not (?:allowed|approved)|user (?:rejected|declined)|rejected (?:this|by)|was rejected/,
  ],
  ['timeout', deadline],
];
