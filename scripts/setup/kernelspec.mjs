// @ts-check
import { join } from 'node:path';
import { writeWhole } from './stamp.mjs';

/** A convolution kernel on its input, for JupyterLab's launcher. */
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect width="64" height="64" rx="8" fill="#3178c6"/>
  <g fill="#ffffff" fill-opacity="0.35">
${[0, 1, 2, 3].flatMap(y => [0, 1, 2, 3].map(x => `    <rect x="${9 + 12 * x}" y="${9 + 12 * y}" width="10" height="10"/>`)).join('\n')}
  </g>
  <rect x="20" y="8" width="36" height="36" fill="none" stroke="#ffffff" stroke-width="3"/>
  <circle cx="38" cy="26" r="5" fill="#ffffff"/>
</svg>
`;

/**
 * Writes the kernelspec "tslab" of the course into a virtual environment. It takes precedence over a kernelspec of that
 * name that the user may have, as long as Jupyter is started from that environment.
 *
 * @param {object} where
 * @param {string} where.root - the absolute path of the course.
 * @param {string} where.venv - the absolute path of the virtual environment.
 * @param {string} where.node - the absolute path of the Node executable.
 * @returns {string} the folder of the kernelspec.
 */
export function writeKernelspec({ root, venv, node }) {
  const folder = join(venv, 'share', 'jupyter', 'kernels', 'tslab');
  const spec = {
    argv: [
      node,
      // A cell can be terminated anywhere; Node would take what that leaves behind for a fault of its own, and exit.
      '--no-force-async-hooks-checks',
      '-r',
      join(root, 'lib', 'jupyter', 'start.cjs'),
      join(root, 'node_modules', 'tslab', 'bin', 'tslab'),
      'kernel',
      '--config-path',
      '{connection_file}',
    ],
    display_name: 'TypeScript (convnets)',
    language: 'typescript',
    // A message reaches the kernel whatever its main thread does, on Windows too; a signal does not.
    interrupt_mode: 'message',
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
  };
  writeWhole(join(folder, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
  writeWhole(join(folder, 'logo-svg.svg'), LOGO);
  return folder;
}
