// @ts-check
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesOfPackages, installedPackages, lockedPackages, runNpm } from './packages.mjs';

/**
 * The packages that only authors need: those that test, check and draw. A learner's set-up leaves them out, and the
 * commands that need them add them.
 *
 * @param {import('./places.mjs').Places} places
 */
const toolsOf = ({ root }) => lockedPackages(join(root, 'package-lock.json')).filter(([, { dev }]) => dev);

/**
 * npm writes its record when all is in place, so a version in it is a whole package.
 *
 * @param {import('./places.mjs').Places} places
 * @returns {boolean} whether every tool is installed in the version that the lock file names
 */
export function toolsAreThere(places) {
  const installed = installedPackages(places);
  return (
    installed !== undefined &&
    toolsOf(places).every(([folder, { version, optional }]) => optional || installed.get(folder)?.version === version)
  );
}

/** @param {import('./places.mjs').Places} places */
export const toolFiles = places => filesOfPackages(places, ({ dev }) => dev === true);

/**
 * Adds the tools to a learner's packages, which stay as they are. npm takes a folder for a whole package if the right
 * version stands in it, so what an interrupted run left goes first.
 *
 * @param {import('./steps.mjs').StepContext} context
 */
export async function installTools(context) {
  const { places } = context;
  const tools = toolsOf(places);
  for (const [folder] of tools) rmSync(join(places.root, folder), { recursive: true, force: true });
  await runNpm(context, ['install', '--include=dev', '--no-save']);
  return `${tools.filter(([folder]) => existsSync(join(places.root, folder))).length} packages`;
}
