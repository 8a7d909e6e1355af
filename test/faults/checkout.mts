import {
  constants,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Places, placesOf } from '../../scripts/setup/places.mjs';
import { stampsIn } from '../../scripts/setup/stamp.mjs';
import { courseSteps } from '../../scripts/setup/steps.mjs';

/** The checkout that the tests belong to. They never change it. */
const original = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Large, and never written in place: set-up's programs replace such files. */
const linked = ['node_modules', '.venv', join('.setup', 'tensorflow')];
/** What a copy is made without: the repository, and what commands leave. */
const left = ['.git', '.setup', 'my-notebooks', 'site', '.progress', '.snakemake', ...linked];

/**
 * A copy of the checkout as set-up has left it, in a temporary folder. Its large files are links to the original's, so
 * damage them with `damage` only.
 */
export function copyCheckout(): Places {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'convnets-copy-')));
  for (const name of readdirSync(original)) {
    if (!left.includes(name)) cpSync(join(original, name), join(root, name), { recursive: true, filter, ...asTheyAre });
  }
  for (const name of linked) linkTree(join(original, name), join(root, name));
  for (const name of ['stamps', 'backend.json']) {
    cpSync(join(original, '.setup', name), join(root, '.setup', name), { recursive: true, ...asTheyAre });
  }
  // npm writes its own record in place.
  const record = join('node_modules', '.package-lock.json');
  rmSync(join(root, record));
  cpSync(join(original, record), join(root, record), asTheyAre);
  return placesOf(root);
}

const asTheyAre = { preserveTimestamps: true };
const filter = (path: string): boolean => path !== join(original, 'data', 'cache');

function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkFile(source, target);
  }
}

function linkFile(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target, constants.COPYFILE_FICLONE); // on another disk, or one without links
  }
}

/**
 * Makes the copied .venv count as one that was made for the copy, which takes a minute otherwise. It works there: the
 * course calls its Python by its path.
 */
export function adoptVenv(places: Places): void {
  const stamps = stampsIn(places.stamps);
  const stamp = stamps.read('python');
  const inputs = courseSteps.find(({ id }) => id === 'python')?.inputs(places);
  if (stamp === undefined || inputs === undefined)
    throw new Error('The step "python" has no stamp: run npm run setup.');
  stamps.write('python', { ...stamp, inputs });
}

/** Changes a file's contents, and only this copy's. */
export function damage(file: string, change: (bytes: Buffer) => Uint8Array): void {
  const bytes = readFileSync(file);
  rmSync(file);
  writeFileSync(file, change(bytes));
}

export const cut = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length >> 1);
export const empty = (): Buffer => Buffer.alloc(0);
export const flip = (bytes: Buffer): Buffer => {
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  return bytes;
};
