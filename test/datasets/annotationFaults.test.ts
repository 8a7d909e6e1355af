import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { coco, imageFolder, voc, vocMasks } from '../../lib/datasets';
import { parseCsv } from '../../lib/datasets/csv';
import { at } from '../../lib/spec';
import { asNobody } from '../support/nobody';

// What people send each other as data sets, on purpose or not, and what is said of it.

const scratch = mkdtempSync(join(tmpdir(), 'convnets-faults-'));
chmodSync(scratch, 0o755);
after(() => rmSync(scratch, { recursive: true }));

const POSIX = process.platform !== 'win32';
const MARK = '\ufeff';
const LONG = 'x'.repeat(5_000_000);

function write(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const root = join(scratch, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** The message of what a call throws. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof Error && !('code' in error), `${error}`); // the system's own errors have a code
    return error.message;
  }
  assert.fail('it was taken');
}

// A folder of VOC, and what is put into its one annotation.

const OBJECT =
  '<object><name>car</name><bndbox><xmin>2</xmin><ymin>3</ymin><xmax>9</xmax><ymax>8</ymax></bndbox></object>';

interface Voc {
  readonly filename?: string;
  readonly size?: string;
  readonly objects?: string;
}

function vocXml({
  filename = 'a.jpg',
  size = '<width>10</width><height>20</height>',
  objects = OBJECT,
}: Voc = {}): string {
  return `<annotation><filename>${filename}</filename><size>${size}</size>${objects}</annotation>`;
}

function vocFolder(name: string, xml: string | Buffer, list = 'a\n'): string {
  return write(name, {
    'Annotations/a.xml': xml,
    'JPEGImages/a.jpg': '',
    'JPEGImages/deeper/b.jpg': '',
    'ImageSets/Main/train.txt': list,
    'ImageSets/Segmentation/train.txt': list,
    'SegmentationClass/a.png': '',
    'outside.jpg': '',
    'outside.xml': vocXml(),
  });
}

// A file of COCO, and what is put into its one image or annotation.

const IMAGE = { id: 7, width: 10, height: 20, file_name: 'a.jpg' };
const ANNOTATION = { id: 3, image_id: 7, category_id: 1, bbox: [1, 2, 8, 6] };
const COCO = { images: [IMAGE], annotations: [ANNOTATION], categories: [{ id: 1, name: 'car' }] };

const images = write('images', { 'a.jpg': '', 'deeper/b.jpg': '' });
writeFileSync(join(scratch, 'outside.jpg'), '');

function cocoFile(name: string, content: unknown): string {
  const path = join(scratch, `${name}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const OUTSIDE = [
  '../outside.jpg',
  '../../../../../../etc/passwd',
  'deeper/../../outside.jpg',
  '/etc/passwd',
  'C:\\Windows\\win.ini',
  'C:a.jpg',
  '..\\outside.jpg',
  'deeper\\b.jpg',
  '\\\\server\\share\\a.jpg',
  '.',
  '..',
  'deeper/..',
];

const rule = (folder: string, name: string): string =>
  `a name must lead to a file inside of ${folder}, with / between its parts. Received ${JSON.stringify(name)}. Correct the file.`;

OUTSIDE.forEach((name, i) => {
  test(`no annotation leads to ${name}`, () => {
    const root = vocFolder(`voc-${i}`, vocXml({ filename: name }));
    const xml = join(root, 'Annotations', 'a.xml');
    assert.equal(
      refusal(() => voc(root)),
      `${xml}: <filename>: ${rule(join(root, 'JPEGImages'), name)}`,
    );
    const listed = vocFolder(`list-${i}`, vocXml(), `a\n${name}\n`);
    const list = (kind: string): string => join(listed, 'ImageSets', kind, 'train.txt');
    assert.equal(
      refusal(() => voc(listed, { split: 'train' })),
      `voc: ${list('Main')}: ${rule(listed, name)}`,
    );
    assert.equal(
      refusal(() => vocMasks(listed, { split: 'train' })),
      `vocMasks: ${list('Segmentation')}: ${rule(listed, name)}`,
    );
    const file = cocoFile(`coco-${i}`, { ...COCO, images: [{ ...IMAGE, file_name: name }] });
    assert.equal(
      refusal(() => coco(file, images)),
      `${file}: images[0] (id 7): file_name: ${rule(images, name)}`,
    );
  });
});

test('a name with a zero byte is refused before the system sees it', () => {
  const file = cocoFile('zero', { ...COCO, images: [{ ...IMAGE, file_name: 'a.jpg\u0000.png' }] });
  assert.match(
    refusal(() => coco(file, images)),
    /images\[0\] \(id 7\): file_name: .* Received "a\.jpg\\u0000\.png"\./,
  );
});

test('folders within the folder, and links that their owner put there, are followed', () => {
  const deeper = vocFolder('deeper', vocXml({ filename: 'deeper/b.jpg' }));
  assert.equal(at(voc(deeper).images, 0).path, join(deeper, 'JPEGImages', 'deeper', 'b.jpg'));
  symlinkSync(scratch, join(images, 'elsewhere'));
  const file = cocoFile('linked', { ...COCO, images: [{ ...IMAGE, file_name: 'elsewhere/outside.jpg' }] });
  assert.equal(at(coco(file, images).images, 0).path, join(images, 'elsewhere', 'outside.jpg'));
});

/** Case, what is wrong in the image or the annotation, the place, the problem. */
const cocoFaults: readonly (readonly [string, unknown, string])[] = [
  ...[0, -10, 1.5].map(
    width =>
      [
        `an image ${width} wide`,
        { ...COCO, images: [{ ...IMAGE, width }] },
        `images[0] (id 7): the width of an image must be a whole number of pixels, 1 or more. Received ${width}. Correct the file.`,
      ] as const,
  ),
  [
    'an infinite height',
    JSON.stringify(COCO).replace('"height":20', '"height":1e999'),
    "images[0] (id 7): 'height' must be a number. Received Infinity. Correct the file.",
  ],
  [
    'a height in words',
    { ...COCO, images: [{ ...IMAGE, height: '20' }] },
    `images[0] (id 7): 'height' must be a number. Received "20". Correct the file.`,
  ],
  ...[
    [5, 5, -2, 3],
    [5, 5, 3, -2],
  ].map(
    bbox =>
      [
        `a box of ${bbox}`,
        { ...COCO, annotations: [{ ...ANNOTATION, bbox }] },
        `annotations[0] (id 3): a box has no negative width or height. Received [${bbox.join(', ')}] for [x, y, width, height]. Correct the file.`,
      ] as const,
  ),
  [
    'an infinite box',
    JSON.stringify(COCO).replace('[1,2,8,6]', '[1,2,1e999,6]'),
    'annotations[0] (id 3): bbox must be four numbers, [x, y, width, height]. Received [1,2,"Infinity",6]. Correct the file.',
  ],
  [
    'two images of one id',
    { ...COCO, images: [IMAGE, { ...IMAGE, id: 8 }, IMAGE] },
    'images[0] and images[2] have the same id, 7. Give each its own.',
  ],
  [
    'two categories of one id',
    { ...COCO, categories: [...COCO.categories, { id: 1, name: 'bus' }] },
    'categories[0] and categories[1] have the same id, 1. Give each its own.',
  ],
  [
    'two annotations of one id',
    { ...COCO, annotations: [ANNOTATION, ANNOTATION] },
    'annotations[0] and annotations[1] have the same id, 3. Give each its own.',
  ],
  [
    'two annotations of one id, and one without',
    { ...COCO, annotations: [{ ...ANNOTATION, id: undefined }, ANNOTATION, ANNOTATION] },
    'annotations[1] and annotations[2] have the same id, 3. Give each its own.',
  ],
  [
    'an image that is not there',
    { ...COCO, annotations: [{ ...ANNOTATION, image_id: 70 }] },
    'annotations[0] (id 3): image_id 70 is not among the images. Correct the file.',
  ],
  [
    'an outline that would take all memory to draw',
    { ...COCO, annotations: [{ ...ANNOTATION, segmentation: [[1, 1, 5, 1, 5, 1e12]] }] },
    'annotations[0] (id 3): segmentation leads far out of the image of 10 × 20 pixels. Received 1000000000000. Correct the file.',
  ],
];
cocoFaults.forEach(([name, content, problem], i) => {
  test(`COCO: ${name}`, () => {
    const file = cocoFile(`fault-${i}`, content);
    assert.equal(
      refusal(() => coco(file, images)),
      `${file}: ${problem}`,
    );
  });
});

test('COCO: NaN, which Python writes, is no JSON', () => {
  const file = cocoFile('nan', JSON.stringify(COCO).replace('[1,2,8,6]', '[1,2,NaN,6]'));
  assert.match(
    refusal(() => coco(file, images)),
    /nan\.json cannot be read as JSON: Unexpected token .*N.*\. Correct the file,/,
  );
});

const box = (text: string): string => OBJECT.replace('<xmax>9</xmax>', `<xmax>${text}</xmax>`);
/** Case, annotation, the problem behind the file's path. */
const vocFaults: readonly (readonly [string, Voc, string])[] = [
  [
    'a negative width',
    { size: '<width>-10</width><height>20</height>' },
    ': the width of an image must be a whole number of pixels, 1 or more. Received -10. Correct the file.',
  ],
  [
    'no height',
    { size: '<width>10</width><height>0</height>' },
    ': the height of an image must be a whole number of pixels, 1 or more. Received 0. Correct the file.',
  ],
  [
    'a box that ends before it begins',
    { objects: box('1') },
    ': object 1: the box must lie inside the image of 10 × 20 pixels and have an area. Received x from 1 to 1, y from 2 to 8, in pixels from the top left corner. Correct the file.',
  ],
  ...['NaN', 'Infinity', 'nine'].map(
    text =>
      [
        text,
        { objects: box(text) },
        `: object 1: <xmax> must be a number. Received '${text}'. Correct the file.`,
      ] as const,
  ),
];
vocFaults.forEach(([name, content, problem], i) => {
  test(`VOC: ${name}`, () => {
    const root = vocFolder(`vocfault-${i}`, vocXml(content));
    assert.equal(
      refusal(() => voc(root)),
      join(root, 'Annotations', 'a.xml') + problem,
    );
  });
});

test('VOC: an image that a list names twice', () => {
  const root = vocFolder('twice', vocXml(), 'a\nb\na\n');
  const list = join(root, 'ImageSets', 'Main', 'train.txt');
  assert.equal(
    refusal(() => voc(root, { split: 'train' })),
    `voc: ${list}: 'a' is there twice. Remove one of them.`,
  );
});

test('no message repeats five million letters', () => {
  const annotation = (fields: object): unknown => ({ ...COCO, annotations: [{ ...ANNOTATION, ...fields }] });
  const calls: readonly (readonly [string, () => unknown])[] = [
    ['coco list', () => coco(cocoFile('long', { images: LONG }), images)],
    ['coco top', () => coco(cocoFile('long', `"${LONG}"`), images)],
    ['coco bbox', () => coco(cocoFile('long', annotation({ bbox: LONG })), images)],
    ['coco outline', () => coco(cocoFile('long', annotation({ segmentation: LONG })), images)],
    ['coco number', () => coco(cocoFile('long', annotation({ category_id: LONG })), images)],
    ['coco deep', () => coco(cocoFile('long', `{"categories":${'['.repeat(1e6)}${']'.repeat(1e6)}}`), images)],
    ['coco file', () => coco(cocoFile('long', { ...COCO, images: [{ ...IMAGE, file_name: LONG }] }), images)],
    ['coco text', () => coco(cocoFile('long', LONG), images)],
    ['voc root', () => voc(vocFolder('long', `<${LONG}/>`))],
    ['voc syntax', () => voc(vocFolder('long', `<a><${LONG}></a>`))],
    ['voc filename', () => voc(vocFolder('long', vocXml({ filename: LONG })))],
    ['voc class', () => voc(vocFolder('long', vocXml({ objects: OBJECT.replace('car', LONG) })))],
    ['voc number', () => voc(vocFolder('long', vocXml({ objects: box(LONG) })))],
    ['voc list', () => voc(vocFolder('long', vocXml(), LONG), { split: 'train' })],
    ['voc list of words', () => voc(vocFolder('long', vocXml(), `a ${LONG}`), { split: 'train' })],
    ['masks', () => vocMasks(vocFolder('long', vocXml(), LONG), { split: 'train' })],
    ['csv', () => parseCsv(`a,b\n"${LONG}`, 'table.csv')],
  ];
  for (const [name, call] of calls) {
    const { length } = refusal(call);
    assert.ok(length < 700, `${name}: a message of ${length} letters`);
  }
});

test('a mark at the start, and lines that end as in Windows, change nothing', () => {
  const plain = vocFolder('plain', vocXml());
  const marked = vocFolder('marked', MARK + vocXml().replaceAll('><', '>\r\n<'), `${MARK}a\r\n\r\n`);
  const boxes = [[1, 2, 9, 8]];
  for (const root of [plain, marked]) {
    assert.deepEqual(at(voc(root).images, 0).boxes, boxes);
    assert.deepEqual(at(voc(root, { split: 'train' }).images, 0).boxes, boxes);
  }
  const file = cocoFile('marked', MARK + JSON.stringify(COCO, null, 2).replaceAll('\n', '\r\n'));
  assert.deepEqual(at(coco(file, images).images, 0).boxes, boxes);
  assert.deepEqual(parseCsv(`${MARK}a,b\r\n1,x\r\n`, 'table.csv'), [{ a: 1, b: 'x' }]);
});

test('annotations in another encoding are not read as something else', () => {
  const root = vocFolder('latin', Buffer.from(vocXml({ objects: OBJECT.replace('car', 'caf\u00e9') }), 'latin1'));
  const xml = join(root, 'Annotations', 'a.xml');
  assert.equal(
    refusal(() => voc(root)),
    `${xml} is no text in UTF-8. Open it in an editor, and save it as UTF-8.`,
  );
});

test('60,000 boxes in one picture', () => {
  const count = 60_000;
  const objects = Array.from({ length: count }, (_, id) => ({ ...ANNOTATION, id, bbox: [id % 5, 2, 4, 6] }));
  const found = at(coco(cocoFile('many', { ...COCO, annotations: objects }), images).images, 0);
  assert.deepEqual([found.boxes.length, found.labels.length, found.boxes[count - 1]], [count, count, [4, 2, 8, 8]]);
  const first = at(voc(vocFolder('many', vocXml({ objects: OBJECT.repeat(count) }))).images, 0);
  assert.deepEqual([first.boxes.length, first.boxes[count - 1]], [count, [1, 2, 9, 8]]);
});

test('a file in the place of a folder, and a folder in the place of a file', () => {
  const file = cocoFile('fine', COCO);
  assert.equal(
    refusal(() => coco(file, file)),
    `coco: ${file} is not a folder. Name the folder that holds the images.`,
  );
  assert.equal(
    refusal(() => coco(images, images)),
    `coco: ${images} cannot be read: it is a folder (EISDIR). Check the path and its permissions.`,
  );
  assert.match(
    refusal(() => voc(file)),
    /^voc: .*Annotations is not there\. Name the folder that holds Annotations/,
  );
  const root = vocFolder('folders', vocXml({ filename: 'deeper' }));
  assert.match(
    refusal(() => voc(root)),
    /JPEGImages.deeper is not there, though .*a\.xml names it\./,
  );
  assert.match(
    refusal(() => imageFolder(file)),
    /^imageFolder: .*fine\.json is not a folder\./,
  );
});

if (POSIX) {
  test('links in a circle are named, or passed over as any link that leads nowhere', () => {
    const root = write('pets', { 'cat/a.png': '', 'dog/b.jpg': '' });
    const loops = [join(root, 'loop'), join(root, 'cat', 'c.png'), join(root, 'dog', 'gone.jpg')];
    symlinkSync('loop', join(root, 'loop'));
    symlinkSync('c.png', join(root, 'cat', 'c.png'));
    symlinkSync('nowhere', join(root, 'dog', 'gone.jpg'));
    const folder = imageFolder(root);
    assert.deepEqual([folder.classNames, folder.images.length, folder.skipped], [['cat', 'dog'], 2, loops]);
    const loop = join(root, 'loop');
    assert.match(
      refusal(() => imageFolder(loop)),
      /^imageFolder: .*loop is not a folder\. Name the folder/,
    );
    assert.match(
      refusal(() => coco(loop, images)),
      /^coco: .*loop cannot be read: its links lead in a circle \(ELOOP\)\./,
    );
    const annotations = vocFolder('looped', vocXml());
    symlinkSync('c.xml', join(annotations, 'Annotations', 'c.xml'));
    assert.match(
      refusal(() => voc(annotations)),
      /c\.xml cannot be read: its links lead in a circle \(ELOOP\)\./,
    );
  });

  test('a folder without permission', () => {
    const root = write('closed', { 'cat/a.png': '', 'dog/b.jpg': '', 'voc/Annotations/a.xml': vocXml() });
    for (const name of ['dog', 'voc/Annotations']) chmodSync(join(root, name), 0o000);
    const said = [() => imageFolder(root), () => voc(join(root, 'voc'))].map(call => asNobody(() => refusal(call)));
    for (const name of ['dog', 'voc/Annotations']) chmodSync(join(root, name), 0o755);
    const remedy = 'cannot be read: permission is missing (EACCES). Check the path and its permissions.';
    assert.deepEqual(said, [
      `imageFolder: ${join(root, 'dog')} ${remedy}`,
      `voc: ${join(root, 'voc', 'Annotations')} ${remedy}`,
    ]);
  });
}

if (process.platform === 'linux') {
  test('a name that is not in UTF-8 is told, in place of a class that is silently left out', () => {
    const root = write('latin1', { 'cat/a.png': '' });
    mkdirSync(Buffer.from(join(root, 'caf\u00e9'), 'latin1'));
    assert.equal(
      refusal(() => imageFolder(root)),
      `imageFolder: ${root} holds a name that is not in UTF-8: 'café'. Rename it.`,
    );
  });
}
