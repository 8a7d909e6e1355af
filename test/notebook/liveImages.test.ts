import assert from 'node:assert/strict';
import { test } from 'node:test';
import { images } from '../../lib/figures';
import { figureBundle } from '../../lib/notebook/content';
import { liveImages } from '../../lib/notebook/liveImages';
import { ndarray } from '../../lib/ops';
import { htmlOf, makeSurroundings, textOf } from './sink';

const options = { title: 'Masks <1>', alt: 'Two masks.', columns: 2 };
const red = { shape: [1, 1, 3], data: Float32Array.of(1, 0, 0) };
const wide = ndarray([1, 2, 1], [0, 1]);

test('pictures are replaced in one display, and end as the figure of the last ones', () => {
  const surroundings = makeSurroundings();
  const live = liveImages(options, surroundings);
  live.update([{ image: red, caption: 'a & b' }]);
  live.update([
    { image: wide, caption: 'wide' },
    { image: red, caption: 'red' },
  ]);
  live.finish();
  // The figure's words for screen readers are a display of their own.
  const messages = surroundings.messages.slice(0, 3);
  assert.equal(new Set(messages.map(({ displayId }) => displayId)).size, 1);
  assert.deepEqual(
    messages.map(({ update }) => update === true),
    [false, true, true],
  );
  const source = htmlOf(messages[0]);
  assert.match(source, /<b>Masks &lt;1&gt;<\/b>/);
  assert.match(source, /<img src="data:image\/png;base64,[^"]+" alt="a &amp; b"/);
  assert.equal(htmlOf(messages[1]).match(/<img /g)?.length, 2);
  assert.equal(textOf(messages[1]), 'Masks <1>: wide; red');
  const last = [
    { image: wide, caption: 'wide' },
    { image: red, caption: 'red' },
  ];
  const plotly = 'application/vnd.plotly.v1+json';
  assert.deepEqual(messages[2]?.data[plotly], figureBundle(images(last, options))[plotly]);
});

test('without pictures there is nothing to end with', () => {
  const surroundings = makeSurroundings();
  const { messages } = surroundings;
  liveImages(options, surroundings).finish();
  assert.deepEqual(messages, []);
});

test('what is no picture is named by its caption', () => {
  const live = liveImages(options, makeSurroundings());
  assert.throws(() => live.update([{ image: ndarray([4], [0, 0, 0, 0]), caption: 'flat' }]), {
    name: 'TypeError',
    message: /^notebook\.liveImages, 'flat': an image must have the shape/,
  });
});
