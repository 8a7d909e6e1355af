import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCATTERED_DIGITS, scenes } from '../../../lib/datasets';
import {
  classifyRegions,
  detectRegionsTimed,
  featureLayerOf,
  type RegionHeads,
  rcnnFeatures,
  regionImages,
  sppnetFeatures,
  trainHeads,
  warpRegions,
} from '../../../lib/detection';
import * as models from '../../../lib/models';
import { Graph } from '../../../lib/spec';
import { buildModel } from '../../../lib/tfjs';
import { layerOutput } from '../../../lib/tfjs/model/layerOutput';
import { assertClose } from '../../support/assertClose';
import { uniforms } from '../../support/fill';

const scaling = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
const size = 32 * 32 * 3;
const image = { shape: [32, 32, 3], data: Float32Array.from(uniforms('picture', size), u => Math.round(255 * u)) };
const scaled = (data: Float32Array): Float32Array => data.map(value => (value / 255 - 0.5) / 0.25);

test("R-CNN's features are those of the network on warped regions, whatever the batch", () => {
  const model = buildModel(models.rcnn_mini(), { seed: 3 });
  assert.equal(featureLayerOf(model), 'fc6.relu');
  const boxes = [
    [0, 0, 32, 32],
    [4, 6, 20, 31],
    [10, 10, 14, 12],
  ] as const;
  const warped = warpRegions(image, boxes, { size: 32, context: 2 });
  const expected = layerOutput(model, { shape: warped.shape, data: scaled(warped.data) }, 'fc6.relu');
  for (const batchSize of [2, 32]) {
    const extractor = rcnnFeatures(model, { scaling, batchSize });
    const { features, evaluations } = extractor.extract(image, boxes);
    assert.deepEqual([features.shape, evaluations], [[3, 128], 3]);
    assertClose(features.data, expected.data, 1e-4);
    assert.deepEqual(extractor.extract(image, []).features.shape, [0, 0]);
    extractor.dispose();
  }
  model.dispose();
});

for (const [name, hidden, layer] of [
  ['without dense layers', [], 'spp'],
  ['with a dense layer', [20], 'fc6.relu'],
] as const) {
  test(`SPPNet's features, ${name}: those of the whole picture are what the network gives, for one evaluation`, () => {
    const net = models.spp_on(models.rcnn_mini(), { stride: 4, hidden, numClasses: 11 });
    const model = buildModel(net, { seed: 3 });
    const extractor = sppnetFeatures(model, { scaling });
    const { features, evaluations } = extractor.extract(image, [
      [0, 0, 32, 32],
      [3, 9, 17, 30],
    ]);
    const expected = layerOutput(model, { shape: [1, 32, 32, 3], data: scaled(image.data) }, layer);
    assert.equal(evaluations, 1);
    assert.deepEqual(features.shape, [2, expected.shape[1]]);
    assertClose(features.data.subarray(0, expected.data.length), expected.data, 1e-4);
    extractor.dispose();
    model.dispose();
  });
}

const heads: RegionHeads = {
  kind: 'svm',
  scale: 2,
  classifier: { weights: { shape: [2, 1], data: Float32Array.of(1, -1) }, biases: Float32Array.of(0, 0) },
  regressors: [null, null],
};

test('regions are classified, and of those that overlap the surest stays, class by class', () => {
  const regions = [
    [0, 0, 10, 10],
    [1, 0, 11, 10],
    [20, 20, 30, 30],
  ] as const;
  const features = { shape: [3, 1], data: Float32Array.of(1, 2, -0.25) };
  // Scores of class 0: 2, 4, −0.5; of class 1: −2, −4, 0.5.
  assert.deepEqual(classifyRegions(heads, features, regions, [40, 40]), [
    { box: [1, 0, 11, 10], label: 0, score: 4 },
    { box: [20, 20, 30, 30], label: 1, score: 0.5 },
    { box: [20, 20, 30, 30], label: 0, score: -0.5 },
  ]);
  assert.equal(classifyRegions(heads, features, regions, [40, 40], { minScore: 0, count: 1 }).length, 1);
  assert.deepEqual(classifyRegions(heads, { shape: [0, 1], data: new Float32Array(0) }, [], [40, 40]), []);
});

test('scenes become regions to train on, and heads are trained that find what they were shown', () => {
  const train = scenes({ ...SCATTERED_DIGITS, count: 12, seed: 4 });
  const proposals = { colorSpaces: ['rgb'], scales: [200] } as const;
  const regions = regionImages(train, { size: 32, proposals, perPicture: 6 });
  assert.deepEqual(regions.shape.slice(1), [32, 32, 3]);
  assert.equal(regions.classNames[0], 'background');
  assert.ok(regions.labels.some(label => label === 0) && regions.labels.some(label => label > 0));
  // One class is enough to see that the parts go together.
  const set = {
    ...{ images: train.images, shape: train.shape, classNames: ['digit'] },
    objects: train.objects.map(list => list.map(object => ({ ...object, label: 0 }))),
  };
  const model = buildModel(models.sppnet_mini(), { seed: 1 });
  const extractor = sppnetFeatures(model, { scaling });
  for (const kind of ['svm', 'softmax'] as const) {
    const trained = trainHeads(extractor, set, { kind, proposals, svm: { cost: 0.1 } });
    const detector = { extractor, heads: trained.heads, proposals, classNames: ['digit'] };
    const data = Float32Array.from(train.images.subarray(0, 64 * 64 * 3));
    const { detections, evaluations, seconds } = detectRegionsTimed(detector, { shape: [64, 64, 3], data });
    assert.equal(evaluations, 1);
    assert.ok(detections.length > 0 && Object.values(seconds).every(part => part >= 0));
    assert.equal(trained.rounds.length, kind === 'svm' ? 1 : 0);
  }
  extractor.dispose();
  model.dispose();
});

test('networks that do not fit are refused with the reason', () => {
  const g = new Graph('maps', [8, 8, 3]);
  const maps = buildModel(g.build(g.conv2d(g.input(), { filters: 2, kernelSize: 1 }, 'conv')));
  assert.throws(() => featureLayerOf(maps), {
    name: 'RangeError',
    message: 'featureLayerOf: a classifier ends with a dense layer. The network "maps" ends with conv2d "conv".',
  });
  const plain = buildModel(models.rcnn_mini());
  assert.throws(() => sppnetFeatures(plain, { scaling }), {
    name: 'RangeError',
    message: 'pyramidOf: "rcnn_mini" has no spatial pyramid. Make it with models.spp_on.',
  });
});
