import type { Translator } from '../events.js';
import { browserPlatform } from '../platform.js';
import { tokensOf, withExtraSignals } from '../signals.js';
import type { Mirror } from '../streams/tap.js';
import { startTurntally as start, type Telemetry } from '../turntally.js';
import { explainAnswers } from './explainAnswers.js';
import { explainedReport } from './explainReport.js';
import { explainStatus } from './explainStatus.js';
import { isPlaceholder } from './isPlaceholder.js';
import { log } from './log.js';

type TapOptions = Parameters<Telemetry['tap']>[1];

/** Does the same as in a build for production, and explains in the console why nothing is counted or sent. */
export const startTurntally: typeof start = (options) => {
  const send = options?.platform?.fetch ?? browserPlatform.fetch;
  const telemetry = start({ ...options, platform: { ...options?.platform, fetch: explainAnswers(send) } });
  const endpoint = options.consent?.endpoint ?? options.endpoint;
  if (options.enabled === false) {
    log('info', '`enabled` is false, so nothing is counted or sent.');
    return telemetry;
  }
  if (isPlaceholder(endpoint)) {
    log(
      'error',
      `nothing can be sent to ${endpoint}: this host is a placeholder of the documentation. Start a collector with ` +
        "“npx @turntally/cli collect”, and use its address: endpoint: 'http://127.0.0.1:8787/v1/metrics'.",
    );
  }
  const signals = options.consent?.signals ?? withExtraSignals(options.extraSignals, options.providers);
  return explained(telemetry, tokensOf(signals));
};

function explained<Token extends string>(
  telemetry: Telemetry<Token>,
  vocabulary: ReadonlySet<string>,
): Telemetry<Token> {
  const usage = explainStatus(telemetry.status$);
  return {
    ...telemetry,
    tap: <E>(translator?: Translator<E>, options?: TapOptions) => {
      usage.attached();
      return (translator ? telemetry.tap(translator, options) : telemetry.tap(undefined, options)) as Mirror<E>;
    },
    record(event) {
      usage.attached();
      telemetry.record(event);
    },
    count(token) {
      usage.attached();
      if (!vocabulary.has(token)) usage.sayOnce('warn', `count('${token}') counts nothing: there is no such token.`);
      telemetry.count(token);
    },
    async flush() {
      const report = await telemetry.flush();
      const text = explainedReport(report);
      if (text) log('info', `flush() ${text}`);
      return report;
    },
    stop() {
      usage.stop();
      return telemetry.stop();
    },
  };
}
