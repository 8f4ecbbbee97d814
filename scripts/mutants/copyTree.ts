import { chmod, cp, mkdir, mkdtemp, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../steps.js';

/** What no test reads, or what is linked instead. */
const left = new Set(['.git', 'dist', 'node_modules', 'test-results.json']);

export interface Tree {
  readonly path: string;
  remove(): Promise<void>;
}

/** A copy of the repository in a temporary folder, which tests run in as in the original. */
export async function copyTree(): Promise<Tree> {
  const path = await mkdtemp(join(tmpdir(), 'turntally-mutants-'));
  await chmod(path, 0o755); // some tests start a process of another user, who must be able to read the code
  await cp(root, path, { recursive: true, verbatimSymlinks: true, filter: (source) => !left.has(basename(source)) });
  await linkModules(join(root, 'node_modules'), join(path, 'node_modules'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Links each installed package, but copies the links to the workspaces: they lead to the copy's own packages. */
async function linkModules(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name === '.vite' || entry.name === '.vitest') continue;
    if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (entry.name === '@turntally') await linkModules(source, target);
    else await symlink(source, target);
  }
}
