import { at } from '../../spec/at';

/** When a learning rate is asked for. */
export interface Moment {
  /** Steps done before this one, from 0 on. */
  readonly step: number;
  /** Steps of the whole run. */
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

/** The learning rate of each step: a function, and its settings for checkpoints and tables. */
export interface Schedule {
  (moment: Moment): number;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * The same learning rate in every step.
 *
 * @param learningRate above 0
 * @throws RangeError when it is not
 */
export function constant(learningRate: number): Schedule {
  checkPositive('constant', { learningRate });
  return named({ schedule: 'constant', learningRate }, () => learningRate);
}

/**
 * A learning rate that is multiplied by `gamma` at each milestone, as in the papers of ResNet and DenseNet.
 *
 * @param options.milestones epochs at whose start the rate changes, ascending
 * @param options.gamma 0.1 by default
 * @throws RangeError when a milestone or rate makes no sense
 */
export function stepDecay(options: {
  readonly learningRate: number;
  readonly milestones: readonly number[];
  readonly gamma?: number;
}): Schedule {
  const { learningRate, milestones, gamma = 0.1 } = options;
  checkPositive('stepDecay', { learningRate, gamma });
  if (milestones.some((epoch, i) => !(epoch > at([0, ...milestones], i)))) {
    throw new RangeError(
      `stepDecay: milestones must be ascending epochs above 0. Received [${milestones.join(', ')}].`,
    );
  }
  return named({ schedule: 'stepDecay', learningRate, milestones, gamma }, ({ step, stepsPerEpoch }) => {
    const passed = milestones.filter(epoch => step >= epoch * stepsPerEpoch).length;
    return learningRate * gamma ** passed;
  });
}

/**
 * Half a cosine from the first learning rate down to the last.
 *
 * @param options.final at the end, 0 by default
 * @see https://arxiv.org/abs/1608.03983, equation 5, without restarts
 */
export function cosine(options: { readonly learningRate: number; readonly final?: number }): Schedule {
  const { learningRate, final = 0 } = options;
  checkPositive('cosine', { learningRate });
  if (!(final >= 0 && final <= learningRate)) {
    throw new RangeError(`cosine: final must lie between 0 and the learning rate ${learningRate}. Received ${final}.`);
  }
  return named({ schedule: 'cosine', learningRate, final }, ({ step, totalSteps }) =>
    halfCosine(learningRate, final, step / totalSteps),
  );
}

/**
 * Up to a peak, then down to almost 0, each along half a cosine: large steps in the middle, careful ones at the end.
 * As `torch.optim.lr_scheduler.OneCycleLR`, without its change of the momentum.
 *
 * @param options.peak the largest learning rate
 * @param options.warmup part of the run until the peak, 0.3 by default
 * @param options.start the first rate is peak / start, 25 by default
 * @param options.end the last rate is peak / start / end, 10,000 by default
 * @see https://arxiv.org/abs/1708.07120
 */
export function oneCycle(options: {
  readonly peak: number;
  readonly warmup?: number;
  readonly start?: number;
  readonly end?: number;
}): Schedule {
  const { peak, warmup = 0.3, start = 25, end = 1e4 } = options;
  checkPositive('oneCycle', { peak, start, end });
  if (!(warmup > 0 && warmup < 1)) {
    throw new RangeError(`oneCycle: warmup is a part of the run, between 0 and 1. Received ${warmup}.`);
  }
  const first = peak / start;
  return named({ schedule: 'oneCycle', peak, warmup, start, end }, ({ step, totalSteps }) => {
    const top = warmup * totalSteps - 1;
    if (step <= top) return halfCosine(first, peak, step / top);
    return halfCosine(peak, first / end, (step - top) / (totalSteps - 1 - top));
  });
}

/**
 * Another schedule whose first epochs climb in a straight line from almost 0, for networks that diverge at first.
 *
 * @param schedule what follows
 * @param epochs how long the climb takes
 */
export function warmup(schedule: Schedule, epochs: number): Schedule {
  checkPositive('warmup', { epochs });
  return named({ schedule: 'warmup', epochs, after: schedule.settings }, moment => {
    const share = (moment.step + 1) / (epochs * moment.stepsPerEpoch);
    return schedule(moment) * Math.min(1, share);
  });
}

/** A number is a constant schedule. */
export function toSchedule(learningRate: number | Schedule): Schedule {
  return typeof learningRate === 'number' ? constant(learningRate) : learningRate;
}

function halfCosine(from: number, to: number, progress: number): number {
  const part = Math.min(Math.max(progress, 0), 1);
  return to + ((from - to) * (1 + Math.cos(Math.PI * part))) / 2;
}

function named(settings: Schedule['settings'], rate: (moment: Moment) => number): Schedule {
  return Object.assign((moment: Moment) => rate(moment), { settings });
}

function checkPositive(where: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isFinite(value) && value > 0) continue;
    throw new RangeError(`${where}: ${name} must be a number above 0. Received ${value}.`);
  }
}
