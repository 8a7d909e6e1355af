// @ts-check
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

// `npm run lock`: writes the pinned Python packages, with hashes, for every system and every Python from 3.10 on.
// It needs uv (pip install uv); learners do not.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const options = ['--universal', '--generate-hashes', '--upgrade', '--python-version', '3.10', '--quiet'];

for (const name of ['requirements', 'scripts/setup/virtualenv']) {
  const args = [
    'pip',
    'compile',
    ...options,
    '--custom-compile-command',
    'npm run lock',
    `${name}.in`,
    '-o',
    `${name}.txt`,
  ];
  const { status, error } = spawnSync(process.env.UV ?? 'uv', args, { cwd: root, stdio: 'inherit' });
  if (error) console.error('uv was not found. Install it (pip install uv), or set UV to its path.');
  if (status !== 0) process.exit(1);
  console.log(`wrote ${name}.txt`);
}
