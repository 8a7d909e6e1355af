import { MINI_PROPOSALS, MINI_SEARCH } from '../../../lib/cli/findObjects';
import {
  detectFasterRcnnTimed,
  detectFastRcnnTimed,
  detectRegionsTimed,
  detectYoloTimed,
  type FeatureExtractor,
  fasterRcnn,
  fastRcnn,
  MINI_ANCHORS,
  type RegionHeads,
  rcnnFeatures,
  regionImages,
  selectiveSearch,
  sppnetFeatures,
  type TimedDetections,
  trainHeads,
  yoloDetection,
} from '../../../lib/detection';
import { fast_rcnn_mini, faster_rcnn_mini, rcnn_mini, sppnet_mini, yolo_mini } from '../../../lib/models';
import { SCENES } from '../../../lib/models/presets';
import type { NDArray, NetworkSpec } from '../../../lib/spec';
import type { buildModel } from '../../../lib/tfjs';
import { adam, type CheckpointOptions, cosine, fit, type History } from '../../../lib/training';
import type { DetectorRecipe } from '../report';
import { bytesAt, firstPictures, type Pictures } from './pictures';

/* How each of the five small detectors is trained, and what it finds in a picture. */

export type Model = ReturnType<typeof buildModel>;

/** A run of `fit`, in the words of this script. */
export interface Running {
  readonly recipe: DetectorRecipe;
  readonly checkpoints: CheckpointOptions | false;
  log(line: string): void;
}

/** What training leaves: a history of `fit`, and heads where these are trained apart. */
export interface Trained {
  readonly history: Pick<History<string>, 'epochs' | 'toCSV'>;
  readonly heads?: RegionHeads;
}

/** Finds objects in pictures [h, w, 3] from 0 to 255. */
export interface Finder {
  find(image: NDArray): TimedDetections;
  dispose(): void;
}

export interface Detector {
  network(): NetworkSpec;
  train(model: Model, set: Pictures, running: Running): Promise<Trained>;
  /** @param heads of those that are trained apart */
  finder(model: Model, heads?: RegionHeads): Finder;
}

/** Cells along a side. */
const GRID = 8;
/** Pictures that the machines and regressors learn from: a quarter, and no more than these, since all features are kept in memory. */
const HEAD_PICTURES = 1500;
const REGIONS_OF_A_PICTURE = 12;
/** What all runs have in common. The log has a line for each epoch. */
function common({ recipe, checkpoints, log }: Running) {
  const { epochs, batchSize, peak, color, seed } = recipe;
  return {
    ...{ epochs, batchSize, seed, scaling: SCENES, augment: { color } },
    ...{
      optimizer: adam(),
      learningRate: cosine({ learningRate: peak }),
      display: false,
      resume: checkpoints !== false,
    },
    checkpoints,
    onEpoch: ({ epoch, loss, seconds }: { readonly epoch: number; readonly loss: number; readonly seconds: number }) =>
      log(`epoch ${epoch}: loss ${loss.toFixed(3)}, ${Math.round(seconds)} s`),
  };
}

const nothing = (): void => {};

const yolo: Detector = {
  network: () => yolo_mini({ grid: GRID }),
  train: async (model, set, running) => ({
    history: await fit(model, set, { task: yoloDetection({ grid: GRID }), ...common(running) }),
  }),
  finder: model => ({ find: image => detectYoloTimed(model, image, { scaling: SCENES }), dispose: nothing }),
};

const faster: Detector = {
  network: () => faster_rcnn_mini(),
  async train(model, set, running) {
    const task = fasterRcnn({ ...MINI_ANCHORS, sampleSize: 64, regions: { sampleSize: MINI_PROPOSALS } });
    return { history: await fit(model, set, { task, ...common(running) }) };
  },
  finder: model => ({
    find: image =>
      detectFasterRcnnTimed(model, image, { ...MINI_ANCHORS, proposals: { after: MINI_PROPOSALS }, scaling: SCENES }),
    dispose: nothing,
  }),
};

const fast: Detector = {
  network: () => fast_rcnn_mini(),
  async train(model, set, running) {
    running.log('proposals…');
    const proposals = set.objects.map((_, i) => selectiveSearch(bytesAt(set, i), MINI_SEARCH));
    const task = fastRcnn({ sampleSize: MINI_PROPOSALS });
    return { history: await fit(model, { ...set, proposals }, { task, ...common(running) }) };
  },
  finder: model => ({
    find: image =>
      detectFastRcnnTimed(model, image, { proposals: pixels => selectiveSearch(pixels, MINI_SEARCH), scaling: SCENES }),
    dispose: nothing,
  }),
};

/** R-CNN and SPPNet: a classifier of warped regions, then machines and regressors on its features. */
function regionDetector(network: () => NetworkSpec, featuresOf: (model: Model) => FeatureExtractor): Detector {
  return {
    network,
    async train(model, set, running) {
      running.log('regions…');
      const { inputShape } = network();
      const regions = regionImages(set, {
        ...{ size: inputShape[0], proposals: MINI_SEARCH },
        ...{ perPicture: REGIONS_OF_A_PICTURE, seed: running.recipe.seed },
      });
      const history = await fit(model, regions, common(running));
      running.log('machines and regressors…');
      const extractor = featuresOf(model);
      const { heads } = trainHeads(
        extractor,
        firstPictures(set, Math.min(HEAD_PICTURES, Math.floor(set.objects.length / 4))),
        { proposals: MINI_SEARCH },
      );
      extractor.dispose();
      return { history, heads };
    },
    finder(model, heads) {
      if (heads === undefined) throw new TypeError('A region detector needs its heads.');
      const extractor = featuresOf(model);
      const detector = { extractor, heads, proposals: MINI_SEARCH };
      return { find: image => detectRegionsTimed(detector, image), dispose: () => extractor.dispose() };
    },
  };
}

/** The five detectors, in the order of their papers. */
export const DETECTORS = {
  rcnn_mini: regionDetector(
    () => rcnn_mini(),
    model => rcnnFeatures(model, { scaling: SCENES }),
  ),
  sppnet_mini: regionDetector(
    () => sppnet_mini(),
    model => sppnetFeatures(model, { scaling: SCENES }),
  ),
  fast_rcnn_mini: fast,
  faster_rcnn_mini: faster,
  yolo_mini: yolo,
} as const satisfies Readonly<Record<string, Detector>>;

export type DetectorName = keyof typeof DETECTORS;
export const DETECTOR_NAMES = Object.keys(DETECTORS) as readonly DetectorName[]; // the keys of a table
export const isDetector = (name: string): name is DetectorName => name in DETECTORS;
