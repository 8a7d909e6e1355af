// @ts-check

/**
 * A failure with words for a learner: what went wrong, the lines that tell it, and what to do.
 */
export class SetupFailure extends Error {
  /**
   * @param {string} message what went wrong
   * @param {{ remedy: string, lines?: readonly string[], log?: string, network?: boolean }} about
   */
  constructor(message, { remedy, lines = [], log, network = false }) {
    super(message);
    this.remedy = remedy;
    this.lines = lines;
    this.log = log;
    this.network = network;
  }
}

/** What Node, npm and pip say when a connection could not be made or was cut. */
const networkSigns = new RegExp(
  [
    'ECONNRESET|ECONNREFUSED|ECONNABORTED|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENETUNREACH|ENETDOWN|EHOSTUNREACH|EPIPE|ERR_SOCKET',
    'socket hang up|socket disconnected|network timeout|network request to|aborted|terminated early',
    'Connection (broken|reset|aborted|refused)|Read timed out|ReadTimeout|ConnectTimeout|NewConnectionError',
    'NameResolutionError|Temporary failure in name resolution|Name or service not known|IncompleteRead|Max retries exceeded',
    'ProtocolError|Remote end closed|SSLEOFError|incomplete-download|Network is unreachable',
    '\\bE5\\d\\d\\b|\\b50[0234] (Bad|Service|Gateway|Internal|Server)|status 50[0234]|Too Many Requests',
  ].join('|'),
  'i',
);

/**
 * Whether a text tells of the network and not of the thing asked for.
 *
 * @param {string} text
 */
export const tellsOfNetwork = text => networkSigns.test(text);

/**
 * The last lines that tell what went wrong: those that look like errors, or the last ones of all.
 *
 * @param {readonly string[]} lines
 * @param {number} [count]
 */
export function tellingLines(lines, count = 6) {
  const said = lines
    .map(line => line.trimEnd())
    .filter(line => line.trim() !== '' && !/complete log of this run/i.test(line));
  const errors = said.filter(line => /\b(error|err!|fatal|failed|denied|no space|not found)\b/i.test(line));
  return (errors.length > 0 ? errors : said).slice(-count);
}

/**
 * What the system refuses, by its codes and by what programs print of it.
 *
 * @typedef {object} Refusal
 * @property {RegExp} sign
 * @property {string} says
 * @property {string} remedy
 */
const diskIsFull = {
  sign: /\bENOSPC\b|\bEDQUOT\b|no space left on device|disk quota exceeded/i,
  says: 'the disk is full',
  remedy: 'free some disk space (the course takes about 2 GB), then run the same command again.',
};
const diskIsReadOnly = {
  sign: /\bEROFS\b|read-only file system/i,
  says: 'the disk is read-only',
  remedy: 'copy the course into a folder on a disk that you can write to, then run the same command there.',
};
const isForbidden = {
  sign: /\bEACCES\b|\bEPERM\b|permission denied|operation not permitted/i,
  says: 'you may not write there',
  remedy:
    'make this folder yours to write in (or clone the course into a folder that is), then run the same command again.',
};
/** @type {readonly Refusal[]} */
const refusals = [diskIsFull, diskIsReadOnly, isForbidden];

/** @param {string} text */
const refusalIn = text => refusals.find(({ sign }) => sign.test(text));

/**
 * Whether a program's output tells of a full disk.
 *
 * @param {readonly string[]} lines
 */
export const tellsOfFullDisk = lines => lines.some(line => diskIsFull.sign.test(line));

/**
 * What to do where a program's output tells that the system refused something. It may be outside of the course's folder,
 * such as npm's cache.
 *
 * @param {readonly string[]} lines
 * @returns {string | undefined}
 */
export function refusalHelp(lines) {
  if (tellsOfFullDisk(lines)) return diskIsFull.remedy;
  return lines.some(refusalIn)
    ? 'make what the lines above name yours to write in, then run the same command again.'
    : undefined;
}

/**
 * An error in words, and what to do.
 *
 * @param {unknown} error
 * @returns {{ message: string, remedy: string }}
 */
function explain(error) {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SetupFailure) return { message, remedy: error.remedy };
  const refusal = refusalIn(message);
  if (!refusal)
    return { message, remedy: 'run the same command again; if it stops at the same place, the log says more.' };
  const path = error instanceof Error && 'path' in error ? ` (${error.path})` : '';
  return { message: `it cannot be written: ${refusal.says}${path}.`, remedy: refusal.remedy };
}

/**
 * The failure as a learner reads it.
 *
 * @param {string} step name of the step
 * @param {unknown} error
 * @param {string} [log] file that holds all the step said
 * @returns {string}
 */
export const describeFailure = (step, error, log) =>
  [
    describeProblem(`Set-up stopped at the step "${step}"`, error, log),
    '  What is done is kept: the same command goes on from here.',
  ].join('\n');

/**
 * @param {string} what stopped
 * @param {unknown} error
 * @param {string} [log]
 * @returns {string}
 */
export function describeProblem(what, error, log) {
  const { message, remedy } = explain(error);
  const known = error instanceof SetupFailure;
  const logFile = (known ? error.log : undefined) ?? log;
  return [
    `${what}: ${message}`,
    ...(known ? error.lines : []).map(line => `    ${line}`),
    ...(logFile ? [`  Log:     ${logFile}`] : []),
    `  Remedy:  ${remedy}`,
  ].join('\n');
}
