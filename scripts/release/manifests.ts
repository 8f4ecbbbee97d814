import { readdirSync } from 'node:fs';

/** A package.json, as far as releases are concerned. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Paths, from `root`, of the package.json of each package: the root's first. */
export const manifestPaths = (root: string): readonly string[] => [
  'package.json',
  ...readdirSync(`${root}/packages`).map((name) => `packages/${name}/package.json`),
];

const isOurs = (name: string): boolean => name === 'turntally' || name.startsWith('@turntally/');

/** The manifest at another version, with its dependencies on our other packages at exactly that version. */
export function atVersion<M extends Manifest>(manifest: M, version: string): M {
  const { dependencies } = manifest;
  if (!dependencies) return { ...manifest, version };
  const ranges = Object.entries(dependencies).map(([name, range]) => [name, isOurs(name) ? version : range]);
  return { ...manifest, version, dependencies: Object.fromEntries(ranges) };
}

/** @throws Error if a manifest, or a dependency on our other packages, is not at this version. */
export function checkVersion(manifest: Manifest, version: string): void {
  if (manifest.version !== version) throw new Error(`${manifest.name} has version ${manifest.version}, not ${version}`);
  for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
    if (isOurs(name) && range !== version)
      throw new Error(`${manifest.name} depends on ${name} ${range}, not ${version}`);
  }
}
