import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findOrGet } from './findOrGet.js';

const run = promisify(execFile);

export interface PrometheusPrograms {
  readonly prometheus: string;
  readonly promtool: string;
}

/**
 * Returns Prometheus and its tool, which are installed by apt if there are none and this is root.
 *
 * @throws Error that explains how to provide Prometheus
 */
export function findOrGetPrometheus(): Promise<PrometheusPrograms> {
  return findOrGet({
    name: 'Prometheus',
    debianPackage: 'prometheus',
    how: 'Install Prometheus 2.42 or later, e.g. by `apt-get install prometheus` or `brew install prometheus`, or set PROMETHEUS_BIN to the folder of `prometheus` and `promtool`.',
    find: () =>
      Promise.all([run(programs.prometheus, ['--version']), run(programs.promtool, ['--version'])]).then(
        () => programs,
        () => undefined,
      ),
  });
}

const folder = process.env.PROMETHEUS_BIN;
const programs: PrometheusPrograms = {
  prometheus: folder === undefined ? 'prometheus' : join(folder, 'prometheus'),
  promtool: folder === undefined ? 'promtool' : join(folder, 'promtool'),
};
