import type { StepInput } from './step';

/**
 * Says why the loss of a step is no number. A learning rate is to blame for the steps after the first only, and only where
 * what the step has read is right.
 *
 * @param at.step counted from 1
 * @param input of the step
 * @throws RangeError when the loss is not finite
 */
export function checkLoss(
  loss: number,
  at: { readonly step: number; readonly epoch: number; readonly learningRate: number },
  input: StepInput,
): void {
  if (Number.isFinite(loss)) return;
  const { step, epoch, learningRate } = at;
  const when = `fit: the loss became ${loss} at step ${step} (epoch ${epoch})`;
  const fault = faultOf(input);
  if (fault !== null) {
    throw new RangeError(`${when}, since ${fault}. The weights are spoiled: mend it, and build the model again.`);
  }
  if (step === 1) {
    throw new RangeError(
      `${when}, before any weight was changed, and images and answers are finite: the learning rate is not to blame. ` +
        'Either the weights were spoiled before, as by a run that failed: build the model again. Or the loss or a layer gives no number.',
    );
  }
  throw new RangeError(
    `${when}, with learning rate ${Number(learningRate.toPrecision(3))}. ` +
      'The steps were too large and the weights are spoiled: build the model again and train with a learning rate ten ' +
      'times smaller, or with a warm-up.',
  );
}

/** What of a step's input is not finite; null where all of it is. */
function faultOf({ images, shape: [count], targets }: StepInput): string | null {
  const all = [['image', images] as const, ...Object.entries(targets).map(([name, { data }]) => [name, data] as const)];
  for (const [name, data] of all) {
    const wrong = data.findIndex(value => !Number.isFinite(value));
    if (wrong === -1) continue;
    const place = Math.floor((wrong * count) / data.length);
    if (name === 'image') return `image ${place} of the batch is scaled to ${data[wrong]}`;
    return `what the task calls "${name}" is ${data[wrong]} for image ${place} of the batch`;
  }
  return null;
}
