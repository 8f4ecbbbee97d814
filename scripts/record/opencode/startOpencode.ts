import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOpencodeClient, type OpencodeClient } from '@opencode-ai/sdk/v2/client';
import { serveModel } from './modelServer.js';

export interface Opencode {
  readonly client: OpencodeClient;
  readonly model: Awaited<ReturnType<typeof serveModel>>;
  readonly home: string;
  close(): Promise<void>;
}

/** Starts the server of `folder` in a home of its own, with the scripted provider as its only one. */
export async function startOpencode(folder: string): Promise<Opencode> {
  const home = await mkdtemp(join(tmpdir(), 'turntally-opencode-'));
  const project = join(home, 'project');
  await mkdir(project);
  await writeFile(join(project, 'a.txt'), 'A line.\n');
  const model = await serveModel();
  const config = {
    autoupdate: false,
    share: 'disabled',
    model: 'test/big',
    small_model: 'test/small',
    permission: { bash: { '*': 'ask', 'rm *': 'deny' } },
    provider: {
      test: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Test',
        options: { baseURL: model.url, apiKey: 'key' },
        models: { big: { limit: { context: 100_000, output: 1000 } }, small: {} },
      },
    },
  };
  const program = join(folder, 'node_modules', `opencode-${process.platform}-${process.arch}`, 'bin', 'opencode');
  const server = spawn(program, ['serve', '--port', '0', '--hostname', '127.0.0.1'], {
    cwd: project,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      OPENCODE_CONFIG_CONTENT: JSON.stringify(config),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const baseUrl = await new Promise<string>((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      const [url] = /http:\/\/[\d.:]+/.exec(said) ?? [];
      if (url) resolve(url);
    });
    server.once('exit', () => reject(new Error(`The server did not start: ${said}`)));
  });
  return {
    client: createOpencodeClient({ baseUrl, directory: project }),
    model,
    home,
    async close() {
      model.close();
      // It goes on for some time after any other signal.
      server.kill('SIGKILL');
      await once(server, 'exit');
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    },
  };
}
