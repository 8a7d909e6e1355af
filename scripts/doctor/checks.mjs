// @ts-check
import { describeBackend } from '../setup/backend.mjs';
import { filesRemedy } from '../setup/data.mjs';

/**
 * What the doctor finds, one line each. These functions only judge; facts.mjs looks.
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {boolean} ok
 * @property {string} detail
 * @property {string} [remedy] what to do; there when not ok
 * @property {readonly string[]} [mend] set-up steps that mend it
 *
 * @typedef {import('../setup/condition.mjs').Condition} Condition
 *
 * How each step of set-up stands that makes something, by its id.
 * @typedef {Readonly<Record<'packages' | 'python' | 'tensorflow' | 'library' | 'jupyter', Condition>>} Conditions
 *
 * @typedef {object} Facts
 * @property {string} node version
 * @property {Conditions} steps
 * @property {{ version: string } | { problem: string, remedy: string }} python on the machine
 * @property {string | undefined} venv version of the Python in .venv
 * @property {{ file: string, version: string } | undefined} compiler
 * @property {string} compilerHint
 * @property {boolean} compilerHelps whether there is anything to compile on this system
 * @property {import('../setup/backend.mjs').BackendRecord | undefined} backend
 * @property {string | undefined} backendProblem what stops it from multiplying two matrices
 * @property {{ problem: string } | { seconds: number }} kernel
 * @property {boolean} renderer whether JupyterLab can draw plotly figures
 * @property {{ files: number, damaged: readonly string[] }} sources the course's own programs and notebooks
 * @property {{ files: number, damaged: readonly string[] }} data
 * @property {boolean} git whether files of the course can be taken from Git again
 * @property {number} disk free gigabytes
 * @property {{ total: number, free: number }} memory gigabytes
 */

const fix = 'npx convnets doctor --fix';
/** So many names of damaged files are told. */
const mostNames = 3;
const leastDisk = 1;
const leastMemory = { total: 3.5, free: 1 };

/** @type {(name: string, detail: string) => Check} */
const good = (name, detail) => ({ name, ok: true, detail });
/** @type {(name: string, detail: string, remedy: string, mend?: readonly string[]) => Check} */
const bad = (name, detail, remedy, mend) => ({ name, ok: false, detail, remedy, ...(mend ? { mend } : {}) });

/**
 * What is wrong with the result of a step.
 *
 * @param {string} what the result, in words
 * @param {Condition} condition
 * @returns {string | undefined}
 */
function stepProblem(what, condition) {
  switch (condition.state) {
    case 'done':
      return undefined;
    case 'new':
      return `${what}: not set up yet`;
    case 'changed':
      return `${what}: made for another version of the course, or for another folder`;
    case 'gone':
      return `${what}: missing`;
    case 'damaged':
      return missingOrDamaged(condition.files);
  }
}

/** @param {readonly string[]} files */
function missingOrDamaged(files) {
  const more = files.length > mostNames ? ` and ${files.length - mostNames} more` : '';
  return `missing or damaged: ${files.slice(0, mostNames).join(', ')}${more}`;
}

/**
 * With another Node the doctor does not get this far: convnets.mjs says so at once.
 *
 * @param {Facts} facts
 */
const checkNode = ({ node }) => good('Node', node);

/** @param {Facts} facts */
function checkPackages({ steps: { packages } }) {
  const problem = stepProblem('node_modules', packages);
  return problem ? bad('Packages', problem, fix, ['packages']) : good('Packages', 'the Node packages are complete');
}

/** @param {Facts} facts */
function checkPython({ python, venv, steps }) {
  const problem = stepProblem('.venv', steps.python);
  if (venv && !problem) return good('Python', `${venv} in .venv`);
  if ('problem' in python) return bad('Python', python.problem, python.remedy);
  if (venv && problem) return bad('Python', problem, fix, ['python']);
  return bad('Python', `${python.version} is there, but the environment .venv is missing or broken`, fix, ['python']);
}

/** @param {Facts} facts */
function checkCompiler({ compiler, compilerHint, compilerHelps, backend }) {
  if (compiler) return good('Compiler', `${compiler.file} ${compiler.version}`);
  if (!compilerHelps) return good('Compiler', 'none, and none is needed on this system');
  if (backend?.backend === 'native' || backend?.backend === 'prebuilt') {
    return good('Compiler', 'none, and none is needed: TensorFlow is built already');
  }
  return bad('Compiler', 'no C++ compiler was found', `${compilerHint}, then: npm run setup`);
}

/** @param {Facts} facts */
function checkBackend({ backend, backendProblem, compiler, compilerHelps, steps: { tensorflow } }) {
  if (!backend) return bad('Backend', 'TensorFlow has not been set up', fix, ['tensorflow']);
  const problem = stepProblem('TensorFlow', tensorflow);
  if (problem) return bad('Backend', problem, fix, ['tensorflow']);
  if (backendProblem) return bad('Backend', `TensorFlow does not work: ${backendProblem}`, fix, ['tensorflow']);
  const detail = describeBackend(backend);
  if (backend.backend === 'native') return good('Backend', detail);
  if (backend.backend === 'prebuilt') return good('Backend', `${detail}. ${backend.reason}`);
  const remedy = !compiler && compilerHelps ? `get a compiler (see above), then: ${fix}` : fix;
  return bad('Backend', `${detail}, which is slow. ${backend.reason}`, remedy, ['tensorflow']);
}

/** @param {Facts} facts */
function checkLibrary({ steps: { library } }) {
  const problem = stepProblem('lib/dist', library);
  return problem ? bad('Library', problem, fix, ['library']) : good('Library', "the course's library is compiled");
}

/** @param {Facts} facts */
function checkKernel({ kernel, steps: { jupyter } }) {
  if ('problem' in kernel) return bad('Kernel', kernel.problem, fix, ['library', 'jupyter']);
  const problem = stepProblem("JupyterLab's settings", jupyter);
  return problem
    ? bad('Kernel', problem, fix, ['jupyter'])
    : good('Kernel', `started and answered in ${kernel.seconds.toFixed(1)} s`);
}

/** @param {Facts} facts */
function checkRenderer({ renderer }) {
  return renderer
    ? good('Renderer', 'JupyterLab can draw plotly figures')
    : bad('Renderer', "JupyterLab's extension for plotly figures is missing", fix, ['python']);
}

/** @param {Facts} facts */
function checkSources({ sources: { files, damaged }, git }) {
  if (damaged.length > 0) return bad('Course', missingOrDamaged(damaged), filesRemedy(damaged, git));
  return good('Course', `${files} files, none missing or empty`);
}

/** @param {Facts} facts */
function checkData({ data: { files, damaged }, git }) {
  if (damaged.length > 0) return bad('Data', `missing or damaged: ${damaged.join(', ')}`, filesRemedy(damaged, git));
  return good('Data', `${files} files, all as they should be`);
}

/** @param {Facts} facts */
function checkDisk({ disk }) {
  return disk >= leastDisk
    ? good('Disk', `${disk.toFixed(0)} GB free`)
    : bad('Disk', `${disk.toFixed(1)} GB free, and the course needs ${leastDisk} GB`, 'free some disk space');
}

/** @param {Facts} facts */
function checkMemory({ memory: { total, free } }) {
  const detail = `${free.toFixed(1)} of ${total.toFixed(1)} GB free`;
  if (total < leastMemory.total) {
    return bad('Memory', detail, 'keep one notebook open at a time, and set CONVNETS_QUICK=1 for short trainings');
  }
  return free >= leastMemory.free
    ? good('Memory', detail)
    : bad('Memory', detail, 'close other programs, or shut down kernels in JupyterLab (the menu Kernel)');
}

const judges = [
  checkNode,
  checkPackages,
  checkPython,
  checkCompiler,
  checkBackend,
  checkLibrary,
  checkKernel,
  checkRenderer,
  checkSources,
  checkData,
  checkDisk,
  checkMemory,
];

/**
 * @param {Facts} facts
 * @returns {Check[]}
 */
export const judge = facts => judges.map(check => check(facts));

/**
 * After `--fix`, a check that fails still does not advise the same again.
 *
 * @param {readonly Check[]} checks
 * @returns {Check[]}
 */
export const afterFix = checks =>
  checks.map(check =>
    check.remedy?.startsWith(fix)
      ? { ...check, remedy: 'it could not be mended: the lines above say why, and the logs in .setup/logs say more' }
      : check,
  );

/**
 * The checks as lines of text.
 *
 * @param {readonly Check[]} checks
 * @returns {string}
 */
export function describeChecks(checks) {
  const lines = checks.flatMap(({ name, ok, detail, remedy }) => [
    `  ${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(9)}  ${detail}`,
    ...(remedy ? [`${' '.repeat(19)}Remedy: ${remedy}`] : []),
  ]);
  const failed = checks.filter(check => !check.ok).length;
  const sum = failed === 0 ? 'Everything works.' : `${failed} of ${checks.length} checks failed.`;
  return [...lines, '', sum].join('\n');
}
