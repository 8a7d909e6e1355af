import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareImage } from '../../lib/images/prepareImage';
import { type NetworkName, registry } from '../../lib/models';
import { floatAt, type NDArray } from '../../lib/spec';
import type { ImagePreset } from '../../lib/spec/imagePreset';
import { assertClose } from '../support/assertClose';

function preset(name: NetworkName): ImagePreset {
  const found = registry[name].preset;
  assert.ok(found !== null);
  return found;
}

/** Eight-bit values with edges everywhere. */
function pattern(height: number, width: number): NDArray {
  const data = Float32Array.from({ length: height * width * 3 }, (_, i) => {
    const [row, column, channel] = [Math.floor(i / (width * 3)), Math.floor(i / 3) % width, i % 3];
    return ((row * row * 7 + column * 13 + channel * 50 + row * column) % 256) / 255;
  });
  return { shape: [height, width, 3], data };
}

/** Channel, row, column, and the value of torchvision 0.29.1's preset with Pillow 13.0.0. */
type Sample = readonly [channel: number, row: number, column: number, value: number];

type Shape = readonly [number, number, number, number];

const cases: readonly (readonly [NetworkName, number, NDArray, Shape, readonly Sample[]])[] = [
  [
    'resnet18',
    224,
    pattern(300, 401),
    [1, 3, 224, 224],
    [
      [0, 0, 0, -0.06293],
      [1, 10, 100, -0.47759],
      [2, 223, 223, 1.94283],
      [0, 120, 7, -0.61093],
      [1, 77, 201, 0.29272],
      [2, 200, 50, 0.44392],
    ],
  ],
  [
    'vgg16',
    224,
    pattern(120, 90),
    [1, 3, 224, 224],
    [
      [0, 0, 0, 0.65631],
      [1, 10, 100, 0.73039],
      [2, 223, 223, 0.11277],
      [0, 120, 7, 0.17681],
      [1, 77, 201, -0.32003],
      [2, 200, 50, -0.82841],
    ],
  ],
  [
    'resnet20',
    32,
    pattern(50, 61),
    [1, 3, 32, 32],
    [
      [0, 0, 0, -0.54469],
      [1, 10, 20, 0.06505],
      [2, 31, 30, -0.25271],
      [2, 20, 9, -0.35764],
      [1, 0, 31, 0.30662],
      [0, 15, 7, 0.2174],
    ],
  ],
  [
    'fcn_resnet50',
    520,
    pattern(30, 37),
    [1, 3, 520, 641],
    [
      [0, 0, 0, -2.1179],
      [1, 300, 500, -0.14496],
      [2, 519, 640, -0.49725],
      [0, 120, 7, 0.91318],
    ],
  ],
];
for (const [name, square, image, shape, samples] of cases) {
  test(`an image of ${image.shape} for ${name} is prepared as torchvision does`, () => {
    const prepared = prepareImage(image, preset(name), square);
    assert.deepEqual(prepared.shape, shape);
    const [, , height, width] = shape;
    for (const [channel, row, column, expected] of samples) {
      const found = floatAt(prepared.data, (channel * height + row) * width + column);
      assertClose([found], [expected], 2e-5, `${[channel, row, column]}`, 1);
    }
  });
}

const pixel: NDArray = { shape: [1, 1, 3], data: Float32Array.of(1, 0.5, 0) };

test("the FCN authors' networks take blue first, 0 to 255 less the mean", () => {
  const { shape, data } = prepareImage(pixel, preset('fcn8s'), 500);
  assert.deepEqual(shape, [1, 3, 1, 1]);
  const expected = [0 - 104.00698793, 127.5 - 116.66876762, 255 - 122.67891434];
  assertClose(data, expected, 1e-4, 'colour', 1);
});

test("torchvision's GoogLeNet takes -1 to 1", () => {
  const { data } = prepareImage(pixel, preset('googlenet'), 1);
  assert.deepEqual([...data.map(Math.round)], [1, 0, -1]);
});

test('an image so narrow that it would fill the memory is refused', () => {
  const line: NDArray = { shape: [1, 30_000, 3], data: new Float32Array(90_000) };
  assert.throws(() => prepareImage(line, preset('resnet18'), 224), {
    name: 'RangeError',
    message:
      'prepareImage: a shorter side of 256 pixels makes 7680000 × 256 (width × height) of an image of 30000 × 1, and at most 40 million pixels are made. Cut a part out of it that is less narrow.',
  });
});
