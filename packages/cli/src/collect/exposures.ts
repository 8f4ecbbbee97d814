import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Git answers at once, or something is wrong with it. */
const gitTimeoutMs = 2000;

/** Folders whose files servers serve, whatever else is in the project. */
const servedNames: readonly string[] = ['public', 'static', 'public_html', 'htdocs', 'wwwroot'];

/** In a folder with one of these, a development server serves all files. */
const servedFolder = /^(index\.html?|vite\.config\.[cm]?[jt]s)$/;

/**
 * Returns how the SQLite file at an absolute path might become public by mistake: a sentence for git, if it would commit the file or
 * its log, and one for web servers, if one may serve it. It never fails.
 */
export async function exposures(path: string): Promise<readonly string[]> {
  return [await committedBy(path), servedBy(path)].filter((sentence) => sentence !== undefined);
}

async function committedBy(path: string): Promise<string | undefined> {
  const files = [path, `${path}-wal`, `${path}-shm`];
  const ignored = await ignoredOf(files);
  const committed = files.filter((file) => !ignored?.includes(file));
  if (ignored === undefined || committed.length === 0) return undefined;
  const names = committed.map((file) => basename(file)).join(', ');
  return `git would commit ${names} in ${dirname(path)}: add ${basename(path)}* to .gitignore`;
}

/** The files that git ignores; `undefined` if they are in no work tree, or if there is no git. */
function ignoredOf(files: readonly string[]): Promise<readonly string[] | undefined> {
  const folder = dirname(files[0] ?? '.');
  return new Promise((resolve) => {
    const settings = { timeout: gitTimeoutMs, encoding: 'utf8' } as const;
    const git = execFile('git', ['-C', folder, 'check-ignore', '-z', '--stdin'], settings, (error, stdout) => {
      if (error === null) resolve(stdout.split('\0'));
      else resolve(error.code === 1 ? [] : undefined); // 1: none is ignored
    });
    git.stdin?.on('error', () => {}); // if there is no git
    git.stdin?.end(files.join('\0'));
  });
}

function servedBy(path: string): string | undefined {
  const folders = foldersOfProject(dirname(path));
  for (const folder of folders) {
    const reason = servedNames.includes(basename(folder)) ? 'it is in' : reasonIn(folder);
    if (reason !== undefined) {
      return `a web server may serve ${path}, because ${reason} ${folder}: keep it in another folder`;
    }
  }
  return undefined;
}

function reasonIn(folder: string): string | undefined {
  const found = namesIn(folder).find((name) => servedFolder.test(name));
  return found === undefined ? undefined : `there is ${found} in`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** From a folder up to the top of its project, which has a package.json or .git; the folder alone if it is in no project. */
function foldersOfProject(start: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    folders.push(folder);
    if (existsSync(`${folder}/package.json`) || existsSync(`${folder}/.git`)) return folders;
    if (dirname(folder) === folder) return [start];
  }
}
