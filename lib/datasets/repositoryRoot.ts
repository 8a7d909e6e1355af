import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The name in the package.json at the top of the repository. */
const PACKAGE_NAME = 'convnets';

/**
 * The folder that holds `data/` and `notebooks/`, found by its package.json.
 *
 * The working directory does not matter: a kernel's is the notebook's folder, a test's is the repository.
 *
 * @param from the folder to start from; the search goes upwards
 * @returns an absolute path
 * @throws Error when no folder above holds the course's package.json
 */
export function repositoryRoot(from: string = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (packageName(join(folder, 'package.json')) === PACKAGE_NAME) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new Error(
    `repositoryRoot: no package.json named '${PACKAGE_NAME}' in ${from} or above it. ` +
      'Keep lib/ inside the repository, beside its package.json.',
  );
}

function packageName(path: string): unknown {
  if (!existsSync(path)) return undefined;
  const parsed = parsedOrNothing(readFileSync(path, 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'name' in parsed ? parsed.name : undefined;
}

/** What another project's file holds is not for the course to judge. */
function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
