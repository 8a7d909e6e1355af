import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cifarResnet, withBlocksSwapped, withoutBlock } from '../../lib/models';
import type { NetworkSpec } from '../../lib/spec';
import { buildModel, entriesFor, loadStateDict, stateDict, toNDArray } from '../../lib/tfjs';
import { filledInput, filledState, predict } from '../tfjs/support';

const net = cifarResnet(14, { filters: [4, 8, 16] });
const state = filledState(net, net.inputShape);

test('trained weights load into a network without one of its blocks; without the choice they do not', () => {
  const shorter = withoutBlock(net, 'layer2.1');
  const kept = entriesFor(shorter, state);
  assert.deepEqual(
    [...state.keys()].filter(key => !kept.has(key)),
    ['conv1', 'bn1', 'conv2', 'bn2'].flatMap(part =>
      part.startsWith('conv')
        ? [`layer2.1.${part}.weight`]
        : ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'].map(w => `layer2.1.${part}.${w}`),
    ),
  );
  const model = buildModel(shorter, { initializer: 'zeros' });
  loadStateDict(model, shorter, kept);
  assert.deepEqual(
    stateDict(model, shorter).get('layer2.0.conv1.weight')?.data,
    state.get('layer2.0.conv1.weight')?.data,
  );
  assert.throws(() => loadStateDict(model, shorter, state), /10 unexpected: layer2\.1\.conv1\.weight/);
  model.dispose();
});

test('the order of blocks counts: swapped, the same weights give another output', () => {
  const deeper = cifarResnet(20, { filters: [4, 8, 16] });
  const weights = filledState(deeper, deeper.inputShape);
  const outputOf = (order: NetworkSpec): readonly number[] => {
    const model = buildModel(order, { initializer: 'zeros' });
    loadStateDict(model, order, entriesFor(order, weights));
    const y = Array.from(toNDArray(predict(model, filledInput([1, 3, 32, 32]))).data);
    model.dispose();
    return y;
  };
  const [before, after] = [outputOf(deeper), outputOf(withBlocksSwapped(deeper, 'layer1.1', 'layer1.2'))];
  assert.equal(after.length, 10);
  assert.notDeepEqual(after, before);
  assert.deepEqual(
    outputOf(withBlocksSwapped(withBlocksSwapped(deeper, 'layer1.1', 'layer1.2'), 'layer1.2', 'layer1.1')),
    before,
  );
});
