import type { Tensor, Variable } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { tf } from '../../tfjs/backend';
import { checkpointNames } from './checkpointNames';
import { checkedPairs, savedValues } from './checks';
import type { Optimizer } from './optimizer';
import type { Rule } from './rule';
import { SharedScalars } from './scalars';
import { type Trained, trained } from './trained';

/** Makes an optimizer of its formula. */
export function createOptimizer<Slot extends string>(rule: Rule<Slot>): Optimizer {
  const { name, settings } = rule;
  const kept = new Map<Variable, Trained>();
  let steps = 0;

  function begin(variable: Variable): Trained {
    const found = trained(
      rule,
      variable,
      rule.slots.map(() => tf.zerosLike(variable)),
    );
    kept.set(variable, found);
    return found;
  }

  const apply: Optimizer['apply'] = (variables, gradients, learningRate) => {
    const pairs = checkedPairs(name, variables, gradients, learningRate);
    if (!variables.every(variable => kept.has(variable))) dispose();
    steps++;
    const scalars = new SharedScalars();
    for (const { variable, gradient } of pairs) {
      tf.tidy(() => (kept.get(variable) ?? begin(variable)).step(gradient, { learningRate, step: steps }, scalars));
    }
    scalars.dispose();
  };

  const state: Optimizer['state'] = () => {
    const names = checkpointNames([...kept.keys()]);
    const slots = [...kept.values()].flatMap((one, i) => {
      return one.read().map((tensor, j) => [`${at(rule.slots, j)}/${at(names, i)}`, taken(tensor)] as const);
    });
    return new Map([['step', { shape: [], data: Float32Array.of(steps) }], ...slots]);
  };

  const restore: Optimizer['restore'] = (variables, saved) => {
    const { step, values } = savedValues(name, rule.slots, variables, checkpointNames(variables), saved);
    dispose();
    steps = step;
    tf.tidy(() => {
      for (const [variable, arrays] of values) {
        const initial = arrays.map(data => tf.tensor(data.slice(), variable.shape, 'float32'));
        kept.set(variable, trained(rule, variable, initial));
      }
    });
  };

  function dispose(): void {
    for (const one of kept.values()) one.dispose();
    kept.clear();
    steps = 0;
  }

  return { name, settings, apply, state, restore, dispose };
}

function taken(tensor: Tensor): NDArray {
  const data = tensor.dataSync<'float32'>().slice();
  tensor.dispose();
  return { shape: [...tensor.shape], data };
}
