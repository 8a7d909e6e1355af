import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayersModel } from '@tensorflow/tfjs-node';
import * as datasets from '../../../lib/datasets';
import * as detection from '../../../lib/detection';
import * as models from '../../../lib/models';
import { at, type Box, type NDArray } from '../../../lib/spec';
import { buildModel, tf } from '../../../lib/tfjs';
import { adam, batchReport, evaluate, fit } from '../../../lib/training';

const QUIET = { checkpoints: false, display: false } as const;
const SCENE = datasets.scenes({ ...datasets.SCATTERED_DIGITS, count: 1, seed: 5, objects: [2, 2] });
const IMAGE: NDArray = { shape: [64, 64, 3], data: Float32Array.from(SCENE.images) };
const ANCHORS = { ...detection.MINI_ANCHORS, sampleSize: 64 };
const FEW = { before: 128, after: 32 };
/** One picture, without augmentation, until it is known by heart. */
const BY_HEART = { ...QUIET, epochs: 120, batchSize: 1, learningRate: 0.001 } as const;

/** The picture's own objects, and what lies beside them. */
const PROPOSALS: Box[] = at(SCENE.objects, 0).flatMap(({ box: [x1, y1, x2, y2] }): Box[] => [
  [Math.max(x1 - 3, 0), Math.max(y1 - 2, 0), Math.min(x2 + 2, 64), y2],
  [x1, y1 + 4, x2, y2],
  [0, 0, 20, 20],
  [x1, 0, Math.min(x2 + 20, 64), 12],
  [10, 40, 40, 64],
]);

function precision(found: readonly detection.Detection[]): number {
  const predictions = found.map(({ box, label, score }) => ({ image: 0, class: label, box, score }));
  const truths = at(SCENE.objects, 0).map(({ box, label }) => ({ image: 0, class: label, box }));
  return detection.evaluate(predictions, truths, { iouThresholds: [0.5] }).mAP;
}

/** Batch normalization of one picture: its statistics are those of every step. */
const networkOf = (build: typeof models.faster_rcnn_mini): LayersModel => buildModel(build(), { seed: 1 });

for (const compile of [true, false]) {
  test(`Faster R-CNN learns one scene by heart and finds its objects, ${compile ? 'compiled' : 'op by op'}`, async () => {
    const model = networkOf(models.faster_rcnn_mini);
    const task = detection.fasterRcnn({ ...ANCHORS, proposals: FEW, regions: { sampleSize: 32 } });
    const history = await fit(model, SCENE, { ...BY_HEART, task, optimizer: adam(), compile });
    const { last } = history;
    const parts = last.objectness + last.placement + last.classification + last.boxes;
    assert.ok(Math.abs(parts - last.loss) < 1e-5, 'the parts add up to the loss');
    assert.ok(last.loss < 0.15 * at(history.steps, 0).loss, `loss ${last.loss}`);
    assert.ok(last.positiveAnchors >= 2 && last.positiveRegions >= 2, 'anchors and regions with objects');
    const options = { ...detection.MINI_ANCHORS, proposals: FEW };
    const { detections, seconds, evaluations } = detection.detectFasterRcnnTimed(model, IMAGE, options);
    assert.equal(precision(detections), 1);
    assert.equal(evaluations, 1);
    assert.ok(seconds.features > 0 && seconds.proposals > 0 && seconds.heads > 0);
    assert.equal((await evaluate(model, SCENE, { task })).meanPrecision, 1);
    // A picture twice as large: boxes are told in its pixels.
    const large: NDArray = { shape: [128, 128, 3], data: doubled(IMAGE.data) };
    const half = detection.detectFasterRcnn(model, large, options).map(one => {
      return { ...one, box: detection.scaleBox(one.box, 0.5) };
    });
    assert.equal(precision(half), 1);
  });
}

function doubled(data: Float32Array): Float32Array {
  return Float32Array.from({ length: 4 * data.length }, (_, i) => {
    const [y, x, c] = [Math.floor(i / 384), Math.floor((i % 384) / 3), i % 3];
    return data[(Math.floor(y / 2) * 64 + Math.floor(x / 2)) * 3 + c] ?? 0;
  });
}

test('Fast R-CNN learns one scene by heart from given proposals, and finds its objects in them', async () => {
  const model = buildModel(models.fast_rcnn_mini(), { seed: 1 });
  const set = { ...SCENE, proposals: [PROPOSALS] };
  const task = detection.fastRcnn({ sampleSize: 16 });
  const history = await fit(model, set, { ...BY_HEART, task, optimizer: adam() });
  assert.ok(history.last.loss < 0.15 * at(history.steps, 0).loss, `loss ${history.last.loss}`);
  const before = tf.memory().numTensors;
  assert.equal(precision(detection.detectFastRcnn(model, IMAGE, { proposals: PROPOSALS })), 1);
  const timed = detection.detectFastRcnnTimed(model, IMAGE, { proposals: () => PROPOSALS });
  assert.equal(precision(timed.detections), 1);
  assert.deepEqual(detection.detectFastRcnn(model, IMAGE, { proposals: [] }), []);
  assert.equal(tf.memory().numTensors, before);
});

test('in four steps, the convolutions of the second network stay as they are from the third step on', async () => {
  const options = { ...ANCHORS, proposals: FEW, regions: { sampleSize: 32 } };
  const kept: Float32Array[][] = [];
  const built: LayersModel[] = [];
  const build = (): LayersModel => {
    const model = networkOf(models.faster_rcnn_mini);
    built.push(model);
    return model;
  };
  const isShared = (name: string): boolean => !/^(rpn|roi_heads)\./.test(name);
  const sharedWeights = (model: LayersModel): Float32Array[] =>
    model.layers
      .filter(({ name }) => isShared(name))
      .flatMap(layer => layer.getWeights().map(weight => Float32Array.from(weight.dataSync<'float32'>())));
  const model = await detection.trainInFourSteps(build, SCENE, options, step => {
    const second = built[1];
    if (second !== undefined) kept[step] = sharedWeights(second);
    return { ...QUIET, epochs: 60, batchSize: 1, optimizer: adam(), learningRate: 0.001 };
  });
  assert.equal(model, built[1]);
  assert.notDeepEqual(kept[2], kept[3], 'the second step trains the convolutions');
  assert.deepEqual(kept[3], kept[4]);
  assert.deepEqual(kept[4], sharedWeights(model));
  assert.ok(model.layers.every(({ trainable }) => trainable));
  const found = detection.detectFasterRcnn(model, IMAGE, { ...detection.MINI_ANCHORS, proposals: FEW });
  assert.equal(precision(found), 1);
});

test('a region proposal network learns alone; its report says how many anchors are positive', async () => {
  const model = networkOf(models.faster_rcnn_mini);
  const task = detection.regionProposal(ANCHORS);
  const options = { ...QUIET, task, epochs: 30, batchSize: 1, optimizer: adam(), learningRate: 0.001 };
  const rows = batchReport(model, SCENE, options);
  assert.ok(rows.some(({ what, value }) => what === 'anchors that count: positive' && value >= 2));
  const history = await fit(model, SCENE, options);
  assert.ok(history.last.objectness < 0.5 * at(history.epochs, 0).objectness);
});

test('what does not fit is refused with the reason', async () => {
  const two = buildModel(models.faster_rcnn_mini({ numClasses: 2, anchors: 3 }));
  const task = detection.fasterRcnn(ANCHORS);
  await assert.rejects(fit(two, SCENE, { ...BY_HEART, task }), {
    name: 'RangeError',
    message:
      'fit: the model "faster_rcnn_mini" must read regions and give [11] scores and [44] numbers for each: background and ' +
      '10 classes. Its first outputs are [3] and [12]. Build a detector with numClasses: 10.',
  });
  assert.throws(() => detection.anchorsOf(two, detection.MINI_ANCHORS), {
    name: 'RangeError',
    message:
      'the model "faster_rcnn_mini" must end in scores and boxes of 6 anchors at each place, [h, w, 6] or [h, w, 12] and ' +
      '[h, w, 24]. Its last outputs are [8, 8, 3] and [8, 8, 12]. Build it with as many anchors as there are sizes times ratios.',
  });
  const model = networkOf(models.faster_rcnn_mini);
  assert.throws(() => detection.detectFasterRcnn(model, IMAGE, detection.MINI_ANCHORS), { name: 'TypeError' });
  const scaling = { mean: [0, 0, 0], std: [1, 1, 1] };
  const grey: NDArray = { shape: [4, 4, 1], data: new Float32Array(16) };
  assert.throws(() => detection.detectFasterRcnn(model, grey, { ...detection.MINI_ANCHORS, scaling }), {
    name: 'RangeError',
    message: 'detectFasterRcnn: the model "faster_rcnn_mini" takes one picture [h, w, 3]. Received [4, 4, 1].',
  });
});
