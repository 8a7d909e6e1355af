/** Where a network, or the idea of it, was published. */
export interface Paper {
  /** Its first author and its title. */
  readonly title: string;
  readonly url: string;
  /** Of its first publication, on arXiv where it is there. */
  readonly year: number;
}

const arXiv = (id: string): string => `https://arxiv.org/abs/${id}`;

export const PAPERS = {
  alexnet: {
    title: 'Krizhevsky, ImageNet Classification with Deep Convolutional Neural Networks',
    // The journal's print of it: the address of the conference's is longer than a line of a terminal.
    url: 'https://doi.org/10.1145/3065386',
    year: 2012,
  },
  oneWeirdTrick: {
    title: 'Krizhevsky, One weird trick for parallelizing convolutional neural networks',
    url: arXiv('1404.5997'),
    year: 2014,
  },
  vgg: {
    title: 'Simonyan, Very Deep Convolutional Networks for Large-Scale Image Recognition',
    url: arXiv('1409.1556'),
    year: 2014,
  },
  googlenet: { title: 'Szegedy, Going Deeper with Convolutions', url: arXiv('1409.4842'), year: 2014 },
  resnet: { title: 'He, Deep Residual Learning for Image Recognition', url: arXiv('1512.03385'), year: 2015 },
  densenet: { title: 'Huang, Densely Connected Convolutional Networks', url: arXiv('1608.06993'), year: 2016 },
  rcnn: {
    title: 'Girshick, Rich Feature Hierarchies for Accurate Object Detection and Semantic Segmentation',
    url: arXiv('1311.2524'),
    year: 2013,
  },
  sppnet: {
    title: 'He, Spatial Pyramid Pooling in Deep Convolutional Networks for Visual Recognition',
    url: arXiv('1406.4729'),
    year: 2014,
  },
  fastRcnn: { title: 'Girshick, Fast R-CNN', url: arXiv('1504.08083'), year: 2015 },
  fasterRcnn: {
    title: 'Ren, Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks',
    url: arXiv('1506.01497'),
    year: 2015,
  },
  fcn: { title: 'Long, Fully Convolutional Networks for Semantic Segmentation', url: arXiv('1411.4038'), year: 2014 },
  yolo: {
    title: 'Redmon, You Only Look Once: Unified, Real-Time Object Detection',
    url: arXiv('1506.02640'),
    year: 2015,
  },
} as const satisfies Readonly<Record<string, Paper>>;
