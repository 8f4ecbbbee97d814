/** Measures the bundle size of each peer in the same way as scripts/size.ts measures turntally: `npm run bench:sizes`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleOf } from '../scripts/size.js';

/** The minimum an app needs to count and send. Without code splitting, so that code loaded later is included. */
const peers = {
  glean: `export { default } from '@mozilla/glean/web';
    export { default as Counter } from '@mozilla/glean/private/metrics/counter';
    export { default as Ping } from '@mozilla/glean/private/ping';`,
  openTelemetry: `export { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
    export { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';`,
  sentry: `export { init, makeBrowserOfflineTransport, makeFetchTransport } from '@sentry/browser';`,
  segment: `export { AnalyticsBrowser } from '@segment/analytics-next';`,
  postHog: `export { default } from 'posthog-js';`,
};

const folder = join(import.meta.dirname, 'sizes');
const { dependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));

const measured = Object.entries(peers).map(async ([name, contents]) => {
  const { bytes, packages } = await bundleOf(contents, folder);
  const named = packages.filter((each) => each in dependencies).sort();
  return [name, { packages: named.map((each) => `${each}@${dependencies[each]}`), bytes }] as const;
});
const sizes = Object.fromEntries(await Promise.all(measured));

await writeFile(join(import.meta.dirname, 'results', 'sizes.json'), `${JSON.stringify(sizes, null, 2)}\n`);
for (const [name, { bytes }] of Object.entries(sizes)) {
  console.log(`${name.padEnd(14)} ${(bytes / 1024).toFixed(1).padStart(6)} KiB min+gzip`);
}
