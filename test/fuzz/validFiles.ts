import { encode } from 'jpeg-js';
import sharp from 'sharp';
import { serializeSafetensors } from '../../lib/checkpoints/safetensors/bytes';
import { encodeLabels } from '../../lib/images/labelPng';
import { formatNotebook } from '../../lib/workbook/notebook';
import { codeCell, notebookOf } from '../notebooks/course';
import { pngChunk, pngFile } from '../support/pngFile';

// Small files that the readers accept, to be damaged.

/** A grey-blue picture as a PNG of any kind. */
export function small(width: number, height: number, colorType = 2, depth = 8): Buffer {
  const samples = [1, 0, 3, 1, 2, 0, 4][colorType] ?? 1;
  const row = Buffer.alloc(1 + Math.ceil((width * samples * depth) / 8), 0x55).fill(0, 0, 1);
  const palette = pngChunk('PLTE', Buffer.alloc(768, 90));
  return pngFile(
    { width, height, colorType, depth },
    Buffer.concat(Array(height).fill(row)),
    colorType === 3 ? [palette] : [],
  );
}

const kinds = [
  [2, 8],
  [6, 8],
  [0, 1],
  [0, 16],
  [4, 8],
  [3, 2],
  [3, 8],
] as const;
const interlaced = pngFile({ width: 3, height: 3, interlace: 1 }, Buffer.alloc(4 + 4 + 7 + 8 + 10));
export const pngs = [...kinds.map(([colorType, depth]) => small(9, 7, colorType, depth)), interlaced];
export const masks = [
  encodeLabels({ shape: [4, 5], data: Uint8Array.from({ length: 20 }, (_, i) => i) }, new Uint8Array(768)),
  small(9, 7, 0, 1),
];

const pixels = (width: number, height: number): Buffer =>
  Buffer.from(Array.from({ length: width * height * 4 }, (_, i) => (i * 31) % 256));
const baseline = [
  [16, 16],
  [9, 7],
  [40, 24],
].map(([width = 0, height = 0]) => encode({ width, height, data: pixels(width, height) }, 60).data);

/** JPEGs of two encoders: baseline, progressive with half as many colours, grey with an orientation. */
export async function jpegs(): Promise<readonly Buffer[]> {
  const [width, height] = [20, 12];
  const picture = sharp(pixels(width, height), { raw: { width, height, channels: 4 } }).blur(2);
  const progressive = picture.clone().jpeg({ progressive: true, quality: 30 });
  const oriented = picture.clone().toColourspace('b-w').withMetadata({ orientation: 6 }).jpeg({ quality: 30 });
  return [...baseline, await progressive.toBuffer(), await oriented.toBuffer()];
}

const object =
  '<object><name>cat</name><difficult>0</difficult><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>4</xmax><ymax>3</ymax></bndbox></object>';
const size = '<size><width>5</width><height>4</height><depth>3</depth></size>';
export const xmls = [
  `<annotation><folder>VOC</folder><filename>one.png</filename>${size}${object}${object}</annotation>`,
  `<?xml version="1.0"?>\n<!DOCTYPE annotation [<!ENTITY cat "cat">]>\n<annotation verified="no">\n <filename>one.png</filename>\n ${size}<!-- none --><![CDATA[x]]></annotation>`,
].map(text => Buffer.from(text));

const image = { id: 7, file_name: 'one.png', width: 5, height: 4 };
const outlines = [
  [[0.5, 0.5, 4.2, 0.5, 3.1, 3.5]],
  { size: [4, 5], counts: [2, 3, 15] },
  { size: [4, 5], counts: '23?' },
];
const annotations = outlines.map((segmentation, id) => ({
  id,
  image_id: 7,
  category_id: 3,
  bbox: [0, 0, 4, 3],
  iscrowd: id % 2,
  segmentation,
}));
export const cocos = annotations.map(one =>
  Buffer.from(
    JSON.stringify({
      images: [image],
      categories: [
        { id: 3, name: 'cat' },
        { id: 9, name: 'dog' },
      ],
      annotations: [one, { ...one, id: 9 }],
    }),
  ),
);

const entry = {
  name: 'a',
  kind: 'photograph',
  path: 'a.png',
  description: 'A.',
  author: 'B',
  source: 'https://c',
  obtained: 'd',
  licence: 'e',
  licenceUrl: 'https://f',
  sha256: '0a',
  bytes: 12,
};
export const registries = [Buffer.from(JSON.stringify([entry, { ...entry, name: 'b', width: 3, height: 4 }]))];

const stream = { output_type: 'stream', name: 'stdout', text: 'a\nb\n' } as const;
const shown = { output_type: 'display_data', data: { 'text/plain': 'a', 'text/html': '<b>' }, metadata: {} } as const;
export const course = notebookOf([
  { cell_type: 'markdown', id: '', metadata: { tags: ['x'] }, source: '# Title\nText.' },
  codeCell("exercise('counting.1', 3);", { execution_count: 1, outputs: [stream, shown] }),
  codeCell('1 + 1'),
]);
const copies = [
  course,
  {
    ...course,
    metadata: {
      ...course.metadata,
      course: { cells: course.cells.slice(1).map(({ id }) => ({ id, exercise: 'counting.1' })) },
    },
  },
];
export const notebooks = copies.map(copy => Buffer.from(formatNotebook(copy)));

export const csvs = ['epoch,loss,name\n1,0.5,"a, ""b"""\n2,,c\n', 'a\n1\n\n2'].map(text => Buffer.from(text));
export const idxs = [Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, ...Array(12).keys()])];

const arrays = new Map([
  ['conv.weight', { shape: [2, 1, 2, 2], data: new Float32Array(8).fill(0.5) }],
  ['conv.bias', { shape: [2], data: new Float32Array(2) }],
]);
export const safetensors = (['F32', 'F16', 'BF16'] as const).map(dtype =>
  Buffer.from(serializeSafetensors(arrays, 'w.safetensors', { dtype, metadata: new Map([['format', 'pt']]) })),
);
