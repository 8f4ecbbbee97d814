import { type CollectorResponse, judgeResponse } from '../../../src/reducers/judgeResponse.js';
import type { Ledger } from '../../../src/reducers/ledger.js';
import { type PureCode, pureCode } from './ruled.js';
import type { Rules } from './rules.js';
import type { Disk } from './world.js';

/** What may go wrong; each time, it costs one of the scenario's faults. */
export type Calamity =
  /** A tab dies, and what it had not saved with it. */
  | 'kill'
  /** All tabs die, and relaxed commits that were not synced are undone. */
  | 'power cut'
  /** No answer in time. The request itself stays on its way, and may be processed at any time. */
  | 'silence'
  /** Something in between answers; the request itself stays on its way. */
  | 'other answer'
  /** The collector refuses and says void. */
  | 'void'
  /** The network sends a request twice. */
  | 'copy'
  /** The machine sleeps for 14, 16 or 60 days. */
  | 'time'
  /** The clock jumps by 400 days; that it is set right costs nothing. */
  | 'clock'
  /** Consent is withdrawn; that it is given again costs nothing. */
  | 'withdrawal'
  /** The site's data is cleared. */
  | 'clearing'
  /** An append fails, or is retried though it had been committed. */
  | 'bad append';

export interface Scenario {
  readonly name: string;
  readonly tabs: 1 | 2;
  /** For each count that can be observed, the number of the release that observes it. */
  readonly counts: readonly number[];
  readonly calamities: readonly Calamity[];
  readonly faults: number;
  /** Consent is kept by `storedConsent`, which erases in the transaction that keeps a no; else by the host. */
  readonly isConsentStored?: boolean;
  /** The collector always refuses the first count: naming it, or not. */
  readonly unacceptable?: 'named' | 'refused';
}

export interface Setting {
  readonly scenario: Scenario;
  readonly rules: Rules;
  readonly code: PureCode;
  readonly may: ReadonlySet<Calamity>;
  /** The answers of others than the collector that lead to the same: what they are called, and one of them. */
  readonly otherAnswers: readonly { readonly say: string; readonly response: CollectorResponse }[];
  readonly ledgers: WeakMap<Disk, Ledger>;
}

/** Of the table in section 7 all that a proxy, a portal or a broken server may say; only the collector says 202 or void. */
const others = [0, 200, 204, 302, 307, 400, 401, 403, 404, 405, 408, 409, 410, 413, 429, 500, 502, 503, 504];

const answered = (status: number): CollectorResponse => ({ status, void: false, named: [] });

export function settingOf(scenario: Scenario, rules: Rules): Setting {
  const code = pureCode(rules);
  const groups = new Map<string, { response: CollectorResponse; statuses: number[] }>();
  for (const status of others) {
    const verdict = JSON.stringify(judgeResponse(code.believed(answered(status))));
    const group = groups.get(verdict) ?? { response: answered(status), statuses: [] };
    group.statuses.push(status);
    groups.set(verdict, group);
  }
  const otherAnswers = [...groups.values()].map(({ response, statuses }) => ({
    say: statuses.map((status) => status || 'a redirect').join(', '),
    response,
  }));
  return { scenario, rules, code, may: new Set(scenario.calamities), otherAnswers, ledgers: new WeakMap() };
}
