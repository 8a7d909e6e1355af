/** What networks and readers need to know of the published image sets: the classes in the order of their labels, and the colours. */

/** The classes of CIFAR-10, in the order of their labels. */
export const CIFAR10_CLASSES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

/** Mean and standard deviation of the 50,000 training images, with which networks for CIFAR-10 are usually trained. */
export const cifar10Statistics = {
  mean: [0.4914, 0.4822, 0.4465],
  std: [0.247, 0.2435, 0.2616],
};

/** The classes of Pascal VOC, in the usual order. */
export const VOC_CLASSES = [
  'aeroplane',
  'bicycle',
  'bird',
  'boat',
  'bottle',
  'bus',
  'car',
  'cat',
  'chair',
  'cow',
  'diningtable',
  'dog',
  'horse',
  'motorbike',
  'person',
  'pottedplant',
  'sheep',
  'sofa',
  'train',
  'tvmonitor',
] as const;

/** The classes of segmentation on Pascal VOC: label 0 is what belongs to none of the others. */
export const VOC_SEGMENTATION_CLASSES = ['background', ...VOC_CLASSES] as const;

/** The classes of the objects of `datasets.scenes`. */
export const DIGIT_CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** The classes of the pixels of `datasets.scenes`: label 0 is the ground, 1 + d the digit d. */
export const SCENE_CLASSES = ['ground', ...DIGIT_CLASSES] as const;
