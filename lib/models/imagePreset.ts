import type { ImagePreset } from '../spec/imagePreset';
import { CIFAR10_CLASSES, cifar10Statistics, VOC_CLASSES } from '../spec/imageSets';

/** https://github.com/pytorch/vision/blob/main/torchvision/transforms/_presets.py, ImageClassification */
const IMAGENET: ImagePreset = {
  shorterSide: 256,
  cropped: true,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/**
 * torchvision's pretrained weights come from TensorFlow: there, the model itself turns ImageNet's normalization into this.
 * `transform_input` in https://github.com/pytorch/vision/blob/main/torchvision/models/googlenet.py
 */
const GOOGLENET: ImagePreset = { ...IMAGENET, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

const CIFAR10: ImagePreset = { ...cifar10Statistics, shorterSide: 32, cropped: true, classes: CIFAR10_CLASSES };

/** Label 0 is what belongs to none of the classes. */
const SEGMENTATION_CLASSES = ['background', ...VOC_CLASSES];

/** SemanticSegmentation in the same file of torchvision as ImageClassification. */
const FCN_RESNET: ImagePreset = { ...IMAGENET, shorterSide: 520, cropped: false, classes: SEGMENTATION_CLASSES };

/** The authors' networks: https://github.com/shelhamer/fcn.berkeleyvision.org/blob/master/infer.py, on a scale to 255 */
const FCN_VGG: ImagePreset = {
  cropped: false,
  mean: [122.67891434 / 255, 116.66876762 / 255, 104.00698793 / 255],
  std: [1 / 255, 1 / 255, 1 / 255],
  blueFirst: true,
  classes: SEGMENTATION_CLASSES,
};

/** The first that fits a network's name counts. */
const PRESETS: readonly (readonly [networks: RegExp, preset: ImagePreset])[] = [
  [/^googlenet$/, GOOGLENET],
  [/^fcn_resnet/, FCN_RESNET],
  [/^fcn\d+s$/, FCN_VGG],
  [/^(resnet|plain)(20|32|44|56|110)$|_(cifar|mini)$|^densenet_/, CIFAR10],
  [/^(alexnet|vgg|googlenet|resnet|densenet)/, IMAGENET],
];

/**
 * @param name of a network of the registry
 * @throws RangeError when it is a part of a network, which takes no images
 */
export function imagePreset(name: string): ImagePreset {
  const found = PRESETS.find(([networks]) => networks.test(name));
  if (found !== undefined) return found[1];
  throw new RangeError(`predict: "${name}" is a part of a network and takes no image. Give it a tensor with --input.`);
}
