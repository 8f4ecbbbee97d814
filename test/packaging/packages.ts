import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** Packs the four packages as `npm publish` does, from what was built last. Returns the tarball of each, by its name. */
export async function pack(folder: string): Promise<Readonly<Record<string, string>>> {
  const all = ['--workspaces', '--include-workspace-root'];
  const args = ['pack', '--json', '--ignore-scripts', ...all, '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  const packed: readonly { readonly name: string; readonly filename: string }[] = JSON.parse(stdout);
  return Object.fromEntries(packed.map(({ name, filename }) => [name, join(folder, filename)]));
}

/** Puts a tarball's files where npm would, without what they depend on. */
export async function unpack(folder: string, name: string, tarball: string): Promise<void> {
  const at = join(folder, 'node_modules', name);
  mkdirSync(at, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', at, '--strip-components=1']);
}

/** An empty folder, deleted when the test ends. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'turntally-packaging-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Installs the packages in the folder with one `npm install`. */
export async function install(folder: string, ...packages: readonly string[]): Promise<void> {
  // Without a manifest of its own, npm would look for one in the folders above.
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier'];
  await run('npm', ['install', ...quiet, ...packages], { cwd: folder });
}

/** The names of the installed packages, sorted. */
export function installedPackages(folder: string): readonly string[] {
  const names = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
  return names
    .flatMap((name) => (name.startsWith('@') ? inScope(folder, name) : [name]))
    .sort((a, b) => (a < b ? -1 : 1));
}

const inScope = (folder: string, scope: string): readonly string[] =>
  readdirSync(join(folder, 'node_modules', scope)).map((name) => `${scope}/${name}`);

/** The size of an installed package's files, in bytes. */
export function bytesOf(folder: string, name: string): number {
  const at = join(folder, 'node_modules', name);
  const files = readdirSync(at, { recursive: true, encoding: 'utf8' }).map((path) => statSync(join(at, path)));
  return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

/** The entry points of an installed package, as one imports them. */
export function entriesOf(folder: string, name: string): readonly string[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => name + entry.slice(1));
}

/** Imports the modules in a plain Node process in that folder. Returns the names that each exports. */
export async function importedNames(
  folder: string,
  modules: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const script = `const names = {};
    for (const module of ${JSON.stringify(modules)}) names[module] = Object.keys(await import(module));
    console.log(JSON.stringify(names));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder });
  return JSON.parse(stdout);
}
