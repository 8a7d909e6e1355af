/** The command line of `npm run notebooks`. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Limits } from './execute';
import type { Form } from './forms';

export const USAGE = `npm run notebooks -- [NOTEBOOK …] [options]

Runs the notebooks of notebooks/text and writes notebooks/NN-slug.ipynb with outputs.
A notebook whose code and library have not changed keeps its outputs; only its prose is brought up to date.

  NOTEBOOK               only these: a slug (counting), a number (03) or a full name (03-counting)
  --quick                run both forms with short training; write nothing
  --check                run nothing; fail when text, code and committed outputs do not belong together
  --numbers              run nothing; list the numbers in the prose that no cell printed and that have no source
  --words                run nothing; count words and lines of code
  --form learner|solved  only this form
  --force                run even what has not changed
  --jobs N               how many run at once (quick: two where there are two cores; otherwise one, to time them)
  --cell-seconds N       kill the kernel when a cell takes longer
  --notebook-seconds N   … or the whole notebook`;

export interface Options {
  readonly filters: readonly string[];
  readonly mode: 'full' | 'quick' | 'check' | 'numbers' | 'words';
  readonly forms: readonly Form[];
  readonly force: boolean;
  readonly jobs: number;
  readonly limits: Limits;
}

const QUICK_LIMITS: Limits = { cellSeconds: 120, notebookSeconds: 240 };
const FULL_LIMITS: Limits = { cellSeconds: 3600, notebookSeconds: 4 * 3600 };
const QUICK_JOBS = 2;

/** The solved form runs first: an author's mistake shows there, and then nothing is written. */
const FORMS: readonly Form[] = ['solved', 'learner'];

/**
 * Reads the command line.
 * @param args what follows `npm run notebooks --`
 * @returns what to do
 * @throws TypeError for an unknown option, RangeError for a value out of range
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      numbers: { type: 'boolean', default: false },
      words: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      form: { type: 'string' },
      jobs: { type: 'string' },
      'cell-seconds': { type: 'string' },
      'notebook-seconds': { type: 'string' },
    },
  });
  const modes = (['quick', 'check', 'numbers', 'words'] as const).filter(mode => values[mode]);
  if (modes.length > 1)
    throw new RangeError(`${modes.map(mode => `--${mode}`).join(' and ')} do different things. Choose one.`);
  const form = values.form;
  const forms = FORMS.filter(known => form === undefined || known === form);
  if (forms.length === 0) throw new RangeError(`--form is learner or solved. Received "${form}".`);
  const limits = values.quick ? QUICK_LIMITS : FULL_LIMITS;
  return {
    filters: positionals,
    mode: modes[0] ?? 'full',
    forms,
    force: values.force === true,
    jobs: positive('jobs', values.jobs, values.quick ? Math.min(QUICK_JOBS, availableParallelism()) : 1),
    limits: {
      cellSeconds: positive('cell-seconds', values['cell-seconds'], limits.cellSeconds),
      notebookSeconds: positive('notebook-seconds', values['notebook-seconds'], limits.notebookSeconds),
    },
  };
}

function positive(name: string, value: string | undefined, otherwise: number): number {
  const number = value === undefined ? otherwise : Number(value);
  if (!(number > 0)) throw new RangeError(`--${name} is a number above 0. Received "${value}".`);
  return number;
}
