import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

/** A version of a Node package, with the checksum of its archive as npm writes it: `sha512-…`. */
export interface PackageVersion {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** Runs npm with the reader's own settings and gives what it printed. */
export type Npm = (args: readonly string[], folder: string) => Promise<string>;

export interface FetchOptions {
  /** Called as bytes arrive. */
  readonly onBytes?: (got: number, total: number) => void;
  readonly npm?: Npm;
  /** The environment: behind a proxy only npm fetches, which knows the proxy's settings. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A connection that brings nothing for this long counts as cut (milliseconds). */
const STALL = 30_000;

/**
 * Fetches the archive of a Node package from where npm is set up to look, and checks it. What a cut connection leaves
 * is gone on with, at once and the next time.
 *
 * @param wanted the package
 * @param folder where the archive goes
 * @returns the archive's path
 * @throws Error when the network fails or the archive is not the expected one, with the remedy
 */
export async function fetchPackage(
  wanted: PackageVersion,
  folder: string,
  { onBytes = () => {}, npm = runNpm, env = process.env }: FetchOptions = {},
): Promise<string> {
  const path = join(folder, `${wanted.name}-${wanted.version}.tgz`);
  const part = `${path}.part`;
  if (existsSync(path) && (await integrityOf(path)) === wanted.integrity) return path;
  const spec = `${wanted.name}@${wanted.version}`;
  if (behindProxy(env) || !(await fetchDirectly(spec, part, { onBytes, npm }))) {
    await npm(['pack', spec], folder);
    renameSync(path, part);
  }
  const found = await integrityOf(part);
  if (found !== wanted.integrity) {
    rmSync(part);
    throw new Error(
      `${spec} is not the expected archive, and was thrown away: its checksum starts with ${found.slice(0, 19)}, ` +
        `expected ${wanted.integrity.slice(0, 19)}. Run the same command again.`,
    );
  }
  renameSync(part, path);
  return path;
}

/** @returns whether it got the archive; when it did not even begin, npm itself may still know how */
async function fetchDirectly(
  spec: string,
  part: string,
  { onBytes, npm }: Required<Pick<FetchOptions, 'onBytes' | 'npm'>>,
): Promise<boolean> {
  const url = (await npm(['view', spec, 'dist.tarball'], dirname(part))).trim();
  for (;;) {
    const before = sizeOf(part);
    try {
      await fetchRest(url, part, onBytes);
      return true;
    } catch (error) {
      const got = sizeOf(part);
      if (got === 0) return false;
      if (got > before) continue;
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `The download of ${spec} was cut after ${(got / 1e6).toFixed(1)} MB (${reason}). ` +
          'Check the connection to the internet, then run the same command again: it goes on from there.',
      );
    }
  }
}

/** One try: asks for what comes after the bytes that are there. */
async function fetchRest(url: string, part: string, onBytes: (got: number, total: number) => void): Promise<void> {
  const have = sizeOf(part);
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Error('it brought nothing for 30 s')), STALL);
  try {
    const response = await fetch(url, { headers: have > 0 ? { range: `bytes=${have}-` } : {}, signal: stalled.signal });
    // 416: nothing comes after what is there. Whether that is the whole file, the checksum tells.
    if (response.status === 416) return;
    if (response.body === null || !response.ok) throw new Error(`the server answered with status ${response.status}`);
    let got = response.status === 206 ? have : 0;
    const total = got + Number(response.headers.get('content-length') ?? 0);
    // At once, before another event: what fetch holds is lost when the connection breaks.
    const file = openSync(part, got > 0 ? 'a' : 'w');
    try {
      for await (const piece of response.body) {
        writeFileSync(file, piece);
        got += piece.length;
        timer.refresh();
        onBytes(got, total);
      }
    } finally {
      closeSync(file);
    }
    if (got < total) throw new Error('the connection ended early');
  } finally {
    clearTimeout(timer);
  }
}

function behindProxy(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.HTTPS_PROXY ?? env.https_proxy ?? env.npm_config_https_proxy ?? env.npm_config_proxy);
}

async function runNpm(args: readonly string[], folder: string): Promise<string> {
  // npm's own program: the one that runs us, or the one beside this Node. Its command is a script that Windows cannot start.
  const beside = ['../lib/node_modules/npm/bin/npm-cli.js', 'node_modules/npm/bin/npm-cli.js'];
  const candidates = [process.env.npm_execpath ?? '', ...beside.map(path => join(dirname(process.execPath), path))];
  const program = candidates.find(path => path.endsWith('npm-cli.js') && existsSync(path));
  const command = program === undefined ? 'npm' : process.execPath;
  const all = [
    ...(program === undefined ? [] : [program]),
    ...args,
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
    '--loglevel=error',
  ];
  try {
    const { stdout } = await promisify(execFile)(command, all, { cwd: folder });
    return stdout;
  } catch (error) {
    // execFile's error carries what the program wrote.
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const reason =
      /reason: (.*)/.exec(said)?.[1] ?? /npm (?:error|ERR!) code (.*)/.exec(said)?.[1] ?? said.slice(0, 200);
    throw new Error(
      `npm ${args.join(' ')} failed: ${reason.trim()}. Check the connection to the internet, then run the same command again.`,
    );
  }
}

async function integrityOf(path: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return `sha512-${hash.digest('base64')}`;
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
