import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { encode } from 'jpeg-js';
import { annotatedPhotographs, cocoMasks, outlineMask } from '../../lib/datasets';
import { pixelClassification } from '../../lib/segmentation';
import { at, Graph } from '../../lib/spec';
import { buildModel } from '../../lib/tfjs';
import { evaluate } from '../../lib/training';

const PHOTOGRAPHS = join(__dirname, '..', '..', 'data', 'photographs');
const REAL = [join(PHOTOGRAPHS, 'annotations.json'), PHOTOGRAPHS] as const;

const scratch = mkdtempSync(join(tmpdir(), 'convnets-coco-masks-'));
after(() => rmSync(scratch, { recursive: true }));

interface Outlined {
  readonly category: number;
  readonly polygon?: readonly number[];
  readonly crowd?: boolean;
}

const scaling = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };

/** One black picture of 6 × 4 pixels, with rectangles of category 10, a bird, and 20, a plane. */
function write(name: string, objects: readonly Outlined[], width = 6): readonly [string, string] {
  const file = join(scratch, `${name}.json`);
  const image = `${name}.jpg`;
  writeFileSync(join(scratch, image), encode({ width, height: 4, data: Buffer.alloc(width * 16) }, 90).data);
  const annotations = objects.map(({ category, polygon, crowd = false }, id) => ({
    ...{ id, image_id: 7, category_id: category, bbox: [0, 0, 6, 4], iscrowd: Number(crowd) },
    ...(polygon && { segmentation: [polygon] }),
  }));
  const categories = [
    { id: 10, name: 'bird' },
    { id: 20, name: 'plane' },
  ];
  const images = [{ id: 7, file_name: image, width: 6, height: 4 }];
  writeFileSync(file, JSON.stringify({ categories, images, annotations }));
  return [file, scratch];
}

/** The columns from `left` to `right`, whole. */
const columns = (left: number, right: number): readonly number[] => [left, 0, right, 0, right, 4, left, 4];
const firstRow = (mask: Uint8Array | undefined): number[] => [...(mask ?? [])].slice(0, 6);

test('a pixel has the label of its object, and none where two objects overlap', () => {
  const objects = [
    { category: 10, polygon: columns(0, 3) },
    { category: 20, polygon: columns(2, 5) },
  ];
  const { masks, classNames, images } = cocoMasks(...write('overlap', objects));
  assert.deepEqual(classNames, ['background', 'bird', 'plane']);
  assert.deepEqual(firstRow(masks[0]), [1, 1, 255, 2, 2, 0]);
  assert.deepEqual(images[0]?.shape, [4, 6, 3]);
});

test('three objects in one place are no less ignored than two, and so are crowds', () => {
  const objects = [columns(0, 2), columns(1, 3), columns(1, 4)].map(polygon => ({ category: 10, polygon }));
  const crowd = { category: 20, polygon: columns(4, 6), crowd: true };
  const { masks } = cocoMasks(...write('three', [...objects, crowd]));
  assert.deepEqual(firstRow(masks[0]), [1, 255, 255, 1, 255, 255]);
});

test('categories are chosen and ordered; what was not chosen is background, and hides nothing', () => {
  const objects = [
    { category: 10, polygon: columns(0, 3) },
    { category: 20, polygon: columns(2, 5) },
  ];
  const files = write('chosen', objects);
  const planes = cocoMasks(...files, { categories: ['plane'] });
  assert.deepEqual(planes.classNames, ['background', 'plane']);
  assert.deepEqual(firstRow(planes.masks[0]), [0, 0, 1, 1, 1, 0]);
  const both = cocoMasks(...files, { categories: ['plane', 'bird'], frame: 'contain' });
  assert.deepEqual(firstRow(both.masks[0]), [2, 2, 255, 1, 1, 0]);
  assert.equal(both.frame, 'contain');
  const birds = write('birds', [{ category: 10, polygon: columns(0, 3) }]);
  assert.equal(cocoMasks(...birds, { categories: ['plane'] }).images.length, 0);
});

test('the outlines of the photographs become masks', () => {
  const { images } = annotatedPhotographs();
  const set = cocoMasks(...REAL);
  assert.deepEqual(set.classNames.slice(0, 4), ['background', 'person', 'cat', 'quokka']);
  assert.equal(set.images.length, images.length);
  const quokka = images.findIndex(({ path }) => path.endsWith('quokka.jpg'));
  const { outlines, width, height } = at(images, quokka);
  const alone = outlineMask(at(outlines ?? [], 0), [height, width]);
  assert.deepEqual(
    at(set.masks, quokka).map(label => Number(label === set.classNames.indexOf('quokka'))),
    alone,
  );
});

test('every box of the photographs is that of its outline', () => {
  for (const { boxes, outlines = [], width, height } of annotatedPhotographs().images) {
    assert.equal(outlines.length, boxes.length);
    outlines.forEach((outline, k) => {
      const extent = [width, height, 0, 0];
      outlineMask(outline, [height, width]).forEach((inside, i) => {
        if (inside === 0) return;
        const [x, y] = [i % width, Math.floor(i / width)];
        const [x1, y1, x2, y2] = extent as [number, number, number, number]; // four, as above
        extent.splice(0, 4, Math.min(x1, x), Math.min(y1, y), Math.max(x2, x + 1), Math.max(y2, y + 1));
      });
      extent.forEach((edge, side) => {
        assert.ok(Math.abs(edge - at(at(boxes, k), side)) <= 1.5, `${edge} and ${at(boxes, k)}`);
      });
    });
  }
});

test('the task measures a network on them, and leaves out what is ignored', async () => {
  const objects = [
    { category: 10, polygon: columns(0, 3) },
    { category: 20, polygon: columns(2, 6) },
  ];
  const set = cocoMasks(...write('task', objects));
  const g = new Graph('always-bird', [4, 6, 3]);
  const model = buildModel(g.build(g.conv2d(g.input(), { filters: 3, kernelSize: 1 }, 'score')));
  const [kernel, bias] = model.getWeights();
  model.setWeights([(kernel as NonNullable<typeof kernel>).mul(0), (bias as NonNullable<typeof bias>).add([0, 1, 0])]);
  const { pixelAccuracy } = await evaluate(model, set, { task: pixelClassification(), scaling });
  assert.ok(Math.abs(pixelAccuracy - 2 / 5) < 1e-6, `${pixelAccuracy}`); // two columns of five that count
});

test('what does not fit is named', () => {
  const fine = write('fine', [{ category: 10, polygon: columns(0, 3) }]);
  assert.throws(() => cocoMasks(...fine, { categories: ['cow'] }), /has no category "cow". It has: bird, plane\./);
  const many = Array.from({ length: 255 }, () => 'bird');
  assert.throws(() => cocoMasks(...fine, { categories: many }), /room for 254 categories. Received 255\./);
  const bare = write('bare', [{ category: 10 }]);
  assert.throws(() => cocoMasks(...bare), /^RangeError: cocoMasks: .*bare.*: image 7 has 1 objects without outlines\./);
  const narrow = write('narrow', [{ category: 10, polygon: columns(0, 3) }], 5);
  assert.throws(
    () => cocoMasks(...narrow),
    /narrow\.jpg must be as large as .*narrow.* says, 4×6 pixels\. It has 4×5\. Copy both again\.$/,
  );
});

test('a damaged photograph is named, with its remedy', () => {
  const root = join(scratch, 'damaged');
  cpSync(join(PHOTOGRAPHS, '..', 'registry.json'), join(root, 'data', 'registry.json'));
  cpSync(PHOTOGRAPHS, join(root, 'data', 'photographs'), { recursive: true });
  assert.equal(annotatedPhotographs(root).images.length, 4);
  writeFileSync(join(root, 'data', 'photographs', 'quokka.jpg'), 'no picture');
  assert.throws(
    () => annotatedPhotographs(root),
    /quokka\.jpg is damaged: .*git checkout -- data\/photographs\/quokka\.jpg/,
  );
});
