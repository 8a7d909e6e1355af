import type { Variable } from '@tensorflow/tfjs-node';
import { ResourceVariable } from './resourceVariable';
import { VariableMemory } from './variableMemory';

/** A variable of TensorFlow.js that TensorFlow's kernels change in place, one step at a time. Native backend only. */
export class SharedVariable {
  private readonly resource: ResourceVariable;
  private readonly memory: VariableMemory;

  constructor(private readonly variable: Variable) {
    this.resource = ResourceVariable.of(variable);
    this.memory = new VariableMemory(variable);
  }

  /** Begins a step: kernels may change what this gives. Until `end`, the variable cannot be read. */
  begin(): ResourceVariable {
    if (this.memory.isChanged) this.resource.assign(this.variable);
    this.memory.release();
    return this.resource;
  }

  /** Ends it: the variable has the new value. */
  end(): void {
    this.memory.take(this.resource.read());
  }

  dispose(): void {
    this.resource.dispose();
  }
}
