/** `npm run notebooks`: see `npm run notebooks -- --help` and CONTRIBUTING.md. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { courseIn } from './notebooks/course';
import { parseOptions, USAGE } from './notebooks/options';
import { runNotebooks } from './notebooks/run';

const ROOT = join(__dirname, '..');
const STOPPED = 130;

/** The kernels load lib/dist. */
function compileLibrary(): void {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', join(ROOT, 'lib')], { stdio: 'inherit' });
  if (status !== 0) throw new Error('lib does not compile; see the messages above.');
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(STOPPED);
    console.error('Stopping: killing the kernels.');
    controller.abort(new Error('Stopped.'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const options = parseOptions(args);
  if (options.mode === 'full' || options.mode === 'quick') compileLibrary();
  try {
    const passed = await runNotebooks(courseIn(ROOT), options, { print: console.log, signal: controller.signal });
    return passed ? 0 : 1;
  } catch (error) {
    if (controller.signal.aborted) return STOPPED;
    throw error;
  }
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
