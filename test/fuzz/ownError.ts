/** The classes of errors that lib throws about a file. */
const OWN_NAMES = ['TypeError', 'RangeError', 'Error', 'SyntaxError', 'SafetensorsError'];
/** What engines and packages say when they are given something that nobody has checked. */
const RAW =
  /Cannot read propert|Cannot set propert|is not (a function|iterable|defined|a constructor)|ERR_|E[A-Z]{4,}:|Invalid (typed )?array length|Maximum call stack|allocation failed|out of (bounds|range|memory)|is outside of 0|\[object |timed out/;
/** Words of which each message has one, since it says what to do. */
const ADVICE = /\b(copy|get|download|export|save|load|correct|choose|convert|make|mend|give|open)\b/i;
/** Apart from the file's name, which is the user's own. */
const LONGEST = 500;

/**
 * What is wrong with an error about a damaged file, as its reader meets it.
 *
 * @param name the file's name, which the message must hold
 * @returns undefined when it is one of lib's own: it names the file, says what to do, is short, and holds nothing raw
 */
export function faultOf(error: unknown, name: string): string | undefined {
  if (!(error instanceof Error)) return 'it is no error';
  if (!OWN_NAMES.includes(error.name)) return `its class is ${error.name}`;
  if ('code' in error) return `it comes from Node: ${String(error.code)}`;
  if (!error.message.includes(name)) return 'it does not name the file';
  const rest = error.message.replaceAll(name, '');
  if (rest.length > LONGEST) return `it has ${rest.length} letters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  if (/[\x00-\x1f\x7f-\x9f]/.test(rest)) return 'it holds characters that steer a terminal';
  const raw = RAW.exec(rest);
  if (raw !== null) return `it says "${raw[0]}"`;
  return ADVICE.test(rest) ? undefined : 'it does not say what to do';
}
