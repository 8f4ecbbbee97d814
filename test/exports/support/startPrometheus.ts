import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findOrGetPrometheus } from '../../support/findOrGetPrometheus.js';
import { freePort } from '../../support/freePort.js';

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** Of an instant query: the time and the value. */
  readonly value?: readonly [number, string];
  /** Of a range: all samples. */
  readonly values?: readonly (readonly [number, string])[];
}

export interface RunningPrometheus {
  /**
   * Evaluates PromQL now.
   *
   * @throws Error with the message of Prometheus
   */
  query(expression: string): Promise<readonly Series[]>;
  /** The error of the last scrape; empty if it succeeded, `undefined` before the first. */
  lastError(): Promise<string | undefined>;
}

/** Prometheus with its data in a temporary folder, on loopback, which scrapes the target every second; stopped with the test. */
export async function startPrometheus(target: string, token: string): Promise<RunningPrometheus> {
  const { prometheus } = await findOrGetPrometheus();
  const folder = await mkdtemp(join(tmpdir(), 'turntally-prometheus-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [
      {
        job_name: 'turntally',
        authorization: { credentials_file: join(folder, 'token') },
        static_configs: [{ targets: [target] }],
      },
    ],
  };
  await writeFile(join(folder, 'token'), token, { mode: 0o600 });
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config)); // JSON is YAML
  const port = await freePort();
  const child = spawn(
    prometheus,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output = (output + chunk).slice(-10_000);
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  });
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return response.json();
  };
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  const deadline = Date.now() + 60_000;
  while (!(await isReady())) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`Prometheus did not start: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    async query(expression) {
      const answer = (await get(`/api/v1/query?${new URLSearchParams({ query: expression })}`)) as {
        readonly status: string;
        readonly error?: string;
        readonly data?: { readonly result: readonly Series[] };
      };
      if (answer.status !== 'success' || !answer.data) throw new Error(`${expression}: ${answer.error}`);
      return answer.data.result;
    },
    async lastError() {
      const answer = (await get('/api/v1/targets')) as {
        readonly data: { readonly activeTargets: readonly { readonly health: string; readonly lastError: string }[] };
      };
      const [active] = answer.data.activeTargets;
      return active === undefined || active.health === 'unknown' ? undefined : active.lastError;
    },
  };
}
