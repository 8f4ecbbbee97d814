import { parseArgs } from 'node:util';
import { startDemo } from './server.js';

const usage = `Usage: npm start -- [--port 5173] [--collector-port 8787]
Starts the demo app and a collector, both reachable from this machine only.`;

const ports = readPorts();
try {
  const demo = await startDemo({ ...ports, db: '.data/turntally.db' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void demo.close().then(() => process.exit(0)));
  }
  console.log(`
  Open       ${demo.url}

  Collector  ${demo.collectorUrl}/v1/metrics  (another origin, so CORS is real)
  Stats      ${demo.statsUrl}
  Database   .data/turntally.db               (delete it to start over)

  Ctrl+C stops both.
`);
} catch (error) {
  exit(explain(error));
}

function readPorts(): { port: number; collectorPort: number } {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '5173' },
        'collector-port': { type: 'string', default: '8787' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    return {
      port: portNumber('--port', values.port),
      collectorPort: portNumber('--collector-port', values['collector-port']),
    };
  } catch (error) {
    return exit(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

function portNumber(option: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`${option} must be a port number from 0 to 65535, got ${JSON.stringify(text)}`);
}

function explain(error: unknown): string {
  const { code, port, message } = error as { code?: string; port?: number; message?: string };
  if (code !== 'EADDRINUSE') return `Could not start the demo: ${message ?? error}`;
  const option = port === ports.collectorPort ? '--collector-port' : '--port';
  return `Port ${port} is in use, perhaps by another demo. Stop it, or choose another port: npm start -- ${option} ${(port ?? 0) + 1}`;
}

function exit(message: string): never {
  console.error(message);
  process.exit(1);
}
