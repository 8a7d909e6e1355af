// @ts-check
import { createServer } from 'node:net';

/** The course is served to this machine only. */
export const host = '127.0.0.1';
const firstPort = 8888;
const triedPorts = 100;

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export const isFree = port =>
  new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });

/**
 * The port asked for, or the first free one.
 *
 * @param {number | undefined} wanted
 * @param {(port: number) => Promise<boolean>} [free]
 * @returns {Promise<{ port: number } | { problem: string }>}
 */
export async function choosePort(wanted, free = isFree) {
  if (wanted !== undefined) {
    return (await free(wanted))
      ? { port: wanted }
      : { problem: `Port ${wanted} is in use. Name another one, or leave --port out to take a free one.` };
  }
  for (let port = firstPort; port < firstPort + triedPorts; port++) if (await free(port)) return { port };
  return { problem: `All ports from ${firstPort} to ${firstPort + triedPorts - 1} are in use. Name one with --port.` };
}
