import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { encode } from 'jpeg-js';
import { VOC_SEGMENTATION_CLASSES, vocMasks } from '../../lib/datasets';
import { encodeLabels } from '../../lib/images/labelPng';
import { pixelClassification, vocColor } from '../../lib/segmentation';
import { at, Graph } from '../../lib/spec';
import { buildModel, tf } from '../../lib/tfjs';
import { evaluate } from '../../lib/training';

const scratch = mkdtempSync(join(tmpdir(), 'convnets-voc-masks-'));
after(() => rmSync(scratch, { recursive: true }));

const SIZE = [16, 24] as const;
const PALETTE = Uint8Array.from(Array.from({ length: 256 }, (_, label) => vocColor(label)).flat());
const pixels = SIZE[0] * SIZE[1];

/** The left half is background, the right half a dog, with a border of three columns between them. */
const halves = Uint8Array.from({ length: pixels }, (_, i) => (i % 24 < 11 ? 0 : i % 24 < 14 ? 255 : 12));

interface Layout {
  readonly masks: Readonly<Record<string, Uint8Array>>;
  readonly pictures?: readonly string[];
  readonly splits?: Readonly<Record<string, string>>;
  readonly size?: readonly [number, number];
}

/** Black on the left, white on the right, as its mask. */
function write(name: string, { masks, pictures = Object.keys(masks), splits = {}, size = SIZE }: Layout): string {
  const root = join(scratch, name);
  for (const folder of ['SegmentationClass', 'JPEGImages', join('ImageSets', 'Segmentation')]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const [id, data] of Object.entries(masks)) {
    writeFileSync(join(root, 'SegmentationClass', `${id}.png`), encodeLabels({ shape: SIZE, data }, PALETTE));
  }
  const [height, width] = size;
  const rgba = Buffer.from(
    Uint8Array.from({ length: height * width * 4 }, (_, i) => (((i >> 2) % width) * 2 < width ? 0 : 255)),
  );
  const jpeg = encode({ width, height, data: rgba }, 95).data;
  for (const id of pictures) writeFileSync(join(root, 'JPEGImages', `${id}.jpg`), jpeg);
  for (const [split, text] of Object.entries(splits)) {
    writeFileSync(join(root, 'ImageSets', 'Segmentation', `${split}.txt`), text);
  }
  return root;
}

const dogs = write('dogs', {
  masks: { '2007_000032': halves, '2007_000039': halves.map(label => (label === 12 ? 15 : label)) },
  splits: { train: '2007_000039\n', val: '2007_000032\r\n' },
});

test('pictures and masks come together, with the border label', () => {
  const set = vocMasks(dogs);
  assert.deepEqual(set.classNames, VOC_SEGMENTATION_CLASSES);
  assert.equal(set.frame, 'crop');
  assert.deepEqual(set.masks, [halves, halves.map(label => (label === 12 ? 15 : label))]);
  const { shape, data } = at(set.images, 0);
  assert.deepEqual(shape, [...SIZE, 3]);
  assert.ok(data[0] === 0 && data[data.length - 1] === 255);
  const val = vocMasks(dogs, { split: 'val', frame: 'contain' });
  assert.deepEqual([val.masks, val.frame], [[halves], 'contain']);
});

test('the segmentation task counts all pixels but those of the border', async () => {
  // A network that says "dog" for every bright pixel, of which the border has some.
  const g = new Graph('bright', [...SIZE, 3]);
  const model = buildModel(g.build(g.conv2d(g.input(), { filters: 21, kernelSize: 1 }, 'score')), {
    initializer: 'zeros',
  });
  const [kernel, bias] = model.getWeights();
  assert(kernel && bias);
  const values = kernel.dataSync().slice();
  for (let c = 0; c < 3; c++) values[c * 21 + 12] = 1;
  model.setWeights([tf.tensor(values, kernel.shape), tf.tensor([1, ...Array<number>(20).fill(0)])]);
  const scaling = { mean: [0, 0, 0], std: [1, 1, 1] };
  const measured = await evaluate(model, vocMasks(dogs, { split: 'val' }), { task: pixelClassification(), scaling });
  assert.deepEqual([measured.pixelAccuracy, measured.meanIou], [1, 1]);
  const noBorder = write('plain', { masks: { one: halves.map(label => (label === 255 ? 0 : label)) } });
  const confused = await evaluate(model, vocMasks(noBorder), { task: pixelClassification(), scaling });
  // Two of the 24 columns are bright, and now background.
  assert.ok(Math.abs(confused.pixelAccuracy - 22 / 24) < 1e-6, `${confused.pixelAccuracy}`);
});

test('what is missing or does not fit is named', () => {
  const refused = (root: string, message: string, options = {}): void => {
    assert.throws(() => vocMasks(root, options), { message });
  };
  const nowhere = join(scratch, 'nowhere');
  refused(
    nowhere,
    `vocMasks: ${join(nowhere, 'SegmentationClass')} holds no .png files. Name the folder that holds SegmentationClass and JPEGImages, such as VOCdevkit/VOC2012.`,
  );
  refused(
    dogs,
    `vocMasks: ${join(dogs, 'ImageSets', 'Segmentation', 'test.txt')} is not there. The split must name a file in ImageSets/Segmentation. Received 'test'.`,
    { split: 'test' },
  );
  const bare = write('bare', { masks: { one: halves }, pictures: [] });
  refused(bare, `vocMasks: ${join(bare, 'JPEGImages', 'one.jpg')} is not there. Copy it again.`);
  const small = write('small', { masks: { one: halves }, size: [8, 8] });
  refused(
    small,
    `vocMasks: ${join(small, 'SegmentationClass', 'one.png')} must be as large as its picture, 8×8 pixels. It has 16×24.`,
  );
  refused(
    dogs,
    `vocMasks: ${join(dogs, 'SegmentationClass', '2007_000032.png')} has the label 12, and there are 2 classes. Pass the classes: vocMasks(root, { classNames: ['background', …] }).`,
    { classNames: ['background', 'dog'] },
  );
});
