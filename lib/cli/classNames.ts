import { excerpt } from '../spec/quoted';
import type { Arguments, CommandLine } from './arguments';
import { readGivenLines } from './readGiven';

/**
 * Names of classes: from the file behind `--classes`, which has to fit, or those that usually go with the network, if they
 * fit.
 *
 * @param count of the network's classes
 * @returns null where nothing fits
 */
export function classNames(
  line: CommandLine,
  { values }: Arguments,
  usual: readonly string[] | null,
  count: number,
): readonly string[] | null {
  const path = values.get('classes');
  if (path === undefined) return usual?.length === count ? usual : null;
  const names = readGivenLines(line, path);
  if (names.length === count) return names.map(name => excerpt(name));
  const lines = names.length === 1 ? '1 line' : `${names.length} lines`;
  throw new RangeError(`${line.name}: ${path} has ${lines}, and the network has ${count} classes.`);
}
