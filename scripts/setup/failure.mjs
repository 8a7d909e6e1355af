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
 * The failure as a learner reads it.
 *
 * @param {string} step name of the step
 * @param {unknown} error
 * @param {string} [log] file that holds all the step said
 * @returns {string}
 */
export function describeFailure(step, error, log) {
  const known = error instanceof SetupFailure;
  const message = error instanceof Error ? error.message : String(error);
  const lines = known ? error.lines : [];
  const logFile = (known ? error.log : undefined) ?? log;
  return [
    `Set-up stopped at the step "${step}": ${message}`,
    ...lines.map(line => `    ${line}`),
    ...(logFile ? [`  Log:     ${logFile}`] : []),
    `  Remedy:  ${known ? error.remedy : remedyFor(error)}`,
    '  What is done is kept: the same command goes on from here.',
  ].join('\n');
}

/** @param {unknown} error */
function remedyFor(error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return 'free some disk space (the course takes about 2 GB), then run the same command again.';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return 'make this folder yours to write in (or clone the course into a folder that is), then run the same command again.';
  }
  return 'run the same command again; if it stops at the same place, the log says more.';
}
