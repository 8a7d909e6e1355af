/**
 * Makes data/photographs and its entries in data/registry.json from two Python packages. Run it again with
 *
 *   pip download --no-deps --only-binary=:all: -d wheels scikit-image==0.26.0 scikit-learn==1.9.1
 *   (unpack both wheels into one folder: they are zip files)
 *   npx tsx scripts/data/photographs.ts FOLDER
 *
 * Every file is kept byte for byte, apart from the astronaut, which is halved: as published it is larger than all others together.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { type RegistryEntry, registry, sha256 } from '../../lib/datasets/registry';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { decodeImage } from '../../lib/images/decode';
import { imageShape } from '../../lib/images/imageShape';
import { resize } from '../../lib/images/resize';

type Source = Pick<RegistryEntry, 'name' | 'description' | 'author' | 'source' | 'licence' | 'licenceUrl'> & {
  readonly file: string;
  readonly sha256: string;
  readonly halve?: boolean;
};

const SKIMAGE = 'skimage/data';
const SKLEARN = 'sklearn/datasets/images';
const CC0 = { licence: 'CC0 1.0', licenceUrl: 'https://creativecommons.org/publicdomain/zero/1.0/' };
const CC_BY = { licence: 'CC BY 2.0', licenceUrl: 'https://creativecommons.org/licenses/by/2.0/' };

const SOURCES: readonly Source[] = [
  {
    name: 'astronaut',
    file: `${SKIMAGE}/astronaut.png`,
    description:
      'Eileen Collins, a smiling astronaut in an orange suit, with a flag, a helmet and a model of a space shuttle.',
    author: 'NASA',
    source: 'https://flic.kr/p/r9qvLn',
    licence: 'public domain',
    licenceUrl: 'https://www.nasa.gov/nasa-brand-center/images-and-media/',
    sha256: '88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5',
    halve: true,
  },
  {
    name: 'chelsea',
    file: `${SKIMAGE}/chelsea.png`,
    description: 'The face of Chelsea, a tabby cat with green eyes, close up.',
    author: 'Stefan van der Walt',
    source: 'https://scikit-image.org/docs/stable/api/skimage.data.html#skimage.data.chelsea',
    ...CC0,
    sha256: '596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb',
  },
  {
    name: 'china',
    file: `${SKLEARN}/china.jpg`,
    description: 'A red and green pagoda with three curved roofs above trees, a lake behind it.',
    author: 'danielbuechele',
    source: 'https://www.flickr.com/photos/danielbuechele/6061409035/',
    ...CC_BY,
    sha256: '8378025ad2519d649d02e32bd98990db4ab572357d9f09841c2fbfbb4fefad29',
  },
  {
    name: 'coffee',
    file: `${SKIMAGE}/coffee.png`,
    description: 'A cup of espresso on a red saucer with a spoon, on a wooden table.',
    author: 'Rachel Michetti',
    source: 'https://scikit-image.org/docs/stable/api/skimage.data.html#skimage.data.coffee',
    ...CC0,
    sha256: 'cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7',
  },
  {
    name: 'flower',
    file: `${SKLEARN}/flower.jpg`,
    description: 'An orange dahlia in front of dark green leaves.',
    author: 'vultilion',
    source: 'https://www.flickr.com/photos/vultilion/6056698931/',
    ...CC_BY,
    sha256: 'a77f6ec41e353afdf8bdff2ea981b2955535d8d83294f8cfa49cf4e423dd5638',
  },
];

function encodePng(bytes: Buffer, name: string): Buffer {
  const original = decodeImage(bytes, name);
  const [height, width] = imageShape(original, name);
  const half = resize(original, [height / 2, width / 2], 'area');
  const rgb = Buffer.from(half.data.map(value => Math.round(value * 255)));
  const png = new PNG({ width: width / 2, height: height / 2 });
  png.data = rgb;
  return PNG.sync.write(png, { colorType: 2, inputColorType: 2, inputHasAlpha: false });
}

function store(folder: string, root: string, { file, halve = false, ...source }: Source): RegistryEntry {
  const original = readFileSync(join(folder, file));
  if (sha256(original) !== source.sha256) throw new Error(`${file} is not the published file: its sha256 differs.`);
  const bytes = halve ? encodePng(original, file) : original;
  const path = `photographs/${file.slice(file.lastIndexOf('/') + 1)}`;
  writeFileSync(join(root, 'data', path), bytes);
  const [height, width] = decodeImage(bytes, path).shape;
  const wheel = file.startsWith(SKIMAGE) ? 'scikit-image 0.26.0' : 'scikit-learn 1.9.1';
  const obtained = `${file} of ${wheel}, ${halve ? 'each side halved by averaging 2 × 2 pixels' : 'unchanged'}`;
  const { name, description, author, source: url, licence, licenceUrl } = source;
  const origin = { author, source: url, obtained, licence, licenceUrl };
  return {
    name,
    kind: 'photograph',
    path,
    description,
    ...origin,
    sha256: sha256(bytes),
    bytes: bytes.length,
    width,
    height,
  };
}

const folder = process.argv[2];
if (folder === undefined)
  throw new Error('Name the folder with the unpacked wheels: npx tsx scripts/data/photographs.ts FOLDER');
const root = repositoryRoot();
mkdirSync(join(root, 'data', 'photographs'), { recursive: true });
const path = join(root, 'data', 'registry.json');
const others = (existsSync(path) ? registry(root) : []).filter(entry => entry.kind !== 'photograph');
const entries = SOURCES.map(source => store(folder, root, source));
writeFileSync(path, `${JSON.stringify([...entries, ...others], null, 2)}\n`);
console.log(entries.map(entry => `${entry.path} ${entry.bytes} bytes`).join('\n'));
