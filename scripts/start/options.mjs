// @ts-check
import { parseArgs } from 'node:util';
import { shown } from '../setup/shown.mjs';

export const usage = `Usage: npm start -- [options]
  --no-browser   serve the course without opening a browser
  --port N       serve it at this port (otherwise the first free one from 8888 on)
  --help         print this`;

/**
 * @typedef {{ browser: boolean, port?: number, help: boolean }} Options
 *
 * @param {string[]} args
 * @returns {Options | { problem: string }}
 */
export function parseOptions(args) {
  const options = /** @type {const} */ ({
    'no-browser': { type: 'boolean' },
    port: { type: 'string' },
    help: { type: 'boolean' },
  });
  try {
    const { values } = parseArgs({ args, options, allowPositionals: false });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
      return { problem: `--port takes a number from 1 to 65535. Received "${shown(values.port ?? '')}".` };
    }
    return { browser: !values['no-browser'], port, help: values.help ?? false };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: shown(message.replace(/\. (To specify|This command).*/s, '')).replace(/\.?$/, '.') };
  }
}
