import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { asTrained } from '../../lib/cli/asTrained';
import { sizeFor } from '../../lib/cli/findObjects';
import { SCATTERED_DIGITS, scenes } from '../../lib/datasets';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { type Detection, detectFasterRcnn, detectYolo, iou, MINI_ANCHORS } from '../../lib/detection';
import { decodeImage } from '../../lib/images';
import { encodePng } from '../../lib/images/encodePng';
import { faster_rcnn_mini, yolo_mini } from '../../lib/models';
import { SCENES } from '../../lib/models/presets';
import { at, floatAt, type NDArray, type NetworkSpec } from '../../lib/spec';
import { buildModel, loadStateDict, readSafetensors } from '../../lib/tfjs';
import { codeFor, convnets, convnetsProcess, temporaryFolder } from './support';

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);
const weightsOf = (name: string): string => join(repositoryRoot(), 'data', 'weights', `${name}.safetensors`);

const set = scenes({ ...SCATTERED_DIGITS, count: 3, seed: 0, split: 'test' });
const bytes: NDArray = { shape: [64, 64, 3], data: Float32Array.from(set.images.subarray(0, 12288)) };
const picture = file('scene.png');

before(() => {
  writeFileSync(picture, encodePng({ ...bytes, data: bytes.data.map(value => value / 255) }));
  writeFileSync(file('two.txt'), 'cat\ndog\n');
  writeFileSync(file('names.txt'), 'zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n');
});

async function trained(net: NetworkSpec) {
  const model = buildModel(net, { initializer: 'zeros' });
  loadStateDict(model, net, await readSafetensors(weightsOf(net.name)));
  return model;
}

/** What the command printed, line by line, without the first and the last. */
function parsed(printed: string): { score: number; name: string; box: number[] }[] {
  const lines = printed.trimEnd().split('\n').slice(1);
  return lines.flatMap(line => {
    const [, score, name, box] = /^ *(-?[\d.]+) {2}(\S+) +([\d., -]+)$/.exec(line) ?? [];
    return score === undefined || name === undefined || box === undefined
      ? []
      : [{ score: Number(score), name, box: box.split(', ').map(Number) }];
  });
}

function agree(printed: string, expected: readonly Detection[]): void {
  const found = parsed(printed);
  assert.equal(found.length, expected.length);
  expected.forEach(({ score, label, box }, i) => {
    const one = at(found, i);
    assert.equal(one.name, String(label));
    assert.ok(Math.abs(one.score - score) <= 0.001, `${one.score}, expected ${score}`);
    box.forEach((edge, k) => {
      assert.ok(Math.abs(at(one.box, k) - edge) <= 0.06, `${one.box}, expected ${box}`);
    });
  });
}

test('YOLO with the weights of the course: what it finds, and the picture with the boxes', async () => {
  const { code, printed, errors } = convnetsProcess('detect', 'yolo_mini', picture, '--output', file('boxes.png'));
  assert.equal(code, 0, errors);
  const model = await trained(yolo_mini());
  const expected = detectYolo(model, bytes, { scaling: SCENES, scoreThreshold: 0.5 });
  model.dispose();
  assert.ok(expected.length > 0, 'the scene shows digits');
  agree(printed, expected);
  assert.ok(printed.startsWith(`${picture}: yolo_mini\n`));
  assert.ok(
    printed.endsWith(`the network ran once\n${file('boxes.png')}: the picture with ${expected.length} boxes\n`),
  );
  const drawn = decodeImage(readFileSync(file('boxes.png')), 'boxes.png');
  const [x1, y1] = at(expected, 0).box.map(edge => Math.max(0, Math.floor(edge)));
  const corner = 3 * ((y1 ?? 0) * 64 + (x1 ?? 0));
  assert.ok(Math.abs(floatAt(drawn.data, corner) - floatAt(bytes.data, corner) / 255) > 0.01, 'a frame is drawn');
});

test('Faster R-CNN, with another least score and names; a larger picture has larger boxes', async () => {
  const args = ['--score', '0.2', '--weights', weightsOf('faster_rcnn_mini')];
  const { printed, errors } = await convnets('detect', 'faster_rcnn_mini', picture, ...args);
  assert.equal(errors, '');
  const model = await trained(faster_rcnn_mini());
  const options = { ...MINI_ANCHORS, proposals: { after: 32 }, scaling: SCENES, scoreThreshold: 0.2 };
  agree(printed, detectFasterRcnn(model, bytes, options));
  model.dispose();
  const truths = at(set.objects, 0);
  const best = at(parsed(printed), 0);
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = best.box;
  assert.ok(truths.some(({ box, label }) => String(label) === best.name && iou(box, [x1, y1, x2, y2]) > 0.5));
  const named = await convnets('detect', 'faster_rcnn_mini', picture, '--classes', file('names.txt'));
  assert.match(named.printed, / (zero|one|two|three|four|five|six|seven|eight|nine) /);
  const large = file('large.png');
  const doubled = Float32Array.from({ length: 128 * 128 * 3 }, (_, i) => {
    const [y, x, c] = [Math.floor(i / 384), Math.floor((i % 384) / 3), i % 3];
    return floatAt(bytes.data, (Math.floor(y / 2) * 64 + Math.floor(x / 2)) * 3 + c) / 255;
  });
  writeFileSync(large, encodePng({ shape: [128, 128, 3], data: doubled }));
  const again = parsed((await convnets('detect', 'faster_rcnn_mini', large, ...args)).printed);
  best.box.forEach((edge, k) => {
    assert.ok(Math.abs(at(at(again, 0).box, k) - 2 * edge) < 0.5);
  });
});

test('nothing found is said, too', async () => {
  const { printed } = await convnets('detect', 'yolo_mini', picture, '--score', '0.9999');
  assert.match(printed, /\nnothing found\n/);
});

test('a picture for the published Fast and Faster R-CNN: shorter side 600, whole steps of the map', () => {
  const sized = (height: number, width: number) =>
    sizeFor({ shape: [height, width, 3], data: new Float32Array(0) }, 16);
  assert.deepEqual(sized(375, 500), [608, 800]);
  assert.deepEqual(sized(200, 1000), [208, 1008]);
  assert.deepEqual(sized(1, 1000), [16, 1008]);
});

test('a network that takes blue first sees the colours in that order', () => {
  const image = { shape: [1, 1, 3], data: Float32Array.of(0.1, 0.2, 0.3) };
  const swapped = asTrained({ mean: [1, 2, 3], std: [4, 5, 6], cropped: false, blueFirst: true }, image);
  assert.deepEqual([...swapped.image.data], [...Float32Array.of(0.3, 0.2, 0.1)]);
  assert.deepEqual(swapped.scaling, { mean: [3, 2, 1], std: [6, 5, 4] });
});

const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [['fcn8s_mini', picture], /"fcn8s_mini" finds no objects\. These networks do: rcnn_mini, /],
  [['yolo_min', picture], /yolo_mini/],
  [['yolo', picture], /--weights is missing: the course has no trained weights of yolo\./],
  [['yolo_mini', file('none.png')], /none\.png cannot be read/],
  [['yolo_mini', picture, '--score', 'high'], /--score must be a number\. Received "high"\./],
  [['yolo_mini', picture, '--output', file('boxes.jpg')], /must end in \.png/],
  [['yolo_mini', picture, '--output', picture], /another file of this call/],
  [['yolo_mini', picture, '--classes', file('two.txt')], /two\.txt has 2 lines, and the network has 10 classes/],
  [['yolo_mini', picture, '--heads', 'x'], /--heads does not go with yolo_mini/],
  [['yolo_mini', picture, '--weights', weightsOf('fcn8s_mini')], /20 of another shape/],
];

for (const [args, message] of wrong) {
  test(`refused: ${args.map(arg => arg.replace(`${folder}/`, '')).join(' ')}`, async () => {
    const { code, errors } = await convnets('detect', ...args);
    assert.equal(code, codeFor(errors));
    assert.match(errors, message);
    assert.doesNotMatch(errors, /\n {4}at /);
  });
}
