import { NoFixedGraph } from '../../tfjs/graph/recorder';
import type { Monitor } from '../observe/monitor';
import { type CompiledStep, compileStep } from './compiledStep';
import type { Setup } from './setup';
import { type StepInput, type StepResult, trainingStep } from './step';

/** What compiling takes is made up for after about 16 steps, with ResNet-20 as with the small AlexNet. */
const WORTH_COMPILING = 20;

/** Takes the steps of a run: compiled where that works and pays, one op after the other elsewhere. */
export class Stepper {
  private compiled: CompiledStep | 'not yet' | 'never';

  constructor(
    private readonly setup: Setup,
    private readonly monitor: Pick<Monitor, 'preparing' | 'notice'>,
  ) {
    const { options, totalSteps } = setup;
    this.compiled = (options.compile ?? totalSteps >= WORTH_COMPILING) ? 'not yet' : 'never';
  }

  take(input: StepInput, learningRate: number): StepResult {
    const { model, task, optimizer } = this.setup;
    if (this.compiled === 'not yet') this.compiled = this.compile(input);
    if (this.compiled !== 'never' && this.compiled.fits(input)) return this.compiled.run(input, learningRate);
    return trainingStep(model, input, { task, optimizer, learningRate });
  }

  /** Frees the graph. The weights and the optimizer's state are where they always are. */
  dispose(): void {
    if (typeof this.compiled !== 'string') this.compiled.dispose();
    this.compiled = 'never';
  }

  private compile(input: StepInput): CompiledStep | 'never' {
    const { model, task, optimizer } = this.setup;
    this.monitor.preparing('compiling the step');
    try {
      return compileStep(model, input, { task, optimizer });
    } catch (error) {
      if (!(error instanceof NoFixedGraph)) throw error;
      this.monitor.notice(`The steps are not compiled and take longer: ${error.message}.`);
      return 'never';
    } finally {
      this.monitor.preparing('');
    }
  }
}
