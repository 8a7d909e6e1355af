import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/**
 * Runs TypeScript as a user who may not read everything: root, whom no permission stops, becomes nobody.
 *
 * @param code may `require` modules of the repository by their path from its top
 * @returns what it printed
 */
export function asNobody(code: string): string {
  const run = [process.execPath, '--import', 'tsx', '-e', code.replaceAll('@/', `${root}/`)];
  const isRoot = process.getuid?.() === 0;
  const [command = '', ...args] = isRoot
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...run]
    : run;
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    // tsx keeps what it compiled in a folder of the temporary ones: root's is not nobody's.
    env: { ...process.env, TSX_DISABLE_CACHE: '1', HOME: '/nonexistent' },
  });
  if (status !== 0) throw new Error(`asNobody: ${stderr}`);
  return stdout;
}
