/**
 * The classes of PASCAL VOC's segmentations, in the order of their labels.
 *
 * @see http://host.robots.ox.ac.uk/pascal/VOC/voc2012/segexamples/index.html
 */
export const VOC_CLASSES = [
  'background',
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
  'dining table',
  'dog',
  'horse',
  'motorbike',
  'person',
  'potted plant',
  'sheep',
  'sofa',
  'train',
  'tv/monitor',
] as const;
