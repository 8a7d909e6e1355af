/** Finds a Python that has PyTorch. */
import { spawnSync } from 'node:child_process';

export const NO_PYTORCH = `PyTorch and the runtimes are left out: no Python with torch and torchvision was found. To compare with them:
  python3 -m venv pytorch && pytorch/bin/pip install torch torchvision onnxruntime openvino onnx onnxscript
  npm run bench -- --python pytorch/bin/python`;

/** Says whether a Python can run statements. */
export type Probe = (python: string, statements: string) => boolean;

/** Runs them. */
export const succeeds: Probe = (python, statements) =>
  spawnSync(python, ['-c', statements], { stdio: 'ignore' }).status === 0;

const IMPORTS = 'import torch, torchvision';

/**
 * The first Python with torch and torchvision.
 *
 * @param asked the one that the user named; then no other is tried
 * @param usual those to try otherwise
 * @returns undefined when none of the usual ones has them
 * @throws RangeError when the one that was asked for does not have them
 */
export function findPyTorch(
  asked: string | undefined,
  usual: readonly string[],
  probe: Probe = succeeds,
): string | undefined {
  if (asked === undefined) return usual.find(python => probe(python, IMPORTS));
  if (probe(asked, IMPORTS)) return asked;
  throw new RangeError(
    `--python "${asked}" cannot import torch and torchvision. Install them: "${asked}" -m pip install torch torchvision.`,
  );
}
