import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LARGE_DIGITS, scenes } from '../../../lib/datasets';
import { fcn8s_mini, fcn16s_mini, fcn32s_mini } from '../../../lib/models';
import { pixelClassification, refined } from '../../../lib/segmentation';
import { at, type NetworkSpec } from '../../../lib/spec';
import { buildModel, stateDict } from '../../../lib/tfjs';
import { adam, evaluate, fit } from '../../../lib/training';

const scaling = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
const { maskClassNames: classNames, ...drawn } = scenes({ count: 32, ...LARGE_DIGITS });
const pictures = { ...drawn, classNames };
const task = pixelClassification();
const quiet = { checkpoints: false, display: false } as const;

/** An FCN-32s with weights that are not those of a start. */
async function trained(): Promise<{ model: ReturnType<typeof buildModel>; net: NetworkSpec }> {
  const net = fcn32s_mini();
  const model = buildModel(net, { seed: 1, initializer: 'he', bilinearUpsampling: true });
  await fit(model, pictures, {
    ...quiet,
    task,
    scaling,
    epochs: 1,
    batchSize: 8,
    optimizer: adam(),
    learningRate: 0.003,
  });
  return { model, net };
}

test('a finer network takes over all that both have, and its new scores say nothing yet', async () => {
  const coarse = await trained();
  const before = stateDict(coarse.model, coarse.net);
  const net = fcn16s_mini();
  const model = refined(coarse, net, { seed: 2 });
  const state = stateDict(model, net);
  for (const [key, { data }] of state) {
    const known = before.get(key);
    if (known !== undefined) assert.deepEqual(data, known.data, key);
    else if (key.startsWith('score'))
      assert.ok(
        data.every(value => value === 0),
        key,
      );
    else assert.match(key, /^enlarge/);
  }
  assert.deepEqual([...state.keys()].filter(key => !before.has(key)).sort(), [
    'enlarge16to1.weight',
    'enlarge32to16.weight',
    'score16.bias',
    'score16.weight',
  ]);
  assert.deepEqual(stateDict(coarse.model, coarse.net), before, 'the coarse one is left as it is');
});

test('step by step the loss goes on from where it was', async () => {
  const coarse = await trained();
  const losses = [(await evaluate(coarse.model, pictures, { task })).loss];
  let current: { model: ReturnType<typeof buildModel>; net: NetworkSpec } = coarse;
  for (const build of [fcn16s_mini, fcn8s_mini]) {
    const net = build();
    current = { net, model: refined(current, net, { seed: 1 }) };
    losses.push((await evaluate(current.model, pictures, { task, scaling })).loss);
  }
  const fresh = buildModel(fcn8s_mini(), { seed: 1, initializer: 'he', bilinearUpsampling: true });
  const { loss: atStart } = await evaluate(fresh, pictures, { task, scaling });
  assert.ok(at(losses, 2) < 0.8 * atStart, `${losses.join(', ')} against ${atStart}`);
});
