import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { four_layer } from '../../lib/models';

test('the four-layer network has the shapes and parameters worked out by hand', () => {
  const { layers, totals } = analyze(four_layer());
  const shapes = layers.filter(({ op }) => op === 'maxPooling2d').map(({ outputShape }) => outputShape);
  assert.deepEqual(shapes, [
    [16, 16, 16],
    [8, 8, 24],
    [4, 4, 32],
  ]);
  const convolutions = (5 * 5 * 3 + 1) * 16 + (5 * 5 * 16 + 1) * 24 + (5 * 5 * 24 + 1) * 32;
  assert.equal(totals.params, convolutions + (4 * 4 * 32 + 1) * 10);
});

test('its activation can be chosen', () => {
  const used = four_layer({ activation: 'tanh' }).layers.flatMap(layer =>
    layer.op === 'activation' ? [layer.activation] : [],
  );
  assert.deepEqual(used, ['tanh', 'tanh', 'tanh']);
});
