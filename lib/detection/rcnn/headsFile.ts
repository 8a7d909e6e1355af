import { readSafetensors, readSafetensorsHeader, writeSafetensors } from '../../checkpoints/files';
import * as reading from '../../spec/at';
import type { NamedArrays, NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';
import type { LinearClassifier } from '../classifiers/linearClassifier';
import type { RegionHeads } from './heads';

const { at, floatAt } = reading;

/**
 * Writes what stands behind the features of a region detector, as float32: the classifier, the regressors of the classes that
 * have one, and the scale of the features.
 *
 * @param path ends with `.safetensors`; the file is complete or as it was before
 * @throws SafetensorsError when it cannot be written
 */
export async function writeRegionHeads(path: string, heads: RegionHeads): Promise<void> {
  const { kind, classifier, regressors, scale } = heads;
  const arrays: [string, NDArray][] = [...linear('classifier', classifier)];
  regressors.forEach((regressor, label) => {
    if (regressor !== null) arrays.push(...linear(`regressor.${label}`, regressor));
  });
  arrays.push(['scale', { shape: [1], data: Float32Array.of(scale) }]);
  const metadata = new Map([
    ['format', 'pt'],
    ['kind', kind],
    ['classes', String(regressors.length)],
  ]);
  await writeSafetensors(path, new Map(arrays), {
    metadata,
  });
}

/**
 * Reads what `writeRegionHeads` wrote.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @throws SafetensorsError when the file is missing or damaged; TypeError when it holds no heads of regions
 */
export async function readRegionHeads(path: string): Promise<RegionHeads> {
  const { metadata } = await readSafetensorsHeader(path);
  const arrays = await readSafetensors(path);
  const kind = metadata.get('kind');
  const classes = Number(metadata.get('classes'));
  if ((kind !== 'svm' && kind !== 'softmax') || !Number.isInteger(classes)) {
    throw new TypeError(
      `readRegionHeads: ${path} holds no heads of regions. Give a file that writeRegionHeads wrote, such as data/weights/rcnn_mini-heads.safetensors.`,
    );
  }
  const regressors = Array.from({ length: classes }, (_, label) =>
    arrays.has(`regressor.${label}.weight`) ? linearFrom(arrays, `regressor.${label}`, path) : null,
  );
  const classifier = linearFrom(arrays, 'classifier', path);
  const rows = kind === 'svm' ? classes : classes + 1;
  if (classifier.biases.length !== rows) {
    throw new TypeError(
      `readRegionHeads: ${path} must have ${rows} scores for ${classes} classes. Received ${classifier.biases.length}.`,
    );
  }
  return { kind, classifier, regressors, scale: floatAt(arrayNamed(arrays, 'scale', path).data, 0) };
}

function linear(name: string, { weights, biases }: LinearClassifier): [string, NDArray][] {
  return [
    [`${name}.weight`, weights],
    [`${name}.bias`, { shape: [biases.length], data: biases }],
  ];
}

function linearFrom(arrays: NamedArrays, name: string, path: string): LinearClassifier {
  const weights = arrayNamed(arrays, `${name}.weight`, path);
  const { data: biases } = arrayNamed(arrays, `${name}.bias`, path);
  if (weights.shape.length === 2 && at(weights.shape, 0) === biases.length) return { weights, biases };
  throw new TypeError(
    `readRegionHeads: "${name}" of ${path} must be a matrix with a bias for each row. Received ${showShape(weights.shape)} and ${biases.length}.`,
  );
}

function arrayNamed(arrays: NamedArrays, name: string, path: string): NDArray {
  const array = arrays.get(name);
  if (array === undefined) throw new TypeError(`readRegionHeads: ${path} has no "${name}". Write the heads again.`);
  return array;
}
