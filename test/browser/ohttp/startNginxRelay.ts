import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOrGetNginx } from '../../support/findOrGetNginx.js';
import { freePort } from '../../support/freePort.js';
import type { Relay } from './Relay.js';
import { startProgram } from './startProgram.js';

const example = new URL('../../../examples/ohttp-relay/nginx.conf', import.meta.url);

/**
 * A real nginx with the configuration of the example: on loopback, without TLS, and with a log of what it sees. It calls the
 * gateway from another address than pages call it from.
 *
 * @throws Error that explains how to provide nginx
 */
export async function startNginxRelay(folder: string, gateway: string): Promise<Relay> {
  const program = await findOrGetNginx();
  const port = await freePort();
  const log = join(folder, 'relay.log');
  const file = join(folder, 'nginx.conf');
  const configuration = changed(await readFile(example, 'utf8'), {
    'access_log off;': `${logFormat} access_log ${log} seen; ${temporaryPaths(folder)}`,
    'listen 443 ssl;': `listen 127.0.0.1:${port};`,
    'ssl_certificate relay.example.net.crt;': '',
    'ssl_certificate_key relay.example.net.key;': '',
    'proxy_pass https://telemetry.example.com/.well-known/ohttp-gateway;': `proxy_bind 127.0.0.2; proxy_pass ${gateway};`,
  });
  await writeFile(file, `daemon off; master_process off; pid ${join(folder, 'pid')};\n${configuration}`);
  const url = `http://127.0.0.1:${port}/turntally`;
  const close = await startProgram(program, ['-p', folder, '-c', file, '-e', 'stderr'], url);
  return {
    url,
    close,
    async seen() {
      const lines = (await readFile(log, 'utf8')).trim().split('\n');
      const requests: Record<string, string>[] = lines.map((line) => JSON.parse(line));
      return requests
        .filter(({ method }) => method === 'POST')
        .map(({ address = '', length, agent = '' }) => ({
          address,
          length: Number(length),
          headers: { 'user-agent': agent },
        }));
    },
  };
}

const logFormat =
  'log_format seen escape=json \'{"address":"$remote_addr","method":"$request_method","length":"$content_length","agent":"$http_user_agent"}\';';

const temporaryPaths = (folder: string): string =>
  ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join(' ');

/** @throws Error if the example does not contain one of the texts. */
function changed(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((before, [written, tested]) => {
    if (!before.includes(written)) throw new Error(`the example does not contain "${written}"`);
    return before.replace(written, () => tested);
  }, text);
}
