import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { fcn8s, fcn16s, fcn32s } from '../../lib/models';
import { cropOffsets, explainCropOffsets } from '../../lib/segmentation';
import { at, Graph, type Layer, lookUp, type NetworkSpec, toPair } from '../../lib/spec';

const NETWORKS = { fcn32s, fcn16s, fcn8s } as const;

test('the offsets are those of the published prototxt files', () => {
  assert.deepEqual(cropOffsets(fcn32s()), { score: 19 });
  assert.deepEqual(cropOffsets(fcn16s()), { score_pool4c: 5, score: 27 });
  assert.deepEqual(cropOffsets(fcn8s()), { score_pool4c: 5, score_pool3c: 9, score: 31 });
});

test('they are derived: wrong ones in the network change nothing', () => {
  const spoil = (layer: Layer): Layer => (layer.op === 'crop' ? { ...layer, offset: 1 } : layer);
  const net = fcn8s();
  assert.deepEqual(cropOffsets({ ...net, layers: net.layers.map(spoil) }), cropOffsets(net));
});

/** Where a blob lies on another: coordinate = scale · own + shift, as Caffe's coord_map.py has it. */
interface Affine {
  readonly scale: number;
  readonly shift: number;
}

/** The maps of Caffe, written anew from the text of coord_map.py: from the input's coordinates to the layer's. */
function caffeMap(net: NetworkSpec, layer: string, crops: ReadonlyMap<string, number>): Affine {
  const found = lookUp(new Map(net.layers.map(one => [one.name, one])), layer);
  if (found.op === 'input') return { scale: 1, shift: 0 };
  const { scale, shift } = caffeMap(net, at(found.inputs, 0), crops);
  const through = (a: number, b: number): Affine => ({ scale: a * scale, shift: a * shift + b });
  switch (found.op) {
    case 'conv2d':
    case 'maxPooling2d': {
      const [[k], [s]] = [toPair(found.op === 'conv2d' ? found.kernelSize : found.poolSize), toPair(found.strides)];
      const padding = Number(found.padding === 'valid' ? 0 : found.padding);
      return through(1 / s, (padding - (k - 1) / 2) / s);
    }
    case 'conv2dTranspose': {
      const [[k], [s]] = [toPair(found.kernelSize), toPair(found.strides)];
      return through(s, (k - 1) / 2);
    }
    case 'crop':
      return through(1, -lookUp(crops, layer));
    default:
      return through(1, 0);
  }
}

for (const [name, build] of Object.entries(NETWORKS)) {
  test(`${name}: each offset is the one of Caffe's coordinate maps`, () => {
    const net = build();
    const crops = new Map<string, number>();
    for (const layer of net.layers) {
      if (layer.op !== 'crop') continue;
      const [cut, reference] = layer.inputs.map(input => caffeMap(net, input, crops));
      assert(cut && reference);
      assert.equal(cut.scale, reference.scale);
      crops.set(layer.name, cut.shift - reference.shift);
    }
    assert.deepEqual(Object.fromEntries(crops), cropOffsets(net));
  });

  test(`${name}: every image from 1 to 600 pixels gets one score for each pixel`, () => {
    for (let side = 1; side <= 600; side += name === 'fcn8s' ? 1 : 7) {
      const { layers } = analyze(build(), { inputShape: [side, 601 - side, 3] });
      assert.deepEqual(at(layers, layers.length - 1).outputShape, [side, 601 - side, 21]);
    }
  });
}

test('an offset comes with the calculation', () => {
  const { score_pool4c: crop } = explainCropOffsets(fcn16s());
  assert.deepEqual(crop, { offset: 5, start: -91, reference: -11, stride: 16, text: '(−11 + 91) / 16 = 5' });
});

test('units that no crop brings together are named', () => {
  const joined = (kernelSize: 2 | 3, strides: 2 | 4): NetworkSpec => {
    const g = new Graph('joined', [32, 32, 1]);
    const x = g.input();
    const halved = g.conv2d(x, { filters: 1, kernelSize, padding: kernelSize === 3 ? 1 : 0, strides: 2 }, 'halved');
    const up = g.conv2dTranspose(halved, { filters: 1, kernelSize: 4, strides }, 'up');
    return g.build(g.crop(up, x, { offset: 0 }, 'cut'));
  };
  // The first unit of a 2×2 kernel lies at 1, and the transposed one begins 1.5 pixels before it.
  assert.deepEqual(cropOffsets(joined(2, 2)), { cut: 0.5 - (1 - 1.5) });
  // That of a padded 3×3 lies at 0.5: half a pixel off, whatever is cut.
  assert.throws(() => cropOffsets(joined(3, 2)), {
    name: 'RangeError',
    message:
      'cropOffsets: no whole offset brings the units of "cut" together: it would be [1.5, 1.5]. Change a padding before it.',
  });
  assert.throws(() => cropOffsets(joined(2, 4)), {
    name: 'RangeError',
    message:
      'cropOffsets: "cut" cuts units that lie 0.5 pixels apart to units that lie 1 apart. Upsample one of them first.',
  });
});
