import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registry } from '../../lib/models';
import { convnets } from './support';

/** The year of the paper; from torchvision's documentation: parameters; and fvcore's counts of multiplications. */
const TORCHVISION = [
  ['resnet18', 'classifier 2015', '224×224×3', '11.7 M parameters', '1.81 G MACs'],
  ['resnet50', 'classifier 2015', '224×224×3', '25.6 M parameters', '4.09 G MACs'],
  ['vgg16', 'classifier 2014', '224×224×3', '138 M parameters', '15.5 G MACs'],
] as const;

test('list prints a line for each network, its name first', async () => {
  const { code, printed, errors } = await convnets('list');
  assert.deepEqual([code, errors], [0, '']);
  const lines = printed.split('\n');
  assert.deepEqual(
    lines.map(line => line.split(' ')[0]),
    Object.keys(registry),
  );
  for (const [name, ...facts] of TORCHVISION) {
    const line = lines.find(candidate => candidate.startsWith(`${name} `)) ?? '';
    for (const fact of facts) assert.ok(line.includes(` ${fact}`), `${line}: ${fact}`);
  }
  assert.ok(
    lines.every(line => line.length === lines[0]?.length),
    'numbers are aligned',
  );
  assert.ok(
    lines.every(line => line.length <= 80),
    'a terminal is 80 wide',
  );
});

test('list --json gives the same as data', async () => {
  const items: { name: string; inputShape: number[]; params: number; macs: number }[] = JSON.parse(
    (await convnets('list', '--json')).printed,
  );
  assert.deepEqual(
    items.map(({ name }) => name),
    Object.keys(registry),
  );
  assert.deepEqual(
    items.find(({ name }) => name === 'alexnet'),
    { name: 'alexnet', inputShape: [224, 224, 3], params: 61_100_840, macs: 714_188_480 },
  );
});
