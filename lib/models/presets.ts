import type { ImagePreset } from '../spec/imagePreset';
import { cifar10Statistics } from '../spec/imageSets';

/** https://github.com/pytorch/vision/blob/main/torchvision/transforms/_presets.py, ImageClassification */
export const IMAGENET: ImagePreset = {
  shorterSide: 256,
  cropped: true,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/**
 * torchvision's pretrained weights come from TensorFlow: there, the model itself turns ImageNet's normalization into this.
 * `transform_input` in https://github.com/pytorch/vision/blob/main/torchvision/models/googlenet.py
 */
export const IMAGENET_TENSORFLOW: ImagePreset = { ...IMAGENET, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

export const CIFAR10: ImagePreset = { ...cifar10Statistics, shorterSide: 32, cropped: true };

/** SemanticSegmentation in the same file of torchvision as ImageClassification. */
export const VOC_TORCHVISION: ImagePreset = { ...IMAGENET, shorterSide: 520, cropped: false };

/** The authors' networks: https://github.com/shelhamer/fcn.berkeleyvision.org/blob/master/infer.py, on a scale to 255 */
export const VOC_CAFFE: ImagePreset = {
  cropped: false,
  mean: [122.67891434 / 255, 116.66876762 / 255, 104.00698793 / 255],
  std: [1 / 255, 1 / 255, 1 / 255],
  blueFirst: true,
};

/** Darknet's: pixels from 0 to 1, and nothing else. Its pictures are stretched to the network's input. */
export const DARKNET: ImagePreset = { cropped: false, mean: [0, 0, 0], std: [1, 1, 1] };

/** Of `datasets.scenes`: bytes from 0 to 255 become −2 to 2. */
export const SCENES: ImagePreset = { cropped: false, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };

/** Of warped regions of them. */
export const SCENE_REGIONS: ImagePreset = { ...SCENES, shorterSide: 32, cropped: true };
