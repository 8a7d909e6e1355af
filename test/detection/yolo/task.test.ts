import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCATTERED_DIGITS, type ScenesOptions, scenes } from '../../../lib/datasets';
import { type DetectionImages, detectYolo, detectYoloTimed, iou, yoloDetection } from '../../../lib/detection';
import { yolo_mini } from '../../../lib/models';
import { SCENES } from '../../../lib/models/presets';
import { at, type NDArray } from '../../../lib/spec';
import { buildModel, tf } from '../../../lib/tfjs';
import { adam, batchReport, cosine, evaluate, fit, overfitOneBatch } from '../../../lib/training';

const QUIET = { checkpoints: false, display: false } as const;
const task = yoloDetection({ grid: 8 });
const network = (seed = 1) => buildModel(yolo_mini(), { seed, initializer: 'he' });
const draw = (options: ScenesOptions): DetectionImages => scenes({ ...SCATTERED_DIGITS, ...options });

/** One picture of a set, from 0 to 255. */
function pictureOf(set: DetectionImages, index: number): NDArray {
  assert(set.images instanceof Uint8Array);
  return { shape: [64, 64, 3], data: Float32Array.from(set.images.subarray(index * 12288, (index + 1) * 12288)) };
}

test('one scene is learnt by heart, without augmentation: every box, and no other', async () => {
  const set = draw({ count: 1, objects: [3, 3], seed: 4 });
  const model = network();
  // The rate falls to 0, so that the moving statistics, which count in use, follow the weights.
  const { losses } = await overfitOneBatch(model, set, {
    ...{ task, steps: 150, below: 0, optimizer: adam(), learningRate: cosine({ learningRate: 0.003 }) },
    ...{ scaling: SCENES, display: false },
  });
  assert.ok(at(losses, 149) < 0.02, `the loss went from ${losses[0]} to ${losses[149]}`);
  const found = detectYolo(model, pictureOf(set, 0), { scoreThreshold: 0.3, scaling: SCENES });
  const truths = at(set.objects, 0);
  assert.equal(truths.length, 3);
  assert.equal(found.length, 3);
  for (const { box, label } of truths) {
    const match = found.find(one => one.label === label && iou(one.box, box) > 0.85);
    assert.ok(match !== undefined, `class ${label} at ${box}: ${JSON.stringify(found)}`);
    assert.ok(match.score > 0.8, `${match.score}`);
  }
});

test('pictures without an object are learnt, too: then nothing is found', async () => {
  const set = draw({ count: 4, objects: [0, 0] });
  const model = network();
  const { reached, history } = await overfitOneBatch(model, set, {
    ...{
      task,
      steps: 200,
      below: 0.01,
      batchSize: 4,
      optimizer: adam(),
      learningRate: 0.003,
      scaling: SCENES,
      display: false,
    },
  });
  assert.ok(reached);
  const { positives, unassigned, meanIou, middle, size, confidence, class: ofClass } = history.last;
  assert.deepEqual([positives, unassigned, meanIou, middle, size, confidence, ofClass], [0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(detectYolo(model, pictureOf(set, 0), { scoreThreshold: 0.3, scaling: SCENES }), []);
});

test('each term is shown apart, positives are counted, and nothing is kept', async () => {
  const set = draw({ count: 40 });
  const model = network();
  const options = { ...QUIET, task, validation: set, epochs: 2, batchSize: 10, optimizer: adam(), learningRate: 0.002 };
  const { last, toCSV, epochs } = await fit(model, set, options);
  assert.ok(Math.abs(last.middle + last.size + last.confidence + last.idle + last.class - last.loss) < 1e-4);
  assert.ok(last.loss < at(epochs, 0).loss);
  assert.ok(Math.abs(last.positives - at(epochs, 0).positives) < 1e-9 && last.positives > 1.5);
  assert.equal(typeof toCSV, 'function');
  const before = tf.memory().numTensors;
  await fit(model, set, options);
  detectYolo(model, pictureOf(set, 0));
  assert.equal(tf.memory().numTensors, before);
});

test('an evaluation says how well responsible boxes fit', async () => {
  const set = draw({ count: 12 });
  const measured = await evaluate(network(), set, { task, scaling: { mean: [0, 0, 0], std: [1, 1, 1] } });
  const objects = set.objects.flat().length;
  assert.ok(Math.abs(measured.positives * 12 - objects) < 1e-6 && measured.unassigned === 0);
  assert.ok(measured.meanIou >= 0 && measured.meanIou <= 1);
});

test('a report counts positive cells, and objects that no cell is left for', () => {
  const set = draw({ count: 2 });
  const double = { box: [10, 10, 20, 20], label: 1 } as const;
  const objects = [[double, { ...double, label: 2 }], [{ box: [40, 40, 60, 60], label: 3 } as const]];
  const rows = batchReport(network(), { ...set, objects }, { ...QUIET, task, epochs: 1, batchSize: 2 });
  const value = (what: string): number | undefined => rows.find(row => row.what === what)?.value;
  assert.deepEqual([value('cells with an object'), value('objects without a cell')], [2, 1]);
});

test('a picture of another size is stretched to the input, and boxes are told in its own pixels', () => {
  const model = network();
  const scaling = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
  const data = Float32Array.from({ length: 128 * 192 * 3 }, (_, i) => 127 + 127 * Math.sin(i / 50));
  const { detections, seconds, evaluations } = detectYoloTimed(
    model,
    { shape: [128, 192, 3], data },
    { scaling, scoreThreshold: 0.001 },
  );
  assert.ok(detections.length > 0);
  assert.ok(detections.every(({ box: [x1, y1, x2, y2] }) => x1 >= 0 && y1 >= 0 && x2 <= 192 && y2 <= 128));
  assert.ok(detections.some(({ box: [, , x2] }) => x2 > 64));
  assert.deepEqual([evaluations, seconds.proposals], [1, 0]);
  assert.ok(seconds.features > 0 && seconds.heads > 0);
});

test('what does not fit is named', async () => {
  const set = draw({ count: 2 });
  const other = yoloDetection({ grid: 4 });
  await assert.rejects(fit(network(), set, { ...QUIET, task: other, epochs: 1 }), {
    name: 'RangeError',
    message: 'fit: 2 boxes a cell and 10 classes need the output [4, 4, 20]. The model "yolo_mini" gives [8, 8, 20].',
  });
  assert.throws(() => yoloDetection({ grid: 8, coordinates: Number.NaN }), {
    name: 'RangeError',
    message: 'yoloDetection: the weights of the loss must be 0 or more. Received NaN.',
  });
  const model = network();
  assert.throws(() => detectYolo(model, pictureOf(set, 0)), {
    name: 'TypeError',
    message: /^detectYolo: it is not known/,
  });
  const scaling = { mean: [0], std: [1] };
  assert.throws(() => detectYolo(model, { shape: [64, 64, 1], data: new Float32Array(4096) }, { scaling }), {
    name: 'RangeError',
    message: 'detectYolo: the model "yolo_mini" takes one picture [h, w, 3]. Received [64, 64, 1].',
  });
});
