import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateDictShapes } from '../../../lib/checkpoints/stateMap';
import * as models from '../../../lib/models';
import type { NetworkSpec } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs/backend';
import { compileForInference } from '../../../lib/tfjs/inference/compileForInference';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { loadStateDict, stateDict } from '../../../lib/tfjs/model/stateDict';
import { assertClose } from '../../support/assertClose';
import { filled } from '../../support/fill';
import { readGolden } from '../../support/golden';
import { filledInput, filledState, predict, torchOrder } from '../support';

interface Golden {
  readonly input: readonly [number, number, number, number];
  readonly outputStride: number;
  readonly output: readonly number[];
  readonly stateDict: Readonly<Record<string, readonly number[]>>;
}

/** Golden file → the network that it was computed with in PyTorch. */
const NETWORKS: Readonly<Record<string, NetworkSpec>> = {
  alexnet: models.alexnet(),
  vgg11: models.vgg11(),
  vgg16_bn: models.vgg16_bn(),
  googlenet: models.googlenet(),
  resnet18: models.resnet18(),
  resnet50: models.resnet50(),
  densenet121: models.densenet121(),
  fcn_resnet50: models.fcn_resnet50(),
  seed_alexnet: models.alexnet_paper(),
  seed_vgg16_cifar: models.vgg16_cifar(),
  seed_inception_3a: models.inception(),
  seed_basicblock_same: models.basic_block(),
  seed_basicblock_down: models.basic_block({ filters: 32, strides: 2 }),
  seed_transition: models.transition(),
  seed_densenet_40_12: models.densenet_cifar(),
  seed_densenet_bc_100_12: models.densenet_bc_100_12(),
};

function bytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

for (const [file, net] of Object.entries(NETWORKS)) {
  const reference = readGolden<Golden>(file);
  const [, channels, height, width] = reference.input;
  const inputShape = [height, width, channels];

  test(`${file}: names and shapes of its state_dict as in PyTorch, in the same order`, () => {
    assert.deepEqual([...stateDictShapes(net, { inputShape })], Object.entries(reference.stateDict));
  });

  test(`${file}: output within 1e-4 of PyTorch's, as layers and compiled, and the same weights come back`, () => {
    const before = tf.memory().numTensors;
    const model = buildModel(net, { inputShape, initializer: 'zeros' });
    loadStateDict(model, net, filledState(net, inputShape));
    const x = filledInput(reference.input);
    const compiled = compileForInference(model, reference.input[0]);
    const outputs = [predict(model, x), ...compiled.predict(x)];
    for (const y of outputs) {
      const values = torchOrder(y).filter((_, i) => i % reference.outputStride === 0);
      assertClose(values.subarray(0, reference.output.length), reference.output, 1e-4, file);
    }
    for (const [key, { shape, data }] of stateDict(model, net)) {
      assert(bytes(data).equals(bytes(filled(key, shape))), `${key} changed`);
    }
    tf.dispose([x, ...outputs]);
    model.dispose();
    compiled.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
}
