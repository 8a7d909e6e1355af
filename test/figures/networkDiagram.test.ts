import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { networkDiagram } from '../../lib/figures';
import type { NetworkDiagramOptions } from '../../lib/figures/diagram/networkDiagram';
import { googlenet, registry } from '../../lib/models';
import { at } from '../../lib/spec/at';
import { Graph } from '../../lib/spec/graph';
import type { NetworkSpec } from '../../lib/spec/network';
import { present, size } from './helpers';

/** What the drawing says: read back from the plotly JSON alone. */
interface Drawn {
  readonly boxes: readonly { readonly text: string; readonly hover: string; readonly rect: Rect }[];
  readonly frames: readonly Rect[];
  readonly shapes: readonly string[];
  readonly lines: readonly (readonly Point[])[];
  readonly dashed: number;
  readonly kinds: readonly string[];
  readonly layout: { readonly width: number; readonly height: number };
  readonly title: string;
  readonly alt: string;
  readonly bytes: number;
}

type Rect = readonly [left: number, top: number, right: number, bottom: number];
type Point = readonly [x: number, y: number];

interface BarJson {
  readonly type: string;
  readonly mode?: string;
  readonly name?: string;
  readonly showlegend?: boolean;
  readonly hoverinfo?: string;
  readonly base: number[];
  readonly x: number[];
  readonly y: number[];
  readonly width: number[];
  readonly text: string[];
  readonly hovertext?: string[];
}

interface ShapeJson {
  readonly type: string;
  readonly path?: string;
  readonly line: { readonly dash?: string };
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

function network(name: string): NetworkSpec {
  const entry = registry[name];
  assert.ok(entry, name);
  return entry.build();
}

function draw(net: NetworkSpec, options: NetworkDiagramOptions = {}): Drawn {
  const figure = networkDiagram(net, options);
  const { data, layout, alt } = JSON.parse(JSON.stringify(figure)) as {
    data: BarJson[];
    layout: { width: number; height: number; title: { text: string }; shapes: ShapeJson[] };
    alt: string;
  }; // The fields that these tests use, as plotly documents them.
  const bars = data.filter(trace => trace.type === 'bar' && trace.hovertext !== undefined);
  const paths = layout.shapes.filter(({ type }) => type === 'path');
  return {
    boxes: bars.flatMap(bar =>
      bar.base.map((left, i) => {
        const [width, y, height] = [at(bar.x, i), at(bar.y, i), at(bar.width, i)];
        const rect = [left, y - height / 2, left + width, y + height / 2] as const;
        return { text: at(bar.text, i), hover: at(present(bar.hovertext), i), rect };
      }),
    ),
    frames: layout.shapes.filter(({ type }) => type === 'rect').map(({ x0, y0, x1, y1 }) => [x0, y0, x1, y1]),
    shapes: present(data.find(({ mode, hoverinfo }) => mode === 'text' && hoverinfo === 'skip')).text,
    lines: paths.flatMap(({ path }) => toLines(present(path))),
    dashed: paths.filter(({ line }) => line.dash !== undefined).flatMap(({ path }) => toLines(present(path))).length,
    kinds: bars.filter(({ showlegend }) => showlegend).map(({ name = '' }) => name),
    layout,
    title: layout.title.text,
    alt,
    bytes: size(figure),
  };
}

/** Points along each line of an SVG path of M, L and C, close enough to find what they cross. */
function toLines(path: string): Point[][] {
  const lines: Point[][] = [];
  for (const [, letter, rest = ''] of path.matchAll(/([MLC])([^MLC]*)/g)) {
    const points = rest
      .trim()
      .split(' ')
      .map(pair => pair.split(',').map(Number));
    const line = lines.at(-1) ?? [];
    const [startX, startY] = line.at(-1) ?? [0, 0];
    const [[x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = [], [x3 = 0, y3 = 0] = []] = points;
    if (letter === 'M') lines.push([[x1, y1]]);
    for (let t = 0.05; letter !== 'M' && t < 1.01; t += 0.05) {
      const u = 1 - t;
      if (letter === 'L') line.push([startX + t * (x1 - startX), startY + t * (y1 - startY)]);
      else {
        const mix = (a: number, b: number, c: number, d: number): number =>
          u ** 3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t ** 3 * d;
        line.push([mix(startX, x1, x2, x3), mix(startY, y1, y2, y3)]);
      }
    }
  }
  return lines;
}

function overlap(a: Rect, b: Rect): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

function contains(a: Rect, b: Rect): boolean {
  return a[0] <= b[0] && a[1] <= b[1] && a[2] >= b[2] && a[3] >= b[3];
}

function isInside([x, y]: Point, [left, top, right, bottom]: Rect): boolean {
  return x > left + 0.5 && x < right - 0.5 && y > top + 0.5 && y < bottom - 0.5;
}

/** The number in a line of the hover text such as `parameters: 1,219,584 (4.8% of all)`. */
function amount(hover: string, what: string): number {
  const digits = new RegExp(`${what}: ([\\d,]+)`).exec(hover)?.[1];
  assert.ok(digits, `${what} in ${hover}`);
  return Number(digits.replaceAll(',', ''));
}

/** What must hold for every drawing. */
function check(net: NetworkSpec, options: NetworkDiagramOptions = {}): void {
  const drawn = draw(net, options);
  const { totals } = analyze(net);
  const sum = (what: string): number => drawn.boxes.reduce((running, { hover }) => running + amount(hover, what), 0);
  assert.equal(sum('parameters'), totals.params);
  assert.equal(sum('MACs'), totals.macs);
  const { width, height } = drawn.layout;
  drawn.boxes.forEach(({ rect, text }, i) => {
    for (const other of drawn.boxes.slice(i + 1)) assert.ok(!overlap(rect, other.rect), `${text} and ${other.text}`);
    assert.ok(rect[0] >= 0 && rect[1] >= 0 && rect[2] <= width && rect[3] <= height, `${text} leaves the page`);
    assert.ok(
      drawn.frames.every(frame => contains(frame, rect) || !overlap(frame, rect)),
      `${text} and a frame`,
    );
  });
  for (const [i, frame] of drawn.frames.entries()) {
    for (const other of drawn.frames.slice(i + 1)) {
      const apart = !overlap(frame, other) || contains(frame, other) || contains(other, frame);
      assert.ok(apart, 'frames cross');
    }
  }
  for (const line of drawn.lines) {
    for (const point of line) {
      const crossed = drawn.boxes.find(({ rect }) => isInside(point, rect));
      assert.equal(crossed, undefined, `a line crosses ${crossed?.text}`);
      assert.ok(point[0] >= 0 && point[0] <= width, 'a line leaves the page');
    }
    line.slice(1).forEach(([, y], i) => {
      assert.ok(y >= at(line, i)[1], 'a line goes up');
    });
  }
  const inputs = net.layers.filter(layer => layer.inputs.length === 0).length; // the picture, and regions of it
  checkEnds(drawn, inputs, net.outputs.length);
  assert.equal(width, 700);
  assert.ok(drawn.bytes < 150_000, `${drawn.bytes} bytes`);
}

/** Lines lead from the bottom of a box to the top of another; those of outputs lead out. */
function checkEnds({ boxes, lines }: Drawn, inputs: number, outputs: number): void {
  const touches = ([x, y]: Point, [left, top, right, bottom]: Rect, side: 'top' | 'bottom'): boolean =>
    x > left && x < right && Math.abs(y - (side === 'top' ? top : bottom)) < 0.01;
  const joins = (point: Point | undefined, side: 'top' | 'bottom'): boolean =>
    point !== undefined && boxes.some(({ rect }) => touches(point, rect, side));
  assert.ok(lines.every(line => joins(line[0], 'bottom')));
  assert.equal(lines.filter(line => !joins(line.at(-1), 'top')).length, outputs);
  const reached = boxes.filter(({ rect }) => lines.some(line => touches(line.at(-1) ?? [0, 0], rect, 'top')));
  assert.equal(reached.length, boxes.length - inputs, 'every box but the inputs is reached');
}

for (const [name, { build }] of Object.entries(registry)) {
  test(`${name}: sums equal totals, no box overlaps another, no line crosses a box, the size is modest`, () => {
    check(build());
  });
}

const OPENED: readonly (readonly [string, NetworkDiagramOptions])[] = [
  ...['inception3a', 'inception4e', 'conv1'].map(expand => ['googlenet', { expand }] as const),
  ...['layer2.0', 'layer2.1', 'layer3', 'layer1.0.conv1'].map(expand => ['resnet50', { expand }] as const),
  ['resnet18', { depth: 9 }],
  ['resnet20', { depth: 3 }],
  ['resnet56', { expand: 'layer2' }],
  ['densenet121', { expand: 'features.denseblock1' }],
  ['densenet121', { depth: 1 }],
  ['fcn_resnet50', { expand: 'backbone.layer4' }],
  ['alexnet', { expand: 'features.0' }],
  ['vgg16', { depth: 1 }],
];

for (const [name, options] of OPENED) {
  test(`${name} with ${JSON.stringify(options)} keeps all of it`, () => {
    check(network(name), options);
  });
}

test('auxiliary heads get their own outputs', () => {
  const net = googlenet({ auxiliary: true });
  check(net);
  assert.equal(draw(net).shapes.filter(shape => shape === '1000').length, 3);
});

function tiny(): NetworkSpec {
  const g = new Graph('tiny', [8, 8, 3]);
  const x = g.relu(g.conv2d(g.input(), { filters: 4, kernelSize: 3, padding: 1 }, 'conv'));
  return g.build(g.dense(g.flatten(x), { units: 10 }, 'fc'));
}

test('a chain: names and work, shapes on lines, and the numbers on hover', () => {
  const { boxes, shapes, kinds, title } = draw(tiny());
  assert.deepEqual(boxes.map(({ text }) => text).sort(), [
    '<b>conv</b>  conv 3×3, 4 → ReLU',
    '<b>fc</b>  flatten → dense, 10',
    '<b>input</b>',
  ]);
  assert.deepEqual(shapes, ['8×8×3', '8×8×4', '10']);
  assert.deepEqual(kinds, ['convolution', 'dense']);
  // 3·3·3·4 + 4 weights and 8·8·108 products; 256·10 + 10 weights and 2560 products.
  assert.equal(title, 'tiny on 8×8×3: 2682 parameters, 9472 MACs');
  assert.equal(
    boxes.find(({ text }) => text.includes('conv'))?.hover,
    '<b>conv</b><br>conv: conv 3×3, 4<br>relu: ReLU<br>output: 8×8×4<br>parameters: 112 (4.2% of all)<br>' +
      'MACs: 6912 (73.0% of all)<br>receptive field: 3×3 pixels, one every 1',
  );
  assert.match(present(boxes.find(({ text }) => text.includes('fc'))).hover, /receptive field: the whole input$/);
});

test('a chain in words', () => {
  assert.equal(
    networkDiagram(tiny()).alt,
    'Diagram of tiny on 8×8×3: 2682 parameters and 9472 multiplications. From the input on: input gives 8×8×3; ' +
      'conv (conv 3×3, 4 → ReLU) gives 8×8×4; fc (flatten → dense, 10) gives 10.',
  );
});

test('a repeated block tells how often, what a copy is, and what all copies cost', () => {
  const stage = present(draw(network('resnet110')).boxes.find(({ text }) => text.includes('layer1')));
  assert.equal(stage.text, '<b>layer1 ×18</b>  2 conv 3×3 · add');
  // 18 blocks of two 3×3 convolutions from 16 to 16 channels and two normalizations: 18 · (2 · 2304 + 2 · 32).
  assert.equal(amount(stage.hover, 'parameters'), 84_096);
  assert.match(
    stage.hover,
    /^<b>layer1<\/b><br>layer1\.0 … layer1\.17, 18 equal ones<br>126 layers: 36 conv, 36 batch norm, 36 ReLU, 18 add<br>/,
  );
  const later = draw(network('resnet110')).boxes.find(({ text }) => text.includes('layer2.1'));
  assert.equal(later?.text, '<b>layer2.1 … 17 ×17</b>  2 conv 3×3 · add');
});

test('a long network is described by its ends and joins, and lines that bring only a size are dashed', () => {
  const net = network('fcn8s');
  const { alt, dashed, boxes } = draw(net);
  // Two skips: a crop to the size of another layer and a sum for each, and the crop at the end.
  assert.match(alt, /25 boxes, 5 of them join branches, from input to score, which gives 500×500×21\.$/);
  assert.equal(dashed, 3);
  assert.ok(boxes.some(({ text }) => text.includes('conv 3×3, 64, padding 100 → ReLU')));
});

test('the receptive field is that of the last layer in the box', () => {
  const { boxes } = draw(network('alexnet'));
  // 11; pool 11 + 2·4 = 19; 5×5 19 + 4·8 = 51; pool 51 + 2·8 = 67; three 3×3 67 + 3 · 2·16 = 163; pool 163 + 2·16 = 195.
  const fields = { 'features.0': [11, 4], 'features.5': [67, 16], 'features.8 …': [163, 16], 'features.12': [195, 32] };
  for (const [name, [field, stride]] of Object.entries(fields)) {
    const { hover } = present(boxes.find(({ text }) => text.includes(`<b>${name}`)));
    assert.ok(hover.endsWith(`receptive field: ${field}×${field} pixels, one every ${stride}`), hover);
  }
});

test('another input shape changes the shapes on the lines', () => {
  const shapes = draw(network('resnet18'), { inputShape: [64, 96, 3] }).shapes;
  assert.deepEqual(shapes.slice(0, 4), ['64×96×3', '32×48×64', '16×24×64', '16×24×64']);
});

test('an option that names nothing, or asks for too much, is refused', () => {
  const net = network('resnet50');
  assert.throws(
    () => networkDiagram(net, { expand: 'layer2.9' }),
    new RangeError(
      'figures.networkDiagram: "resnet50" has no block or layer "layer2.9" to expand. ' +
        'Nearest: "layer2.0", "layer2.1", "layer2.2".',
    ),
  );
  assert.throws(() => networkDiagram(net, { expand: 'LAYER3' }), /Nearest: "layer3", /);
  assert.throws(() => networkDiagram(tiny(), { expand: 'xyz' }), /"xyz" to expand\. Nearest: "fc", "conv", "relu"\.$/);
  assert.throws(
    () => networkDiagram(net, { depth: 0 }),
    new RangeError('figures.networkDiagram: depth must be a whole number of at least 1. Received 0.'),
  );
  assert.throws(
    () => networkDiagram(network('densenet201'), { depth: 4 }),
    /^RangeError: figures\.networkDiagram: "densenet201" at depth 4 has \d+ boxes, and at most 150 can be drawn\. Choose a smaller depth, and expand one block\.$/,
  );
});
