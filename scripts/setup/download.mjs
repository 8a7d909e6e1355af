// @ts-check
import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from './failure.mjs';

/** A connection that brings nothing for this long counts as cut (milliseconds). */
const stallLimit = 30_000;
const mostRedirects = 5;

/** @param {string} file */
export const sizeOf = file => (existsSync(file) ? statSync(file).size : 0);

/** @param {string} file */
async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/**
 * Certificates beside Node's own, from the file that pip is told to trust.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function certificates({ PIP_CERT, REQUESTS_CA_BUNDLE }) {
  const file = PIP_CERT ?? REQUESTS_CA_BUNDLE;
  return file && existsSync(file) ? [...tls.rootCertificates, readFileSync(file, 'utf8')] : undefined;
}

/**
 * Asks for the rest of a file from byte `from` on.
 *
 * @param {string} url
 * @param {number} from
 * @param {NodeJS.ProcessEnv} env
 * @param {number} [redirects]
 * @returns {Promise<http.IncomingMessage>}
 */
function request(url, from, env, redirects = 0) {
  return new Promise((resolve, reject) => {
    const secure = url.startsWith('https:');
    const options = {
      headers: { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-` } : {}) },
      timeout: stallLimit,
      ...(secure ? { ca: certificates(env) } : {}),
    };
    const sent = (secure ? https : http).get(url, options, response => {
      const { location } = response.headers;
      if (!location || (response.statusCode ?? 0) < 300 || (response.statusCode ?? 0) > 399) return resolve(response);
      response.resume();
      if (redirects === mostRedirects) return reject(new Error('too many redirects'));
      resolve(request(new URL(location, url).href, from, env, redirects + 1));
    });
    sent.on('timeout', () => sent.destroy(new Error('ETIMEDOUT: the connection brought nothing for 30 s')));
    sent.on('error', reject);
  });
}

/**
 * One try at fetching a file into `part`, going on after the bytes that are there already.
 *
 * @param {string} url
 * @param {string} part
 * @param {(bytes: number, total: number) => void} onBytes
 * @param {NodeJS.ProcessEnv} env
 */
async function fetchRest(url, part, onBytes, env) {
  const have = sizeOf(part);
  const response = await request(url, have, env);
  if (response.statusCode === 416) {
    // What is there is the whole file, or not a beginning of it: the checksum tells.
    response.resume();
    return;
  }
  if (response.statusCode !== 200 && response.statusCode !== 206) {
    response.resume();
    throw new Error(`the server answered with status ${response.statusCode}`);
  }
  const start = response.statusCode === 206 ? have : 0;
  const length = Number(response.headers['content-length'] ?? 0);
  let got = start;
  // Each piece is on the disk before the next is taken: after a cut, the file's size is where to go on.
  const file = await open(part, start > 0 ? 'a' : 'w');
  try {
    for await (const piece of response) {
      await file.writeFile(piece);
      got += piece.length;
      onBytes(got, start + length);
    }
  } finally {
    await file.close();
  }
  if (length > 0 && got < start + length) throw new Error('ECONNRESET: the connection ended early');
}

/**
 * Fetches a file, and trusts it only when its checksum is right. What a cut leaves in `file.part` is gone on with.
 *
 * @param {string} url http, https or file
 * @param {string} file
 * @param {string} sha256
 * @param {(bytes: number, total: number) => void} onBytes
 * @param {NodeJS.ProcessEnv} [env]
 * @throws {SetupFailure} with `network` set unless the server refused or the content is wrong
 */
export async function download(url, file, sha256, onBytes, env = process.env) {
  const part = `${file}.part`;
  if (url.startsWith('file:')) copyFileSync(fileURLToPath(url), part);
  else {
    await fetchRest(url, part, onBytes, env).catch(error => {
      throw new SetupFailure('the download was cut.', {
        network: !/status 4\d\d/.test(error.message),
        lines: [error.message.includes(error.code ?? '') ? error.message : `${error.code}: ${error.message}`],
        remedy: 'check the connection to the internet, then run the same command again.',
      });
    });
  }
  const found = await sha256Of(part);
  if (found === sha256) {
    renameSync(part, file);
    return;
  }
  rmSync(part);
  throw new SetupFailure('the downloaded file is not the expected one, and was thrown away.', {
    lines: [`expected sha256 ${sha256}`, `received sha256 ${found}`],
    remedy: 'run the same command again; if it happens again, something between here and the server changes files.',
  });
}
