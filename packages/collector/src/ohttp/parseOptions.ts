import { checkOption } from 'turntally/signals';
import { checkPath } from '../checkPath.js';
import type { ObliviousGatewayOptions } from './options.js';
import { parseKeys } from './parseKeys.js';

/** Valid options with their defaults. */
export type GatewayConfig<Env extends object> = Required<Omit<ObliviousGatewayOptions<Env>, 'metricsPath'>> & {
  readonly metricsPaths: readonly string[];
};

const optionNames: readonly string[] = [
  'keys',
  'fetch',
  'path',
  'metricsPath',
  'relayAddress',
  'postsPerMinute',
  'now',
] satisfies readonly (keyof ObliviousGatewayOptions)[];

/** @throws OptionError naming the option and what it takes. */
export function parseOptions<Env extends object>(options: ObliviousGatewayOptions<Env>): GatewayConfig<Env> {
  const isObject = typeof options === 'object' && options !== null;
  checkOption(isObject, 'options', 'must be an object such as { keys, fetch: collector.fetch }');
  for (const name of Object.keys(options)) {
    checkOption(optionNames.includes(name), name, `does not exist; the options are ${optionNames.join(', ')}`);
  }
  const { metricsPath = '/v1/metrics', ...others } = options;
  const config: GatewayConfig<Env> = {
    path: '/.well-known/ohttp-gateway',
    metricsPaths: typeof metricsPath === 'string' ? [metricsPath] : metricsPath,
    relayAddress: () => undefined,
    postsPerMinute: 6000,
    now: Date.now,
    ...others,
    keys: parseKeys(options.keys),
  };
  const { fetch, path, metricsPaths, relayAddress, postsPerMinute, now } = config;
  checkFunction(fetch, 'fetch', 'such as collector.fetch');
  checkPath(path, 'path');
  const isList = Array.isArray(metricsPaths) && metricsPaths.length > 0;
  checkOption(isList, 'metricsPath', 'must be a path such as "/v1/metrics", or a non-empty array of paths');
  for (const metricsPath of metricsPaths) checkPath(metricsPath, 'metricsPath');
  checkOption(!metricsPaths.includes(path), 'path', 'must not be metricsPath');
  checkFunction(relayAddress, 'relayAddress', '(request, env) => string | undefined');
  const isLimit = Number.isSafeInteger(postsPerMinute) && postsPerMinute >= 1;
  checkOption(isLimit, 'postsPerMinute', 'must be an integer from 1');
  checkFunction(now, 'now', 'that returns epoch milliseconds');
  return config;
}

function checkFunction(value: unknown, option: string, signature: string): void {
  checkOption(typeof value === 'function', option, `must be a function ${signature}`);
}
