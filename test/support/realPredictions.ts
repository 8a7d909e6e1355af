/** Prints what yolo_mini finds in 25 test scenes, and what is there, for test/golden/make_real_predictions.py. */
import { join } from 'node:path';
import { SCATTERED_DIGITS, scenes } from '../../lib/datasets';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { detectYolo, toCorner } from '../../lib/detection';
import { yolo_mini } from '../../lib/models';
import { SCENES } from '../../lib/models/presets';
import type { Box } from '../../lib/spec';
import { buildModel, loadStateDict, readSafetensors } from '../../lib/tfjs';

const COUNT = 25;

async function main(): Promise<void> {
  const set = scenes({ ...SCATTERED_DIGITS, count: COUNT, seed: 0, split: 'test' });
  const net = yolo_mini();
  const model = buildModel(net, { initializer: 'zeros' });
  const weights = join(repositoryRoot(), 'data', 'weights', 'yolo_mini.safetensors');
  loadStateDict(model, net, await readSafetensors(weights));
  const row = (image: number, label: number, box: Box, last: number) =>
    [image + 1, label + 1, ...toCorner(box).map(edge => Number(edge.toFixed(3))), Number(last.toFixed(5))] as const;
  const size = 64 * 64 * 3;
  const predictions = set.objects.flatMap((_, image) => {
    const data = Float32Array.from(set.images.subarray(image * size, (image + 1) * size));
    const found = detectYolo(model, { shape: [64, 64, 3], data }, { scaling: SCENES });
    return found.map(({ label, box, score }) => row(image, label, box, score));
  });
  const truths = set.objects.flatMap((objects, image) => objects.map(({ label, box }) => row(image, label, box, 0)));
  console.log(JSON.stringify({ truths, predictions }));
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
