import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { models, segmentation } from '../../lib';

test('the room is part of the library, and bringing it in loads no TensorFlow', () => {
  const masks = [0, 1, 1, 255];
  const matrix = segmentation.confusionMatrix(masks, [0, 1, 0, 1], { numClasses: 2, ignoreLabel: 255 });
  assert.deepEqual(matrix, [
    [1, 0],
    [1, 1],
  ]);
  assert.equal(segmentation.metrics(matrix).pixelAccuracy, 2 / 3);
  assert.deepEqual(Object.values(segmentation.cropOffsets(models.fcn8s())), [5, 9, 31]);
  assert.deepEqual(segmentation.pixelClassification().settings, { task: 'pixelClassification', ignoreLabel: 255 });
  assert.ok(!Object.keys(require.cache).some(path => /@tensorflow[\\/]tfjs-core/.test(path)), 'TensorFlow is loaded');
});

/** The files that compute; the index brings the task in, too. */
const PAGE = `
  import { nearBoundary } from './boundary';
  import { confusionMatrix } from './confusionMatrix';
  import { cropOffsets } from './cropOffsets';
  import { fullyConvolutional } from './fullyConvolutional';
  import { labelMap } from './labelMap';
  import { metrics } from './metrics';
  import { vocColor } from './palette';
  import { fcn16s, vgg16_cifar } from '../models';

  const truth = labelMap([2, 2], [0, 1, 1, 1]);
  const near = nearBoundary(truth, { width: 1, ignoreLabel: 255 });
  result = JSON.stringify({
    offsets: cropOffsets(fcn16s()),
    layers: fullyConvolutional(vgg16_cifar()).layers.some(({ op }) => op === 'dense'),
    iou: metrics(confusionMatrix(near, [0, 1, 0, 1], { numClasses: 2, ignoreLabel: 255 })).iou,
    color: vocColor(15),
  });
`;

test('what computes runs in a page, without Node', async () => {
  const bundle = await build({
    stdin: { contents: PAGE, resolveDir: join(__dirname, '..', '..', 'lib', 'segmentation'), loader: 'ts' },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const page = { result: '' };
  runInNewContext(bundle.outputFiles.map(({ text }) => text).join(), page);
  assert.deepEqual(JSON.parse(page.result), {
    offsets: { score_pool4c: 5, score: 27 },
    layers: false,
    iou: [1 / 2, 1 / 2],
    color: [192, 128, 128],
  });
});
