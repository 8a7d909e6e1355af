import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { detection } from '../../lib';

test('the room is part of the library, and bringing it in loads no TensorFlow', () => {
  assert.equal(detection.iou([0, 0, 2, 2], [0, 0, 2, 1]), 0.5);
  assert.ok(!Object.keys(require.cache).some(path => /@tensorflow[\\/]tfjs-core/.test(path)), 'TensorFlow is loaded');
});

/** The files that compute; the index may bring tasks in, too. */
const PAGE = `
  import { anchorGrid } from './anchors';
  import { decodeBoxes, encodeBoxes } from './boxes';
  import { matchBoxes } from './matching';
  import { errorAnalysis, evaluate } from './metrics';
  import { nms, softNms } from './nms';
  import { balancedSample } from './sampling';
  import { slidingWindows } from './slidingWindows';

  const truth = [4, 4, 12, 12];
  const anchors = anchorGrid({ imageSize: [16, 16], gridSize: [2, 2], sizes: [8], aspectRatios: [1], offset: 0.5 });
  const { truths } = matchBoxes([truth], anchors, { high: 0.7, low: 0.3, lowQuality: true });
  const known = [{ image: 0, class: 0, box: truth }];
  const found = [{ ...known[0], score: 1 }];
  result = JSON.stringify({
    positives: balancedSample(truths, { size: 8, positiveShare: 0.5, seed: 0 }).positive.length,
    decoded: decodeBoxes(encodeBoxes([truth], [anchors[0]]), [anchors[0]]),
    kept: nms([truth, truth], [1, 2], { iouThreshold: 0.5 }),
    soft: softNms([truth], [1], { decay: { kind: 'gaussian', sigma: 0.5 } }).places,
    windows: slidingWindows([16, 16], { windowSizes: [8] }).length,
    mAP: evaluate(found, known).mAP,
    errors: errorAnalysis(found, known).counts.missed,
  });
`;

test('what computes runs in a page, without Node', async () => {
  const bundle = await build({
    stdin: { contents: PAGE, resolveDir: join(__dirname, '..', '..', 'lib', 'detection'), loader: 'ts' },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const page = { result: '', TextEncoder };
  runInNewContext(bundle.outputFiles.map(({ text }) => text).join(), page);
  assert.deepEqual(JSON.parse(page.result), {
    positives: 4,
    decoded: [[4, 4, 12, 12]],
    kept: [1],
    soft: [0],
    windows: 25,
    mAP: 1,
    errors: 0,
  });
});
