/**
 * True when `npm run notebooks -- --quick` runs the notebook: training is then short, and its results mean nothing.
 * This is the only place that reads the setting.
 */
export const quick: boolean = process.env.CONVNETS_QUICK === '1';

/**
 * Chooses a setting of an experiment, such as its number of epochs.
 * @param full what a learner's run uses
 * @param short what the quick run uses, which only has to show that the code works
 * @returns `short` in a quick run, `full` otherwise
 */
export function pick<T>(full: T, short: T): T {
  return quick ? short : full;
}
