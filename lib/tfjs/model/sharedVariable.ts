import type { Variable } from '@tensorflow/tfjs-node';
import { ResourceVariable } from './resourceVariable';
import { VariableMemory } from './variableMemory';

/** A variable of TensorFlow.js that TensorFlow's kernels change in place, one step at a time. Native backend only. */
export class SharedVariable {
  readonly resource: ResourceVariable;
  private readonly memory: VariableMemory;

  constructor(private readonly variable: Variable) {
    this.resource = ResourceVariable.of(variable);
    this.memory = new VariableMemory(variable);
  }

  /** Brings what something else has written to the variable to the kernels. */
  refresh(): void {
    if (this.memory.isChanged) this.resource.assign(this.variable);
  }

  /** Lets kernels change it. Until `take`, the variable cannot be read. */
  release(): void {
    this.memory.release();
  }

  /** Gives the variable what the kernels have made of it. */
  take(): void {
    this.memory.take(this.resource.read());
  }

  dispose(): void {
    this.resource.dispose();
  }
}

/** Runs kernels that change some variables. However that ends, the variables can be read afterwards. */
export function changeTogether(
  variables: readonly SharedVariable[],
  change: (resources: readonly ResourceVariable[]) => void,
): void {
  for (const variable of variables) variable.refresh();
  for (const variable of variables) variable.release();
  try {
    change(variables.map(({ resource }) => resource));
  } finally {
    for (const variable of variables) variable.take();
  }
}
