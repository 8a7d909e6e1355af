import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type WindowExplorerOptions, windowExplorer, windowPlaces } from '../../lib/figures';
import { pixelsNeverRead, placesRead, windowCells } from '../../lib/figures/windows/windowCells';
import { conv2dNaive, ndarray } from '../../lib/ops';
import { asJson, present } from './helpers';

test('the places read are those of a convolution: each weight times the pixel under it', () => {
  for (const input of [5, 6, 7]) {
    for (const size of [1, 2, 3]) {
      for (const stride of [1, 2, 3]) {
        for (const dilation of [1, 2]) {
          for (const padding of [
            [0, 0],
            [0, 1],
            [1, 1],
            [2, 1],
          ] as const) {
            const row = Float32Array.from({ length: input }, (_, i) => 2 ** i);
            const weights = Float32Array.from({ length: size }, (_, i) => 3 ** i);
            const axis = { input, size, stride, dilation, padding };
            const seen = placesRead(axis).map(at => at.reduce((sum, p, tap) => sum + 3 ** tap * (row[p] ?? 0), 0));
            const y = conv2dNaive(ndarray([1, 1, input, 1], row), ndarray([1, size, 1, 1], weights), null, {
              ...{ strides: [1, stride], dilationRate: [1, dilation], padding: [[0, 0], padding] },
            });
            assert.deepEqual(seen, Array.from(y.data), JSON.stringify(axis));
          }
        }
      }
    }
  }
});

test('pixels that no window reads: at the end, and in the gaps of stride and dilation', () => {
  // Worked by hand: windows 0 1 2 and 2 3 4 of 6 pixels; 0 and 3 of 5; 0 2 and 4 6 of 7.
  assert.deepEqual(pixelsNeverRead({ input: 6, size: 3, stride: 2 }), [5]);
  assert.deepEqual(pixelsNeverRead({ input: 5, size: 1, stride: 3 }), [1, 2, 4]);
  assert.deepEqual(pixelsNeverRead({ input: 7, size: 2, stride: 4, dilation: 2 }), [1, 3, 5]);
  assert.deepEqual(pixelsNeverRead({ input: 6, size: 3, stride: 2, ceilMode: true }), []);
});

test('cells: input, padding, what is read of both, and what never is', () => {
  // One window on places −1 and 0 of a padded row of three.
  const cells = windowCells({ input: 3, size: 2, stride: 9, padding: [1, 0] }, -2, 3);
  assert.deepEqual(cells, [
    [0, 2, 1, 5, 5, 0],
    [0, 4, 3, 1, 1, 0],
  ]);
});

test('windows below each other: weights in their cells, pixels in line, outputs counted', () => {
  const figure = windowPlaces(
    [
      { caption: 'TensorFlow', input: 4, size: 3, stride: 2, padding: [0, 1] },
      { caption: 'PyTorch', input: 4, size: 3, stride: 2, padding: [1, 1] },
    ],
    { title: 'Same' },
  );
  const { data, layout, alt } = asJson(figure);
  assert.deepEqual(data[0]?.text, [
    ['', '0', '1', '2', '3', ''],
    ['', '<b>w0</b>', '<b>w1</b>', '<b>w2</b>', '', ''],
    ['', '', '', '<b>w0</b>', '<b>w1</b>', '<b>w2</b>'],
  ]);
  assert.deepEqual(data[1]?.text?.[1], ['<b>w0</b>', '<b>w1</b>', '<b>w2</b>', '', '', '']);
  assert.deepEqual([data[0]?.x0, data[1]?.x0], [-1, -1]);
  assert.equal(layout.xaxis.title?.text, 'place along the input (pixels)');
  assert.deepEqual(layout.yaxis.ticktext, ['input', '0', '1']);
  assert.equal(
    alt,
    'Same. TensorFlow: input of 4 pixels, padding 0 before and 1 after, 2 outputs. Every input pixel is read. ' +
      'PyTorch: input of 4 pixels, padding 1 before and 1 after, 2 outputs. Every input pixel is read.',
  );
});

test('a ceil-mode window reaches past the input, and the figure has room for it', () => {
  const { data, alt } = asJson(
    windowPlaces([{ caption: 'ceil', input: 4, size: 3, stride: 2, ceilMode: true }], { title: 'Up' }),
  );
  assert.deepEqual(data[0]?.z, [
    [1, 1, 1, 1, 0],
    [3, 3, 3, 1, 0],
    [1, 1, 3, 3, 4],
  ]);
  assert.match(alt, /2 outputs, which read the places 0 1 2; 2 3 4\./);
});

test('windows that cannot be drawn are refused', () => {
  const words = { title: 'No' };
  assert.throws(() => windowPlaces([], words), {
    name: 'RangeError',
    message: 'figures.windowPlaces: give at least one window. Received an empty list.',
  });
  assert.throws(() => windowPlaces([{ caption: 'wide', input: 3, size: 3, dilation: 2 }], words), {
    name: 'RangeError',
    message:
      "figures.windowPlaces, 'wide': the window does not fit. Received input 3, size 3, padding [0, 0], dilation 2. " +
      'Use a smaller window or more padding.',
  });
  assert.throws(() => windowPlaces([{ caption: 'long', input: 30, size: 3 }], words), {
    name: 'RangeError',
    message:
      'figures.windowPlaces: at most 26 places of input and padding can be read in one figure. Received 30. Use a smaller input.',
  });
});

const explorer: WindowExplorerOptions = {
  title: 'Four numbers',
  input: 9,
  choices: { size: [3, 5], stride: [1, 2], padding: [0, 1], dilation: [1, 3] },
  start: { size: 3, stride: 2, padding: 1, dilation: 1 },
};

/** What a front end reads of a frame; frames with a layout occur in this figure only. */
interface Frame {
  readonly name: string;
  readonly data: readonly { readonly z: readonly (readonly number[])[] }[];
  readonly layout: {
    readonly annotations: readonly { readonly text: string }[];
    readonly sliders: readonly { readonly active: number; readonly steps: readonly { readonly args: [string[]] }[] }[];
  };
}

function frames(options: WindowExplorerOptions): Frame[] {
  return JSON.parse(JSON.stringify(windowExplorer(options).frames)) as Frame[];
}

test('every position of the four sliders has a frame, and each slider leads on from there', () => {
  const all = frames(explorer);
  const names = all.map(frame => frame.name);
  assert.equal(new Set(names).size, 16);
  for (const frame of all) {
    const here = frame.name.split(',').map(Number);
    frame.layout.sliders.forEach((slider, control) => {
      const targets = slider.steps.map(step => present(step.args[0][0]));
      assert.equal(targets[slider.active], frame.name);
      for (const target of targets) {
        assert.ok(names.includes(target), target);
        const moved = target.split(',').map(Number);
        assert.ok(moved.every((value, i) => i === control || value === here[i]));
      }
    });
  }
});

test('the formula and the number of rows follow the sliders', () => {
  const byName = new Map(frames(explorer).map(frame => [frame.name, frame]));
  // From Dumoulin and Visin's formula, by hand: rows are the outputs and one for the input.
  const cases: [name: string, rows: number, text: string][] = [
    ['3,1,0,1', 8, 'output size = ⌊(9 − 3) / 1⌋ + 1 = 7'],
    ['3,2,1,1', 6, 'output size = ⌊(9 + 1 + 1 − 3) / 2⌋ + 1 = 5'],
    ['3,2,0,3', 3, 'window spans = 3 · (3 − 1) + 1 = 7<br>output size = ⌊(9 − 7) / 2⌋ + 1 = 2'],
    ['5,1,1,3', 1, 'The window spans 13 pixels, the padded input has 11:<br>it does not fit.'],
  ];
  for (const [name, rows, text] of cases) {
    const frame = byName.get(name);
    assert.equal(frame?.data[0]?.z.length, rows, name);
    assert.equal(frame?.layout.annotations[0]?.text, text);
  }
});

test('the still shows the start, in words too', () => {
  const { data, alt, layout } = asJson(windowExplorer(explorer));
  assert.equal(data[0]?.z?.length, 6);
  assert.equal(layout.annotations?.[0]?.text, 'output size = ⌊(9 + 1 + 1 − 3) / 2⌋ + 1 = 5');
  assert.match(alt, /^Four numbers\. Four sliders; first kernel 3, stride 2, padding 1, dilation 1: output size = /);
});

test('choices that cannot be shown are refused', () => {
  assert.throws(() => windowExplorer({ ...explorer, start: { ...explorer.start, stride: 4 } }), {
    name: 'RangeError',
    message: 'figures.windowExplorer: start.stride must be one of its choices. Received 4, choices [1, 2].',
  });
  const many = { ...explorer.choices, size: [1, 2, 3, 4, 5], stride: [1, 2, 3, 4, 5] };
  assert.throws(() => windowExplorer({ ...explorer, choices: many }), {
    name: 'RangeError',
    message:
      'figures.windowExplorer: the choices must make at most 81 positions of the sliders. Received 100. Leave some choices out.',
  });
});
