import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { stateDictShapes } from '../../lib/checkpoints/stateMap';
import { alexnet, googlenet, type NetworkEntry, registry } from '../../lib/models';
import { networkEntry } from '../../lib/models/networkEntry';

const entries = Object.entries<NetworkEntry>(registry);

test('every name of the registry is the name of its network, and layer names are unique', () => {
  for (const [name, { build }] of entries) {
    const net = build();
    assert.equal(net.name, name);
    assert.equal(new Set(net.layers.map(layer => layer.name)).size, net.layers.length, name);
  }
});

test('a part takes no image; everything else has a preset, and its output is of its kind', () => {
  for (const [name, { build, kind, preset }] of entries) {
    assert.equal(preset === null, kind === 'part', name);
    if (kind === 'part' || kind === 'detector') continue; // a detector has several, in forms of their own
    const net = build();
    const output = analyze(net).layers.find(layer => layer.name === net.outputs[0]);
    assert.equal(output?.outputShape.length, kind === 'classifier' ? 1 : 3, name);
  }
});

test('a network on 32 pixels is prepared for CIFAR-10, the others are not', () => {
  for (const [name, { build, preset }] of entries) {
    if (preset !== null) assert.equal(preset.shorterSide === 32, build().inputShape[0] === 32, name);
  }
});

test('classes that have names are as many as the outputs', () => {
  for (const [name, { build, classes, kind }] of entries) {
    if (kind === 'detector') continue; // it has boxes, too
    if (classes !== null) assert.equal(analyze(build()).layers.at(-1)?.outputShape.at(-1), classes.length, name);
  }
});

test('a variant shows in the entry that the registry names, and nowhere in the default form', () => {
  for (const [name, { build, variants }] of entries) {
    for (const { entry, options } of variants) {
      assert.ok(stateDictShapes(build(options)).has(entry), name);
      assert.ok(!stateDictShapes(build()).has(entry), name);
    }
  }
});

test('every paper has a title, an address and a year, and the notebook is a slug', () => {
  for (const [name, { paper, year, notebook }] of entries) {
    assert.match(paper.title, /^[A-Z]\w+, [A-Z]/, name);
    assert.match(paper.url, /^https:\/\//, name);
    assert.ok(year === paper.year && year >= 2012 && year <= 2016, name);
    assert.match(notebook, /^[a-z]+(-[a-z]+)*$/, name);
  }
});

test('notebooks that exist are named as their files are', () => {
  const files = readdirSync(join(__dirname, '..', '..', 'notebooks')).map(file => file.replace(/^\d+-|\.ipynb$/g, ''));
  assert.ok(files.includes(registry.alexnet.notebook));
});

test('numClasses and inputShape reach every classifier', () => {
  for (const [name, { build, kind }] of entries) {
    if (kind !== 'classifier') continue;
    const net = build({ numClasses: 7, inputShape: build().inputShape[0] === 32 ? [40, 48, 3] : [230, 240, 3] });
    assert.deepEqual(analyze(net).layers.find(layer => layer.name === net.outputs[0])?.outputShape, [7], name);
  }
});

test('segmentation networks give one score for each pixel of the input, whatever its size', () => {
  for (const [name, { build, kind }] of entries) {
    if (kind !== 'segmenter') continue;
    const net = build({ numClasses: 5 });
    const report = analyze(net, { inputShape: [97, 129, 3] });
    const output = report.layers.find(layer => layer.name === net.outputs[0]);
    assert.deepEqual(output?.outputShape, [97, 129, 5], name);
  }
});

test('an entry without one of its facts, or with an option that its network lacks, does not compile', () => {
  const { build, year, ...facts } = registry.alexnet;
  const { preset, ...incomplete } = facts;
  // @ts-expect-error: the preset is missing
  networkEntry(build, incomplete);
  // @ts-expect-error: AlexNet has no auxiliary heads
  networkEntry(alexnet, { ...facts, variants: [{ entry: 'aux1.conv.weight', options: { auxiliary: true } }] });
  const entry = networkEntry(googlenet, { ...facts, preset, variants: [{ entry: '', options: { auxiliary: true } }] });
  assert.equal(entry.year, year);
});
