/** Finds a Python that has PyTorch. */
import { spawnSync } from 'node:child_process';

export const NO_PYTORCH = `PyTorch is left out: no Python with torch and torchvision was found. To compare with it:
  python3 -m venv pytorch && pytorch/bin/pip install torch torchvision
  npm run bench -- --python pytorch/bin/python`;

/** Says whether a Python can import what the comparison needs. */
export type Probe = (python: string) => boolean;

const importsTorch: Probe = python =>
  spawnSync(python, ['-c', 'import torch, torchvision'], { stdio: 'ignore' }).status === 0;

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
  probe: Probe = importsTorch,
): string | undefined {
  if (asked === undefined) return usual.find(probe);
  if (probe(asked)) return asked;
  throw new RangeError(
    `--python "${asked}" cannot import torch and torchvision. Install them: "${asked}" -m pip install torch torchvision.`,
  );
}
