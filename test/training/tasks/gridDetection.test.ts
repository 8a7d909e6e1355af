import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Interrupted } from '../../../lib/jupyter/interrupt';
import { at } from '../../../lib/spec';
import { adam, batchReport, fit, resume } from '../../../lib/training';
import { allWeights } from '../smallNetwork';
import { detectionImages, FILTERS, gridDetection } from './gridDetection';
import { gridModel, SIDE } from './networks';
import { drawScenes } from './scenes';

const folders: string[] = [];
after(() => Promise.all(folders.map(folder => rm(folder, { recursive: true }))));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'detection-'));
  folders.push(folder);
  return folder;
}

const scenes = (count: number, seed: number) =>
  detectionImages(drawScenes(count, { size: [SIDE, SIDE], most: 3, seed }));
const task = gridDetection();

test('detection: objects are found in lists of different length, and each loss is shown apart', async () => {
  const [train, validation] = [scenes(600, 1), scenes(100, 2)];
  assert.deepEqual([...new Set(train.objects.map(({ length }) => length))].sort(), [1, 2, 3]);
  const history = await fit(gridModel(FILTERS), train, {
    ...{ checkpoints: false, display: false, task, validation },
    ...{ epochs: 20, batchSize: 20, optimizer: adam(), learningRate: 0.004, augment: { flip: true, crop: 2 } },
  });
  const { last } = history;
  const first = at(history.epochs, 0);
  assert.ok(last.loss < 0.3 * at(history.steps, 0).loss, `loss ${at(history.steps, 0).loss} to ${last.loss}`);
  for (const part of ['objectness', 'box', 'class'] as const) {
    assert.ok(last[part] < 0.7 * first[part], `${part}: ${first[part]} to ${last[part]}`);
  }
  assert.ok(Math.abs(last.objectness + last.box + last.class - last.loss) < 1e-5);
  assert.ok(last.validationFound > 0.5, `${last.validationFound} found`);
  assert.ok(Number.isNaN(last.found), 'it is measured in evaluations only');
  assert.equal(
    history.toCSV().split('\n')[0],
    'epoch,step,learningRate,loss,objectness,box,class,presence,found,' +
      'validationLoss,validationObjectness,validationBox,validationClass,validationPresence,validationFound,seconds',
  );
});

const short = (folder: string) => ({
  ...{ display: false, task, validation: scenes(20, 2), epochs: 3, batchSize: 10, learningRate: 0.01 },
  ...{ augment: { flip: true, scale: [0.8, 1.2] as const }, checkpoints: { folder, everySteps: 4, keep: 20 } },
});

test('a run that is interrupted, resumed here or from a file in the middle of an epoch, ends with the same weights', async () => {
  const train = scenes(100, 1);
  const whole = gridModel(FILTERS);
  const folder = await newFolder();
  const history = await fit(whole, train, short(folder));
  const measured = ({ seconds: _, ...row }: (typeof history.epochs)[number]) => row;

  const stopped = gridModel(FILTERS);
  const interrupt = {
    onEpoch: () => {
      throw new Interrupted();
    },
  };
  await assert.rejects(fit(stopped, train, { ...short(await newFolder()), ...interrupt }), Interrupted);
  while (true) {
    const again = await resume().catch(error => error);
    if (!(again instanceof Interrupted)) break;
  }
  assert.deepEqual(allWeights(stopped), allWeights(whole));

  const names = (await readdir(folder)).sort();
  const middle = at(names, names.indexOf('step-00000016.safetensors'));
  const copied = await newFolder();
  await copyFile(join(folder, middle), join(copied, middle));
  const resumed = gridModel(FILTERS);
  const rest = await fit(resumed, train, { ...short(copied), resume: true });
  assert.deepEqual(allWeights(resumed), allWeights(whole));
  assert.deepEqual(rest.epochs.map(measured), history.epochs.map(measured));
});

test('a run that until has ended is over when it is resumed, and goes on without it', async () => {
  const folder = await newFolder();
  const train = scenes(40, 1);
  const until = ({ epoch }: { readonly epoch: number }): boolean => epoch === 2;
  assert.equal((await fit(gridModel(FILTERS), train, { ...short(folder), until })).reached, 2);
  const again = await fit(gridModel(FILTERS), train, { ...short(folder), until, resume: true });
  assert.deepEqual([again.reached, again.epochs.length, again.steps.length], [2, 2, 8]);
  const further = await fit(gridModel(FILTERS), train, { ...short(folder), resume: true });
  assert.deepEqual([further.reached, further.epochs.length], [null, 3]);
});

test('a run with other boxes is not mixed with this one', async () => {
  const folder = await newFolder();
  await fit(gridModel(FILTERS), scenes(20, 1), short(folder));
  await assert.rejects(
    fit(gridModel(FILTERS), scenes(20, 2), { ...short(folder), resume: true }),
    /^RangeError: fit: the run in .* was started with other answers to its images: not the same object for each\. Call fit with the same set, or leave out resume to start anew\.$/,
  );
});

test('a report counts boxes and positive cells', () => {
  const set = scenes(10, 1);
  const rows = batchReport(gridModel(FILTERS), set, { task, epochs: 1, batchSize: 10 });
  const boxes = set.objects.flat();
  const value = (what: string): number | undefined => rows.find(row => row.what === what)?.value;
  assert.equal(value('object: boxes an image, mean'), boxes.length / 10);
  assert.equal(value('object: boxes an image, most'), 3);
  assert.equal(value('object: without a box'), 0);
  assert.equal(value('object: red'), boxes.filter(({ label }) => label === 0).length);
  const cells = value('cells with an object') ?? Number.NaN;
  assert.ok(cells > 0 && cells <= (100 * boxes.length) / 160);
});

test('boxes without an area and of unknown classes are refused', async () => {
  const set = scenes(2, 1);
  const train = (label: number, x2: number) =>
    fit(
      gridModel(FILTERS),
      { ...set, objects: [[], [{ box: [1, 2, x2, 9], label }]] },
      { task, epochs: 1, checkpoints: false, display: false },
    );
  await assert.rejects(train(0, 1), {
    name: 'RangeError',
    message: 'fit: a box of image 1 has no area. Received [1, 2, 1, 9]. Mend or remove it.',
  });
  await assert.rejects(train(2, 9), {
    message: 'fit: labels of boxes go from 0 to 1. Received 2 in image 1. Mend it, or name its class.',
  });
});
