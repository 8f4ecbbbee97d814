import { emptyFolder, install, pack } from '../packaging/packages.js';

/** Installs the packed packages and others in an empty folder, which is deleted when the test ends. */
export async function installApp(...others: readonly string[]): Promise<string> {
  const folder = emptyFolder();
  const { turntally = '', '@turntally/ui': ui = '' } = await pack(folder);
  await install(folder, turntally, ui, 'rxjs', ...others);
  return folder;
}
