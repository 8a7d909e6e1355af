import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import sharp from 'sharp';
import { labelPicture } from '../../lib/cli/labelPicture';
import { mainOutput } from '../../lib/cli/mainOutput';
import { decodeImage, prepareImage } from '../../lib/images';
import { decodeLabels, encodeLabels } from '../../lib/images/labelPng';
import { fcn_resnet50, registry } from '../../lib/models';
import { resizeBilinear, transpose } from '../../lib/ops';
import { confusionMatrix, metrics, vocColor } from '../../lib/segmentation';
import { at, floatAt, intAt } from '../../lib/spec';
import type { ImagePreset } from '../../lib/spec/imagePreset';
import { codeFor, convnets, convnetsProcess, filledCheckpoint, save, temporaryFolder } from './support';

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);
const CLASSES = 5;
const [HEIGHT, WIDTH] = [72, 101];
const NAMES = ['ground', 'cat', 'dog', 'cup', 'tree'];
const GREY = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
const net = fcn_resnet50({ numClasses: CLASSES });

const weights = filledCheckpoint(net, [64, 64, 3]);
const picture = file('cat.png');
const W = ['--weights', file('w.safetensors')];
let expected = new Int32Array();

before(async () => {
  await save(folder, 'w', weights);
  const photograph = join(__dirname, '..', '..', 'data', 'photographs', 'chelsea.png');
  await sharp(photograph).resize(WIDTH, HEIGHT).png().toFile(picture);
  writeFileSync(file('names.txt'), `${NAMES.join('\n')}\n`);
  writeFileSync(file('three.txt'), 'cat\ndog\nbird\n');
  // As `predict` prepares the picture and runs the network; then to the picture's size.
  const preset = { shorterSide: 48, cropped: false, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
  const image = prepareImage(decodeImage(readFileSync(picture), picture), preset, 0);
  const [, , height = 0, width = 0] = image.shape;
  const sized = fcn_resnet50({ numClasses: CLASSES, inputShape: [height, width, 3] });
  const scores = transpose(mainOutput(sized, weights, image), [0, 2, 3, 1]);
  const large = resizeBilinear(scores, { size: [HEIGHT, WIDTH] });
  expected = Int32Array.from({ length: HEIGHT * WIDTH }, (_, pixel) => {
    const score = (k: number): number => floatAt(large.data, pixel * CLASSES + k);
    return Array.from({ length: CLASSES }, (_, k) => k).reduce((best, k) => (score(k) > score(best) ? k : best), 0);
  });
});

const shareOf = (label: number): number => expected.filter(one => one === label).length / expected.length;

test('a picture becomes a mask, and its classes are printed with their shares', async () => {
  const [mask, overlay] = [file('mask.png'), file('over.png')];
  writeFileSync(mask, 'an older file');
  const args = [...W, '--size', '48', '--classes', file('names.txt'), '--output', mask, '--overlay', overlay];
  const { code, printed, errors } = convnetsProcess('segment', 'fcn_resnet50', picture, ...args);
  assert.equal(code, 0, errors);
  const { shape, data } = decodeLabels(readFileSync(mask), mask);
  assert.deepEqual(shape, [HEIGHT, WIDTH]);
  const differing = data.filter((label, pixel) => label !== intAt(expected, pixel)).length;
  assert.ok(differing <= 0.001 * data.length, `${differing} pixels differ`);
  const [title, ...lines] = printed.trimEnd().split('\n');
  assert.equal(title, `${picture}: fcn_resnet50, share of the pixels`);
  const classes = lines.slice(0, -2).map(line => /^ +([\d.]+) % +(\d+) {2}(\w+)$/.exec(line) ?? []);
  const found = [...new Set(expected)].sort((a, b) => shareOf(b) - shareOf(a));
  assert.ok(found.length > 1, 'the picture has several classes');
  assert.deepEqual(
    classes.map(([, , label, name]) => [Number(label), name]),
    found.map(label => [label, NAMES[label]]),
  );
  for (const [, percent, label] of classes) assert.ok(Math.abs(Number(percent) - 100 * shareOf(Number(label))) <= 0.11);
  assert.deepEqual(lines.slice(-2), [
    `${mask}: labels of ${HEIGHT}×${WIDTH} pixels`,
    `${overlay}: the picture with its labels`,
  ]);
  const shown = await sharp(mask).removeAlpha().raw().toBuffer();
  assert.deepEqual([...shown.subarray(0, 3)], [...vocColor(at([...data], 0))]);
  const [own, over] = [await sharp(picture).removeAlpha().raw().toBuffer(), await sharp(overlay).raw().toBuffer()];
  data.forEach((label, pixel) => {
    const color = vocColor(label);
    for (let c = 0; c < 3; c++) {
      const [was, is] = [Number(own[3 * pixel + c]), Number(over[3 * pixel + c])];
      assert.ok(Math.abs(is - (label === 0 ? was : 0.4 * was + 0.6 * at(color, c))) <= 1);
    }
  });
});

test('with the right labels it prints the measures; 255 does not count', async () => {
  const truth = expected.map((label, pixel) => (pixel % 5 === 0 ? 255 : pixel % 3 === 0 ? 4 : label));
  writeFileSync(file('truth.png'), encodeLabels({ shape: [HEIGHT, WIDTH], data: truth }, GREY));
  const { printed, errors } = await convnets(
    ...['segment', 'fcn_resnet50', picture, ...W, '--size', '48', '--truth', file('truth.png')],
  );
  assert.equal(errors, '');
  const matrix = confusionMatrix(truth, expected, { numClasses: CLASSES, ignoreLabel: 255 });
  const { pixelAccuracy, meanAccuracy, meanIou, frequencyWeightedIou, iou } = metrics(matrix);
  const near = (text: string | undefined, value: number): void => {
    assert.ok(Math.abs(Number(text) - 100 * value) <= 0.11, `${text}, expected ${100 * value}`);
  };
  const lines = printed.split('\n').slice(1);
  const measures = [pixelAccuracy, meanAccuracy, meanIou, frequencyWeightedIou];
  const titles = ['pixel accuracy', 'mean accuracy', 'mean IoU', 'frequency-weighted IoU'];
  lines.slice(-4).forEach((line, i) => {
    const [, percent, title] = /^ +([\d.]+) % {2}(.+)$/.exec(line) ?? [];
    assert.equal(title, titles[i]);
    near(percent, at(measures, i));
  });
  const labels = lines.slice(0, -4).map(line => /^ +([\d.]+) % +(\d+) {2}IoU +([\d.]+) %$/.exec(line) ?? []);
  for (const [, share, label, percent] of labels) {
    near(share, shareOf(Number(label)));
    near(percent, at(iou, Number(label)));
  }
  const occurring = iou.flatMap((value, label) => (Number.isNaN(value) ? [] : [label]));
  assert.deepEqual(labels.map(([, , label]) => Number(label)).sort(), occurring);
});

test('a picture in windows: one window is the whole picture, and its size is its own', async () => {
  const run = async (...args: string[]): Promise<Buffer> => {
    const { errors } = await convnets(
      ...['segment', 'fcn_resnet50', picture, ...W, '--size', '72', '--output', file('w.png'), ...args],
    );
    assert.equal(errors, '');
    return readFileSync(file('w.png'));
  };
  const whole = await run();
  assert.deepEqual(await run('--window', '72x104'), whole);
  const cut = decodeLabels(await run('--window', '64', '--overlap', '32x16'), 'w.png');
  assert.deepEqual(cut.shape, [HEIGHT, WIDTH]);
});

test('a network that takes blue first sees the colours in that order', () => {
  const image = decodeImage(readFileSync(picture), picture);
  const swapped = image.data.map((_, i) => floatAt(image.data, i - (i % 3) + 2 - (i % 3)));
  const [mean, std] = [
    [0.5, 0.4, 0.3],
    [0.2, 0.25, 0.3],
  ];
  const network = registry.fcn_resnet50;
  const labelled = (preset: ImagePreset, data: Float32Array) =>
    labelPicture({ name: 'fcn_resnet50', network, preset }, weights, { ...image, data }, { shorterSide: 40 });
  const blueFirst = labelled({ mean, std, cropped: false, blueFirst: true }, image.data);
  const turned = { mean: [...mean].reverse(), std: [...std].reverse(), cropped: false };
  assert.deepEqual(blueFirst, labelled(turned, swapped));
});

const run = (...args: string[]) => ['fcn_resnet50', picture, ...args];
/** Name of the case, arguments after `segment`, the first line on standard error. */
const errors: readonly (readonly [string, readonly string[], string])[] = [
  ['no name', [], 'segment: NAME is missing.'],
  ['no picture', ['fcn_resnet50'], 'segment: PICTURE is missing.'],
  ['no weights', run(), 'segment: --weights is missing.'],
  [
    'a classifier',
    ['resnet18', picture, ...W],
    'segment: "resnet18" gives no class for each pixel. These networks do: fcn_resnet50, fcn_resnet101, fcn32s, fcn16s, fcn8s, fcn32s_mini, fcn16s_mini, fcn8s_mini.',
  ],
  ['an overlap alone', run(...W, '--overlap', '3'), 'segment: --overlap needs --window.'],
  [
    'a window that is none',
    run(...W, '--window', '0'),
    'segment: --window must be a whole number of at least 1, or HEIGHTxWIDTH. Received "0".',
  ],
  [
    'a size that is none',
    run(...W, '--size', '2.5'),
    'segment: --size must be a whole number of pixels from 1 on. Received "2.5".',
  ],
  [
    'an overlap as large as the window',
    run(...W, '--size', '72', '--window', '20', '--overlap', '20'),
    "segment: the overlap must be smaller than the window. Received overlap 20 and window 20, which are rounded up to multiples of the network's stride 8.",
  ],
  [
    'a mask as a JPEG',
    run(...W, '--output', 'mask.jpg'),
    'segment: --output is written as a PNG, and its name must end in .png. Received "mask.jpg".',
  ],
  [
    'a folder that is not there',
    run(...W, '--overlay', file(join('none', 'over.png'))),
    `segment: ${file(join('none', 'over.png'))}: there is no folder ${file('none')}. Make it first.`,
  ],
  [
    'the picture as output',
    run(...W, '--output', picture),
    `segment: --output would take the place of another file of this call: ${picture}.`,
  ],
  [
    'one file for both outputs',
    run(...W, '--output', file('one.png'), '--overlay', file('one.png')),
    `segment: --overlay would take the place of another file of this call: ${file('one.png')}.`,
  ],
  [
    'a picture that is not there',
    ['fcn_resnet50', file('none.png'), ...W],
    `${file('none.png')} cannot be read (ENOENT). Check the path: it must name a PNG or a JPEG.`,
  ],
  [
    'right labels that are not there',
    run(...W, '--truth', file('none.png')),
    `segment: ${file('none.png')}: there is no such file. Check the path.`,
  ],
  [
    'right labels of another size',
    run(...W, '--truth', file('small.png')),
    `segment: ${file('small.png')} must be as large as the picture, ${HEIGHT}×${WIDTH} pixels. It has 2×2.`,
  ],
  [
    'too few names of classes',
    run(...W, '--size', '40', '--classes', file('three.txt')),
    `segment: ${file('three.txt')} has 3 lines, and the network has ${CLASSES} classes.`,
  ],
];
for (const [name, args, message] of errors) {
  test(`segment refuses ${name}`, async () => {
    writeFileSync(file('small.png'), encodeLabels({ shape: [2, 2], data: new Uint8Array(4) }, GREY));
    const { code, printed, errors } = await convnets('segment', ...args);
    assert.deepEqual([code, printed], [codeFor(errors), '']);
    const [first, ...rest] = errors.split('\n');
    assert.equal(first, message);
    assert.ok(!rest.some(line => /^\s+at /.test(line)), 'no stack');
  });
}
