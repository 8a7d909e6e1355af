import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { VOC_CLASSES, voc } from '../../lib/datasets';
import { at } from '../../lib/spec';

const scratch = mkdtempSync(join(tmpdir(), 'convnets-voc-'));
after(() => rmSync(scratch, { recursive: true }));

/** An annotation in the form of VOC2007, with everything that its files hold. */
const DOG = `<annotation>
	<folder>VOC2007</folder>
	<filename>000001.jpg</filename>
	<source>
		<database>The VOC2007 Database</database>
		<annotation>PASCAL VOC2007</annotation>
		<image>flickr</image>
		<flickrid>341012865</flickrid>
	</source>
	<owner>
		<flickrid>A &amp; B</flickrid>
		<name>Someone</name>
	</owner>
	<size>
		<width>353</width>
		<height>500</height>
		<depth>3</depth>
	</size>
	<segmented>0</segmented>
	<object>
		<name>dog</name>
		<pose>Left</pose>
		<truncated>1</truncated>
		<difficult>0</difficult>
		<bndbox>
			<xmin>48</xmin>
			<ymin>240</ymin>
			<xmax>195</xmax>
			<ymax>371</ymax>
		</bndbox>
	</object>
	<object>
		<name>person</name>
		<pose>Left</pose>
		<truncated>1</truncated>
		<difficult>1</difficult>
		<bndbox>
			<xmin>1</xmin>
			<ymin>1</ymin>
			<xmax>353</xmax>
			<ymax>500</ymax>
		</bndbox>
		<part>
			<name>head</name>
			<bndbox>
				<xmin>100</xmin>
				<ymin>20</ymin>
				<xmax>150</xmax>
				<ymax>80</ymax>
			</bndbox>
		</part>
	</object>
</annotation>
`;

/** VOC2012 has fractions, coordinates in another order, and objects without a word on difficulty. */
const CAR = `<annotation><filename>2011_000002.jpg</filename><size><width>500</width><height>375</height><depth>3</depth></size>
<object><name>car</name><bndbox><xmax>300.5</xmax><xmin>45.70000076293945</xmin><ymax>200</ymax><ymin>10</ymin></bndbox></object>
</annotation>`;

interface Layout {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly splits?: Readonly<Record<string, string>>;
  readonly images?: readonly string[];
}

function write(name: string, { annotations = {}, splits = {}, images = ['000001', '2011_000002'] }: Layout): string {
  const root = join(scratch, name);
  for (const folder of ['Annotations', 'JPEGImages', join('ImageSets', 'Main')]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const [id, text] of Object.entries(annotations)) writeFileSync(join(root, 'Annotations', `${id}.xml`), text);
  for (const [split, text] of Object.entries(splits))
    writeFileSync(join(root, 'ImageSets', 'Main', `${split}.txt`), text);
  for (const id of images) writeFileSync(join(root, 'JPEGImages', `${id}.jpg`), '');
  return root;
}

const root = write('fine', {
  annotations: { '000001': DOG, '2011_000002': CAR },
  splits: { train: '2011_000002\r\n', trainval: '2011_000002\n000001\n', cat_train: '000001 -1\n', none: '\n' },
});

test('boxes become edges from 0: only the first pixel is moved', () => {
  const { images, classNames } = voc(root);
  assert.equal(classNames.length, 20);
  assert.deepEqual(classNames, VOC_CLASSES);
  const dog = at(images, 0);
  assert.equal(dog.id, '000001');
  assert.equal(dog.path, join(root, 'JPEGImages', '000001.jpg'));
  assert.deepEqual([dog.width, dog.height], [353, 500]);
  // 48 to 195 are 148 pixels; the whole image is 0, 0, width, height. The head inside the person is not an object.
  assert.deepEqual(dog.boxes, [
    [47, 239, 195, 371],
    [0, 0, 353, 500],
  ]);
  // Labels 11 and 14: dog is the twelfth of the twenty, person the fifteenth.
  assert.deepEqual(dog.labels, Int32Array.of(11, 14));
  assert.deepEqual(dog.ignore, Uint8Array.of(0, 1));
});

test('fractions are kept, and an object is not difficult unless it says so', () => {
  const car = at(voc(root).images, 1);
  assert.deepEqual(car.boxes, [[44.70000076293945, 9, 300.5, 200]]);
  assert.deepEqual(car.ignore, Uint8Array.of(0));
  assert.deepEqual(car.labels, Int32Array.of(6));
});

test('a split gives its images in its order', () => {
  assert.deepEqual(
    voc(root, { split: 'train' }).images.map(({ id }) => id),
    ['2011_000002'],
  );
  assert.deepEqual(
    voc(root, { split: 'trainval' }).images.map(({ id }) => id),
    ['2011_000002', '000001'],
  );
});

test('an image without objects has empty arrays', () => {
  const text = DOG.replace(/<object>[\s\S]*<\/object>/, '');
  const image = at(voc(write('bare', { annotations: { '000001': text } })).images, 0);
  assert.equal(image.boxes.length + image.labels.length + image.ignore.length, 0);
});

test('classes of one’s own take the place of the twenty', () => {
  const own = write('own', { annotations: { '2011_000002': CAR.replace('car', 'tractor') } });
  assert.deepEqual(at(voc(own, { classNames: ['mower', 'tractor'] }).images, 0).labels, Int32Array.of(1));
});

test('a box that reaches out by a pixel, as tools that count from 0 write it, is cut off', () => {
  const text = CAR.replace('>10<', '>0<').replace('>300.5<', '>501<');
  const image = at(voc(write('pixel', { annotations: { '2011_000002': text } })).images, 0);
  assert.deepEqual(image.boxes, [[44.70000076293945, 0, 500, 200]]);
});

test('missing files and lists are named', () => {
  const cases: readonly [string, () => unknown, string][] = [
    [
      'no folder',
      () => voc(join(scratch, 'nowhere')),
      `voc: ${join(scratch, 'nowhere', 'Annotations')} is not there. Name the folder that holds Annotations and JPEGImages, such as VOCdevkit/VOC2007.`,
    ],
    [
      'no annotations',
      () => voc(write('hollow', {})),
      `voc: ${join(scratch, 'hollow', 'Annotations')} holds no .xml files. Copy the annotations there.`,
    ],
    [
      'no such split',
      () => voc(root, { split: 'tests' }),
      `voc: ${join(root, 'ImageSets', 'Main', 'tests.txt')} is not there. The split must name a file in ImageSets/Main. Received 'tests'.`,
    ],
    [
      'an empty split',
      () => voc(root, { split: 'none' }),
      `voc: ${join(root, 'ImageSets', 'Main', 'none.txt')} is empty. It must hold the name of an image on each line.`,
    ],
    [
      'a list for classification',
      () => voc(root, { split: 'cat_train' }),
      `voc: ${join(root, 'ImageSets', 'Main', 'cat_train.txt')} must hold the name of one image on each line. Received '000001 -1'. Lists such as cat_train.txt, with a 1 or −1 beside each name, are for classification; use 'train', 'val', 'trainval' or 'test'.`,
    ],
    [
      'no annotation of a listed image',
      () => voc(write('unannotated', { splits: { val: '000009' } }), { split: 'val' }),
      `${join(scratch, 'unannotated', 'Annotations', '000009.xml')} is not there. Copy it again.`,
    ],
    [
      'no image',
      () => voc(write('imageless', { annotations: { '000001': DOG }, images: [] })),
      `voc: ${join(scratch, 'imageless', 'JPEGImages', '000001.jpg')} is not there, though ${join(scratch, 'imageless', 'Annotations', '000001.xml')} names it. Copy the image there, or correct <filename>.`,
    ],
  ];
  for (const [name, call, message] of cases) assert.throws(call, { message }, name);
});

test('malformed annotations are named, with the place', () => {
  const cases: readonly [string, string, string][] = [
    ['cut', DOG.slice(0, 300), 'is not well-formed XML: '],
    [
      'other',
      '<html/>',
      'must hold <annotation>. Received <html>. It is another kind of file, or damaged; copy it again.',
    ],
    [
      'deep',
      '<a>'.repeat(1e5),
      'is not well-formed XML: its elements are nested too deeply. Correct the file, or copy it again.',
    ],
    [
      'sizeless',
      CAR.replace(/<size>.*<\/size>/, ''),
      ': <annotation> must hold one <size>. Received none. Correct the file.',
    ],
    [
      'twosizes',
      CAR.replace('</annotation>', '<size/></annotation>'),
      ': <annotation> must hold one <size>. Received 2. Correct the file.',
    ],
    ['widthless', CAR.replace('<width>500</width>', ''), ': <size> must hold a <width> with text. Correct the file.'],
    ['word', CAR.replace('>500<', '>wide<'), ": <width> must be a number. Received 'wide'. Correct the file."],
    [
      'boxless',
      CAR.replace(/<bndbox>.*<\/bndbox>/, ''),
      ': object 1: <object> must hold one <bndbox>. Received none. Correct the file.',
    ],
    [
      'outside',
      CAR.replace('>300.5<', '>900<'),
      ': object 1: the box must lie inside the image of 500 × 375 pixels and have an area. Received x from 44.70000076293945 to 900, y from 9 to 200, in pixels from the top left corner. Correct the file.',
    ],
    [
      'inverted',
      CAR.replace('>10<', '>300<'),
      ': object 1: the box must lie inside the image of 500 × 375 pixels and have an area. Received x from 44.70000076293945 to 300.5, y from 299 to 200, in pixels from the top left corner. Correct the file.',
    ],
    [
      'misspelt',
      CAR.replace('>car<', '>carr<'),
      ": object 1: there is no class 'carr'. Did you mean 'car'? Correct the file, or pass the classes: voc(root, { classNames: ['carr', …] }).",
    ],
    [
      'unknown',
      CAR.replace('>car<', '>xylophone<'),
      ": object 1: there is no class 'xylophone'. Correct the file, or pass the classes: voc(root, { classNames: ['xylophone', …] }).",
    ],
  ];
  for (const [name, text, message] of cases) {
    const folder = write(name, { annotations: { '2011_000002': text } });
    const isExpected = (error: unknown): boolean => {
      assert.ok(error instanceof Error);
      assert.ok(error.message.startsWith(join(folder, 'Annotations', '2011_000002.xml')), error.message);
      assert.ok(error.message.includes(message), `${error.message}\nlacks\n${message}`);
      return true;
    };
    assert.throws(() => voc(folder), isExpected, name);
  }
});
