import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from '../../lib/spec/nearest';

test('the known name that needs the fewest edits, whatever its case', () => {
  assert.equal(nearest('chelsae', ['astronaut', 'chelsea', 'china']), 'chelsea');
  assert.equal(nearest('ResNet-18', ['resnet50', 'resnet18', 'vgg16']), 'resnet18');
});

test('of equally near names the first', () => {
  assert.equal(nearest('resnet20', ['resnet10', 'resnet30']), 'resnet10');
});

test('nothing where more than half of the letters would change', () => {
  assert.equal(nearest('toaster', ['cat', 'dog']), undefined);
  assert.equal(nearest('dig', []), undefined);
});
