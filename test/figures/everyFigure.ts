import { analyze, ledger } from '../../lib/arithmetic';
import { grayscale, photograph } from '../../lib/datasets';
import * as figures from '../../lib/figures';
import { alexnet, densenet121, fcn8s, googlenet, resnet18 } from '../../lib/models';
import { fill } from './helpers';

const INPUT = [
  [1, 2, 0, 1, 3],
  [0, 1, 2, 3, 1],
  [1, 0, 1, 2, 2],
  [2, 1, 0, 1, 0],
  [0, 1, 3, 1, 1],
];

/** Figures of one kind, by their names: a few words each. */
type Examples = Readonly<Record<string, figures.Figure>>;

/**
 * Every figure that is exported, as large as notebooks make it: for tests, and for looking at. It does not compile
 * without an example of each.
 */
export function everyFigure(): { readonly [Kind in keyof typeof figures]: Examples } {
  const cat = photograph('chelsea', { size: 256 });
  return {
    ...pictures(cat, grayscale(cat)),
    ...weights(),
    ...activations(cat),
    ...steps(),
    ...surfaces(),
    ...windows(),
    ...charts(),
    ...points(),
    ...networks(),
  };
}

type NDArray = ReturnType<typeof photograph>;
type Kinds<Kind extends keyof typeof figures> = { readonly [K in Kind]: Examples };

function pictures(cat: NDArray, gray: NDArray): Kinds<'image' | 'images' | 'boxes' | 'boxedImages' | 'detections'> {
  const alt = 'The face of a cat.';
  const noise = fill([224, 224, 3], i => (Math.sin(i * 12.9898) * 43758.5453) % 1);
  const marked = (mark: figures.BoxMark, from: number): figures.MarkedBox => ({
    ...{ mark, box: [from, from, from + 120, from + 140] },
  });
  const square = (name: string, size: number): figures.NamedBox => {
    const [from, to] = [128 - size / 2, 128 + size / 2];
    return { name, box: [from, from, to, to] };
  };
  return {
    image: {
      image: figures.image(cat, { title: 'A cat in 256 × 256 pixels', alt }),
      'image of noise': figures.image(noise, { title: 'Noise', alt: 'Coloured noise.', range: 'data' }),
      'image, signed': figures.image(gray, { title: 'Brightness', alt, colors: 'signed', range: 'data' }),
    },
    images: {
      images: figures.images(
        [
          { image: cat, caption: 'original' },
          { image: gray, caption: 'brightness, which the eye takes mostly from the green channel' },
          { image: photograph('coffee'), caption: 'coffee' },
        ],
        { title: 'Photographs side by side, with a title that is too long to stand in one line of the figure', alt },
      ),
    },
    boxedImages: {
      'boxed images': figures.boxedImages(
        [
          { image: gray, caption: 'before', boxes: [0, 12, 24].map(by => marked('other', 40 + by)) },
          { image: cat, caption: 'after', boxes: [marked('found', 40), marked('wrong', 52), marked('truth', 46)] },
        ],
        { title: 'Boxes that overlap, and what is left', alt: 'A cat with three boxes around its face, and one.' },
      ),
    },
    boxes: {
      boxes: figures.boxes(cat, {
        title: 'What units in the middle see',
        alt: 'The face of a cat with squares around its centre.',
        boxes: [square('conv1, 11 pixels', 11), square('conv5, 163 pixels', 163), square('pool5, 291 pixels', 291)],
      }),
    },
    detections: {
      detections: figures.detections(cat, {
        title: 'What a detector finds',
        classNames: ['cat', 'eye', 'nose'],
        detections: [
          { box: [20, 10, 236, 250], label: 0, score: 0.93 },
          { box: [62, 86, 102, 118], label: 1, score: 0.71 },
          { box: [150, 80, 190, 116], label: 1, score: 0.64 },
        ],
        truths: [
          { box: [14, 4, 240, 254], label: 0 },
          { box: [106, 120, 140, 150], label: 2 },
        ],
      }),
    },
  };
}

function weights(): Kinds<'matrix' | 'kernels'> {
  const im2col = fill([27, 100], i => Math.sin(i));
  const small = fill([3, 3, 3, 2], i => (i % 7) - 3);
  const first = fill([11, 11, 3, 64], i => Math.sin(i * i));
  return {
    matrix: {
      matrix: figures.matrix(INPUT, { title: 'An input' }),
      'matrix, large': figures.matrix(im2col, { title: 'The im2col matrix', quantity: 'brightness' }),
    },
    kernels: {
      'kernels, written': figures.kernels(small, { title: 'Two filters' }),
      'kernels, rgb': figures.kernels(first, { title: 'Filters', colors: 'rgb' }),
    },
  };
}

/** Waves in a direction and a length that differ from channel to channel, as filtered photographs have. */
function ripple(row: number, column: number, channel: number): number {
  return Math.sin((row * (channel % 8) + column * Math.floor(channel / 8)) / 10);
}

function activations(cat: NDArray): Kinds<'featureMaps' | 'heatMaps' | 'overlays'> {
  const waves = fill([55, 55, 64], i => Math.max(0, ripple(Math.floor(i / 64 / 55), Math.floor(i / 64) % 55, i % 64)));
  const bump = (row: number, column: number): number => Math.exp(-((row - 12) ** 2 + (column - 12) ** 2) / 40);
  const captions = ['no padding', 'zeros', 'mirrored at the edge', 'the edge pixel again'];
  return {
    featureMaps: {
      'feature maps': figures.featureMaps(waves, { title: 'Feature maps' }),
      'feature maps of a photograph': figures.featureMaps(cat, {
        ...{ title: 'Channels', captions: ['red', 'green', 'blue'] },
      }),
    },
    heatMaps: {
      'heat maps': figures.heatMaps(
        captions.map((caption, i) => ({
          ...{ caption, values: fill([24, 24], at => (i + 1) * bump(Math.floor(at / 24), at % 24)) },
        })),
        { title: 'How much of every pixel arrives', quantity: 'share' },
      ),
    },
    overlays: {
      overlays: figures.overlays(
        [
          { image: cat, caption: 'the picture' },
          { image: cat, caption: 'a bump', map: fill([24, 24], at => bump(Math.floor(at / 24), at % 24)) },
          { image: cat, caption: 'four cells', map: fill([2, 2], at => at / 3) },
        ],
        { title: 'What the answer comes from', quantity: 'share' },
      ),
      'overlays signed': figures.overlays(
        [{ image: cat, caption: 'for and against', map: fill([4, 4], at => ripple(Math.floor(at / 4), at % 4, 3)) }],
        { title: 'What speaks for and against', quantity: 'change of the score', colors: 'signed' },
      ),
    },
  };
}

function steps(): Kinds<'convolutionSteps' | 'transposedSteps'> {
  const kernel = [
    [1, 0, -1],
    [2, 0, -2],
    [1, 0, -1],
  ];
  const image = fill([4, 4, 3], i => ((i * 7) % 5) - 1);
  const filter = fill([3, 3, 3], i => ((i * 5) % 4) - 1);
  const large = fill([8, 8], i => i / 3);
  const steps = figures.convolutionSteps;
  return {
    convolutionSteps: {
      'convolution steps': steps({ title: 'Padding 1', input: INPUT, kernel, padding: 1 }),
      'convolution steps, channels': steps({
        ...{ title: 'Three channels', input: image, kernel: filter, bias: 1, padding: 1 },
      }),
      'convolution steps, dilated': steps({ title: 'Dilation', input: INPUT, kernel, dilationRate: 2 }),
      'convolution steps, largest': steps({
        ...{ title: 'As large as it gets', input: large, kernel: [[0.25]], padding: 0 },
      }),
    },
    transposedSteps: {
      'transposed steps': figures.transposedSteps({
        ...{
          title: 'Painting with stride 2',
          input: [
            [1, 2],
            [3, -1],
          ],
          kernel,
          strides: 2,
          shown: 1,
        },
      }),
      'transposed steps, cut': figures.transposedSteps({
        ...{
          title: 'Cut and filled up',
          input: fill([3, 3], i => i + 1),
          kernel,
          strides: 2,
          padding: 1,
          outputPadding: 1,
        },
      }),
    },
  };
}

function windows(): Kinds<'windowPlaces' | 'windowExplorer'> {
  return {
    windowPlaces: {
      'window places': figures.windowPlaces(
        [
          { caption: 'TensorFlow, padding same', input: 8, size: 3, stride: 2, padding: [0, 1] },
          { caption: 'PyTorch, padding 1', input: 8, size: 3, stride: 2, padding: [1, 1] },
        ],
        { title: 'The same size, other pixels' },
      ),
    },
    windowExplorer: {
      'window explorer': figures.windowExplorer({
        ...{ title: 'Four numbers and the size of the output', input: 9 },
        choices: { size: [2, 3, 5], stride: [1, 2, 3], padding: [0, 1, 2], dilation: [1, 2, 3] },
        start: { size: 3, stride: 2, padding: 1, dilation: 1 },
      }),
    },
  };
}

function surfaces(): Kinds<'contours'> {
  const places = Array.from({ length: 15 }, (_, i) => (i - 7) / 7);
  const bowl = (steep: number): number[][] => places.map(y => places.map(x => 0.1 + steep * (x * x + 2 * y * y)));
  const axis = (name: string): figures.ContoursOptions['x'] => ({ name, unit: null });
  const words = { x: axis('first direction'), y: axis('second direction'), places };
  return {
    contours: {
      contours: figures.contours(
        [
          { caption: 'flat', values: bowl(2) },
          { caption: 'steep', values: bowl(30) },
        ],
        { ...words, title: 'The loss around two networks', quantity: { name: 'loss', unit: null, scale: 'log' } },
      ),
      'contours, linear': figures.contours([{ caption: 'a bowl', values: bowl(1) }], {
        ...{ ...words, title: 'A bowl from above', quantity: { name: 'height', unit: 'm' } },
      }),
    },
  };
}

function charts(): Kinds<'bars' | 'differences' | 'lines' | 'precisionRecallSteps' | 'timings'> {
  const x = Array.from({ length: 30 }, (_, i) => i * 10);
  const loss = (shift: number): number[] => x.map(step => 2.3 * Math.exp(-step / 80) + shift);
  return {
    bars: {
      bars: figures.bars({
        title: 'Accuracy of three activations, mean and standard deviation of five seeds',
        x: { name: 'activation', categories: ['ReLU', 'tanh', 'sigmoid'] },
        y: { name: 'accuracy', unit: null, range: [0, 1] },
        series: [
          { name: 'training', values: [0.9, 0.8, 0.7], spread: [0.02, 0.03, 0.05] },
          { name: 'validation', values: [0.8, 0.75, 0.66], spread: [0.02, 0.03, 0.05] },
        ],
      }),
    },
    differences: {
      differences: figures.differences({
        title: 'What a part contributes, ten seeds',
        x: { name: 'test accuracy, against the complete network', unit: 'points' },
        rows: [
          { name: 'nothing changed', differences: [-1, 0.5, 0, 0.6, -0.4], mean: -0.06, low: -0.86, high: 0.74 },
          { name: 'without dropout', differences: [5, 5.5, 6.5, 6, 4.4], mean: 5.48, low: 4.46, high: 6.5 },
        ],
        noiseFloor: 0.86,
      }),
    },
    lines: {
      lines: figures.lines({
        title: 'Loss during training',
        x: { name: 'step', unit: null },
        y: { name: 'cross-entropy', unit: 'nats', scale: 'log' },
        series: Array.from({ length: 6 }, (_, i) => ({
          ...{ name: `network ${i}`, x, y: loss(i / 10 + 0.05) },
          ...(i === 0 && { band: { low: loss(0.02), high: loss(0.2) } }),
        })),
      }),
    },
    precisionRecallSteps: {
      'precision recall steps': figures.precisionRecallSteps({
        ...{ title: 'Threes', scores: [0.9, 0.8, 0.7, 0.6, 0.5] },
        ...{ precision: [0, 1 / 2, 2 / 3, 2 / 4, 3 / 5], recall: [0, 0.25, 0.5, 0.5, 0.75] },
      }),
    },
    timings: {
      timings: figures.timings({
        title: 'One convolution',
        timings: [
          { name: 'naive loops', milliseconds: [120, 131, 124] },
          { name: 'im2col and matrix product', milliseconds: [14, 15.1, 14.2] },
        ],
      }),
    },
  };
}

function points(): Kinds<'scatter' | 'bubbles'> {
  return {
    scatter: {
      scatter: figures.scatter({
        title: 'Cost and size',
        x: { name: 'multiplications', unit: null, scale: 'log' },
        y: { name: 'parameters', unit: null, scale: 'log' },
        series: [
          { name: 'VGG', points: [{ x: 7.6e9, y: 132.9e6, label: 'VGG-11' }] },
          { name: 'ResNet', points: [{ x: 1.8e9, y: 11.7e6, label: 'ResNet-18' }] },
        ],
      }),
    },
    bubbles: {
      bubbles: figures.bubbles({
        title: 'Accuracy and cost',
        x: { name: 'MACs per image', unit: 'billions', scale: 'log' },
        y: { name: 'accuracy', unit: '%' },
        size: { name: 'parameters', unit: 'millions' },
        series: [
          { name: 'VGG', bubbles: [{ label: 'VGG-11', x: 7.6, y: 69, size: 132.9, labelAt: 'left' }] },
          { name: 'ResNet', bubbles: [{ label: 'ResNet-18', x: 1.8, y: 69.8, size: 11.7 }] },
        ],
      }),
    },
  };
}

function networks(): Kinds<'ledger' | 'networkDiagram'> {
  const counted = [alexnet(), densenet121()].map(net => ({
    ...{ name: net.name, rows: ledger(analyze(net)), inputSide: 224 },
  }));
  return {
    ledger: { ledger: figures.ledger({ title: 'Layer by layer', networks: counted }) },
    networkDiagram: {
      'network diagram': figures.networkDiagram(resnet18()),
      'network diagram, opened': figures.networkDiagram(googlenet(), { expand: 'inception3a' }),
      'network diagram, crops': figures.networkDiagram(fcn8s()),
    },
  };
}
