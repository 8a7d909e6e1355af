// @ts-check
// Read by any Node, however old: nothing here is newer than what Node 14 understands.

/** The long-term versions that the course is tested with. */
export const supportedNodes = [20, 22, 24, 26];
const oldest20 = 9;

/**
 * What is wrong with a version of Node; undefined when nothing is.
 *
 * @param {string} version such as "20.20.2"
 * @returns {string | undefined}
 */
export function nodeProblem(version) {
  const parts = /^(\d+)\.(\d+)\./.exec(version);
  const [major, minor] = parts ? [Number(parts[1]), Number(parts[2])] : [NaN, NaN];
  if (supportedNodes.includes(major) && !(major === 20 && minor < oldest20)) return undefined;
  return [
    `The course needs Node 20 (from 20.${oldest20} on), 22, 24 or 26, and this is Node ${version}.`,
    '  Remedy:  install one of these versions (22 or 24 is a good choice), then run the same command again.',
  ].join('\n');
}
