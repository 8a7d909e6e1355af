/**
 * What a run says when it was interrupted: how far it came, what is not set, and how to go on.
 *
 * @param stopped.path where it was saved, null when it was not
 * @param stopped.resumable whether `resume` can go on with it
 */
export function stopWords(stopped: {
  readonly step: number;
  readonly totalSteps: number;
  readonly path: string | null;
  readonly resumable: boolean;
}): string {
  const { step, totalSteps, path, resumable } = stopped;
  const saved = path === null ? 'Nothing was saved.' : `Saved as ${path}; in a new kernel call fit with resume: true.`;
  const goOn = resumable
    ? 'The cell ended here, so the variable for its result is not set. To go on, write in a new cell: ' +
      'const history = await training.resume(); with the name that you need in place of history.'
    : 'The cell ended here, so the variables for its results are not set. Run it again: it starts from its beginning.';
  return `Stopped after step ${step} of ${totalSteps}. ${goOn} ${saved}`;
}
