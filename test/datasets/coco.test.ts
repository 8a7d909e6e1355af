import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { coco } from '../../lib/datasets';
import { at } from '../../lib/spec';

const scratch = mkdtempSync(join(tmpdir(), 'convnets-coco-'));
after(() => rmSync(scratch, { recursive: true }));

const folder = join(scratch, 'val2017');
mkdirSync(folder);
for (const name of ['000000000139.jpg', '000000000285.jpg']) writeFileSync(join(folder, name), '');

/** A file in the form of instances_val2017.json, with everything that its entries hold. */
const FINE = {
  info: { description: 'COCO 2017 Dataset', url: '', version: '1.0', year: 2017, contributor: '', date_created: '' },
  licenses: [{ url: '', id: 1, name: 'Attribution' }],
  images: [
    {
      license: 1,
      file_name: '000000000285.jpg',
      coco_url: '',
      height: 640,
      width: 586,
      date_captured: '',
      flickr_url: '',
      id: 285,
    },
    {
      license: 1,
      file_name: '000000000139.jpg',
      coco_url: '',
      height: 426,
      width: 640,
      date_captured: '',
      flickr_url: '',
      id: 139,
    },
  ],
  annotations: [
    {
      segmentation: [[240.86, 211.31, 240.16, 197.19, 250, 200]],
      area: 531.8,
      iscrowd: 0,
      image_id: 139,
      bbox: [236.98, 142.51, 24.7, 69.5],
      category_id: 64,
      id: 26547,
    },
    {
      segmentation: { counts: [1, 2], size: [426, 640] },
      area: 900,
      iscrowd: 1,
      image_id: 139,
      bbox: [0, 0, 640.4, 426],
      category_id: 1,
      id: 900100,
    },
    {
      segmentation: [[1, 1, 1, 1, 1, 1]],
      area: 0,
      iscrowd: 0,
      image_id: 139,
      bbox: [10, 10, 0, 5],
      category_id: 1,
      id: 5,
    },
  ],
  categories: [
    { supercategory: 'furniture', id: 64, name: 'potted plant' },
    { supercategory: 'person', id: 1, name: 'person' },
    { supercategory: 'animal', id: 23, name: 'bear' },
  ],
};

function write(name: string, content: unknown): string {
  const path = join(scratch, `${name}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('boxes become edges, category numbers labels without gaps', () => {
  const { classNames, images } = coco(write('fine', FINE), folder);
  assert.deepEqual(classNames, ['person', 'bear', 'potted plant']);
  const [bear, room] = [at(images, 0), at(images, 1)];
  assert.deepEqual([bear.id, bear.path], ['285', join(folder, '000000000285.jpg')]);
  assert.equal(bear.boxes.length + bear.labels.length, 0);
  assert.deepEqual([room.width, room.height], [640, 426]);
  // The crowd reaches out of the image by 0.4 pixels, which are cut off; the box without an area is left out.
  assert.deepEqual(room.boxes, [
    [236.98, 142.51, 236.98 + 24.7, 142.51 + 69.5],
    [0, 0, 640, 426],
  ]);
  assert.deepEqual(room.labels, Int32Array.of(2, 0));
  assert.deepEqual(room.ignore, Uint8Array.of(0, 1));
  assert.deepEqual(room.outlines, [
    { kind: 'polygons', polygons: [[240.86, 211.31, 240.16, 197.19, 250, 200]] },
    { kind: 'runs', counts: [1, 2] },
  ]);
});

test('what is wrong with a file is said', () => {
  const [first, crowd] = FINE.annotations;
  const cases: readonly [string, unknown, string, string][] = [
    ['list', [], 'TypeError', ' must be an object with fields. Received []. Correct the file.'],
    [
      'nothing',
      {},
      'TypeError',
      " must have a list 'categories'. Received undefined. Choose a file of COCO's object instances.",
    ],
    [
      'nameless',
      { ...FINE, categories: [{ id: 1 }] },
      'TypeError',
      ": categories[0]: 'name' must be a text. Received undefined. Correct the file.",
    ],
    [
      'idless',
      { ...FINE, images: [{ ...FINE.images[0], id: '285' }] },
      'TypeError',
      `: images[0]: 'id' must be a number. Received "285". Correct the file.`,
    ],
    [
      'twice',
      { ...FINE, images: [FINE.images[0], FINE.images[0]] },
      'TypeError',
      ': images[0] and images[1] have the same id, 285. Give each its own.',
    ],
    [
      'image',
      { ...FINE, annotations: [{ ...first, image_id: 7 }] },
      'RangeError',
      ': annotations[0] (id 26547): image_id 7 is not among the images. Correct the file.',
    ],
    [
      'category',
      { ...FINE, annotations: [{ ...first, category_id: 2 }] },
      'RangeError',
      ': annotations[0] (id 26547): category_id 2 is not among the categories. Correct the file.',
    ],
    [
      'three',
      { ...FINE, annotations: [crowd, { ...first, bbox: [1, 2, 3] }] },
      'TypeError',
      ': annotations[1] (id 26547): bbox must be four numbers, [x, y, width, height]. Received [1,2,3]. Correct the file.',
    ],
    [
      'word',
      { ...FINE, annotations: [{ ...first, bbox: [1, 2, 3, 'a', 4] }] },
      'TypeError',
      ': annotations[0] (id 26547): bbox must be four numbers, [x, y, width, height]. Received [1,2,3,"a",4]. Correct the file.',
    ],
    [
      'line',
      { ...FINE, annotations: [{ ...first, segmentation: [[1, 2, 3, 4]] }] },
      'TypeError',
      ': annotations[0] (id 26547): segmentation must be a list of polygons [x, y, x, y, …], or hold counts. Received [[1,2,3,4]]. Correct the file.',
    ],
    [
      'outside',
      { ...FINE, annotations: [{ ...first, bbox: [600, 10, 50, 20] }] },
      'RangeError',
      ': annotations[0] (id 26547): the box must lie inside the image of 640 × 426 pixels and have an area. Received x from 600 to 650, y from 10 to 30, in pixels from the top left corner. Correct the file.',
    ],
  ];
  for (const [name, content, type, message] of cases) {
    const path = write(name, content);
    assert.throws(() => coco(path, folder), { name: type, message: path + message }, name);
  }
});

test('a missing or cut file, and missing images, are named', () => {
  const missing = join(scratch, 'nowhere.json');
  assert.throws(() => coco(missing, folder), {
    message: `coco: ${missing} is not there. Name the .json file with the annotations.`,
  });
  const cut = write('cut', JSON.stringify(FINE).slice(0, 500));
  assert.throws(() => coco(cut, folder), {
    name: 'TypeError',
    message:
      /^coco: .*cut\.json cannot be read as JSON: .*\. Correct the file, or copy it again: it may be cut short\.$/,
  });
  const fine = write('elsewhere', FINE);
  assert.throws(() => coco(fine, scratch), {
    message: `coco: 2 of the 2 images that ${fine} describes are not in ${scratch}; the first is 000000000285.jpg. Name the folder that holds them, or copy them there.`,
  });
});
