/**
 * What a run says when it was interrupted: how far it came, what got no value, and how to go on. Code stands between backticks.
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
  const saved =
    path === null ? 'Nothing was saved.' : `Saved as ${path}; in a new kernel call fit with \`resume: true\`.`;
  const goOn = resumable
    ? 'The cell ended here, so the variable for its result got no value. To go on, write in a new cell ' +
      '`const history = await training.resume();`, with the name that you need in place of `history`.'
    : 'The cell ended here, so the variables for its results got no value. Run it again: it starts from its beginning.';
  const count = (steps: number): string => steps.toLocaleString('en-US');
  return `Stopped after step ${count(step)} of ${count(totalSteps)}. ${goOn} ${saved}`;
}
