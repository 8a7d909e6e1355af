import {
  CIFAR10_CLASSES,
  DIGIT_CLASSES,
  SCENE_CLASSES,
  VOC_CLASSES,
  VOC_SEGMENTATION_CLASSES,
} from '../spec/imageSets';
import { alexnet, alexnet_paper, alexnet_two_tower } from './alexnet';
import {
  densenet_40_12,
  densenet_bc_100_12,
  densenet_bc_190_40,
  densenet_cifar,
  single_layer,
  transition,
} from './cifarDensenet';
import { basic_block, type CifarResnetOptions, cifarPlain, cifarResnet, type PlainOptions } from './cifarResnet';
import { densenet121, densenet161, densenet169, densenet201 } from './densenet';
import { faster_rcnn, faster_rcnn_mini } from './fasterRcnn';
import { fast_rcnn, fast_rcnn_mini } from './fastRcnn';
import { fcn_resnet50, fcn_resnet101 } from './fcn';
import { fcn8s_mini, fcn16s_mini, fcn32s_mini } from './fcnMini';
import { fcn8s, fcn16s, fcn32s } from './fcnVgg';
import { googlenet, googlenet_paper, inception } from './googlenet';
import { alexnet_mini, densenet_mini, googlenet_mini, vgg_mini } from './mini';
import { type ModelBuilder, type NetworkEntry, networkEntry, type PublishedCount } from './networkEntry';
import { PAPERS } from './papers';
import {
  CIFAR10,
  DARKNET,
  IMAGENET,
  IMAGENET_TENSORFLOW,
  SCENE_REGIONS,
  SCENES,
  VOC_CAFFE,
  VOC_TORCHVISION,
} from './presets';
import { rcnn } from './rcnn';
import { rcnn_mini, sppnet_mini } from './regionClassifier';
import {
  resnet18,
  resnet34,
  resnet50,
  resnet50_paper,
  resnet101,
  resnet101_paper,
  resnet152,
  resnet152_paper,
} from './resnet';
import { sppnet } from './sppnet';
import { vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg16_cifar, vgg19, vgg19_bn } from './vgg';
import { yolo } from './yolo';
import { yolo_mini } from './yoloMini';

/** What the networks of one data set, or of one family, have in common. */
const ON_IMAGENET = { kind: 'classifier', preset: IMAGENET, classes: null, variants: [] } as const;
const ON_CIFAR = { kind: 'classifier', preset: CIFAR10, classes: CIFAR10_CLASSES, variants: [] } as const;
const ON_VOC = { kind: 'segmenter', classes: VOC_SEGMENTATION_CLASSES } as const;
const PART = { kind: 'part', preset: null, classes: null, variants: [] } as const;

const ALEXNET = { ...ON_IMAGENET, paper: PAPERS.alexnet, notebook: 'alexnet' } as const;
const VGG = { ...ON_IMAGENET, paper: PAPERS.vgg, notebook: 'vgg' } as const;
const GOOGLENET = { ...ON_IMAGENET, paper: PAPERS.googlenet, notebook: 'googlenet' } as const;
const RESNET = { ...ON_IMAGENET, paper: PAPERS.resnet, notebook: 'resnet' } as const;
const DENSENET = { ...ON_IMAGENET, paper: PAPERS.densenet, notebook: 'densenet' } as const;
const FCN = { ...ON_VOC, paper: PAPERS.fcn, notebook: 'fcn-segmentation' } as const;
const FCN_VGG = { ...FCN, preset: VOC_CAFFE, variants: [] } as const;
const FCN_MINI = { ...FCN, classes: SCENE_CLASSES, preset: SCENES, variants: [], counts: [] } as const;
const FCN_RESNET = {
  ...FCN,
  preset: VOC_TORCHVISION,
  variants: [{ entry: 'aux_classifier.0.weight', options: { auxiliary: true } }],
} as const;
const YOLO = { kind: 'detector', variants: [], counts: [], paper: PAPERS.yolo, notebook: 'yolo' } as const;

/** Detectors, whose class 0, background, is the network's own. */
const R_CNN = { kind: 'detector', classes: VOC_CLASSES, preset: VOC_CAFFE, variants: [] } as const;
const R_CNN_MINI = { ...R_CNN, classes: DIGIT_CLASSES, preset: SCENES, counts: [] } as const;
/** Classifiers of regions, the background among their classes. */
const OF_REGIONS = { kind: 'classifier', notebook: 'rcnn-sppnet', variants: [], counts: [] } as const;
const VOC_REGIONS = { ...OF_REGIONS, classes: VOC_SEGMENTATION_CLASSES, preset: VOC_CAFFE } as const;
const DIGIT_REGIONS = { ...OF_REGIONS, classes: SCENE_CLASSES, preset: SCENE_REGIONS } as const;
const FAST = { paper: PAPERS.fastRcnn, notebook: 'fast-faster-rcnn' } as const;
const FASTER = { paper: PAPERS.fasterRcnn, notebook: 'fast-faster-rcnn' } as const;

/** https://docs.pytorch.org/vision/stable/models.html, `num_params` of the weights. */
const torchvision = (params: number, note?: string): PublishedCount => ({ params, source: 'torchvision', note });
const published = (params: number, source: string, note?: string): PublishedCount => ({ params, source, note });

const VGG_TABLE = 'Simonyan 2014, table 2';
const CIFAR_TABLE = 'He 2015, table 6';
const DENSENET_TABLE = 'Huang 2016, table 2';
const FCN_TABLE = 'Long 2014, table 1';
/** The layers are torchvision's; only a stride stands elsewhere. */
const SAME_LAYERS = 'torchvision, with the stride on the 3×3';
const UPSAMPLING = 'without the weights of the upsampling, which starts as bilinear interpolation';

/** A residual network for CIFAR-10. */
const residual = (depth: number, params: number): NetworkEntry<ModelBuilder<CifarResnetOptions>> =>
  networkEntry(options => cifarResnet(depth, options), {
    ...RESNET,
    ...ON_CIFAR,
    variants: [{ entry: 'layer2.0.downsample.0.weight', options: { shortcut: 'B' } }],
    counts: [published(params, CIFAR_TABLE)],
  });

/** The plain network of the same depth. */
const plain = (depth: number, params: number): NetworkEntry<ModelBuilder<PlainOptions>> =>
  networkEntry(options => cifarPlain(depth, options), {
    ...RESNET,
    ...ON_CIFAR,
    counts: [published(params, `${CIFAR_TABLE}: plain and residual networks have equally many`)],
  });

/** In the order in which `npx convnets list` prints them. */
const networks = {
  alexnet: networkEntry(alexnet, { ...ALEXNET, paper: PAPERS.oneWeirdTrick, counts: [torchvision(61_100_840)] }),
  alexnet_paper: networkEntry(alexnet_paper, {
    ...ALEXNET,
    counts: [published(60_000_000, 'Krizhevsky 2012, abstract', 'on two towers, and rounded down')],
  }),
  alexnet_two_tower: networkEntry(alexnet_two_tower, {
    ...ALEXNET,
    counts: [published(60_000_000, 'Krizhevsky 2012, abstract', 'rounded down')],
  }),
  vgg11: networkEntry(vgg11, { ...VGG, counts: [torchvision(132_863_336), published(133_000_000, VGG_TABLE)] }),
  vgg11_bn: networkEntry(vgg11_bn, { ...VGG, counts: [torchvision(132_868_840)] }),
  vgg13: networkEntry(vgg13, { ...VGG, counts: [torchvision(133_047_848), published(133_000_000, VGG_TABLE)] }),
  vgg13_bn: networkEntry(vgg13_bn, { ...VGG, counts: [torchvision(133_053_736)] }),
  vgg16: networkEntry(vgg16, { ...VGG, counts: [torchvision(138_357_544), published(138_000_000, VGG_TABLE)] }),
  vgg16_bn: networkEntry(vgg16_bn, { ...VGG, counts: [torchvision(138_365_992)] }),
  vgg19: networkEntry(vgg19, { ...VGG, counts: [torchvision(143_667_240), published(144_000_000, VGG_TABLE)] }),
  vgg19_bn: networkEntry(vgg19_bn, { ...VGG, counts: [torchvision(143_678_248)] }),
  vgg16_cifar: networkEntry(vgg16_cifar, { ...VGG, ...ON_CIFAR, counts: [] }),
  googlenet: networkEntry(googlenet, {
    ...GOOGLENET,
    preset: IMAGENET_TENSORFLOW,
    variants: [{ entry: 'aux1.conv.conv.weight', options: { auxiliary: true } }],
    counts: [torchvision(6_624_904)],
  }),
  googlenet_paper: networkEntry(googlenet_paper, {
    ...GOOGLENET,
    variants: [{ entry: 'aux1.conv.weight', options: { auxiliary: true } }],
    counts: [
      published(
        6_797_700,
        'Szegedy 2014, sum of table 1',
        'K is 1,024 in some rows, and some rows are not what their filters give: 2.7 K for 9,472',
      ),
    ],
  }),
  resnet18: networkEntry(resnet18, { ...RESNET, counts: [torchvision(11_689_512)] }),
  resnet34: networkEntry(resnet34, { ...RESNET, counts: [torchvision(21_797_672)] }),
  resnet50: networkEntry(resnet50, { ...RESNET, counts: [torchvision(25_557_032)] }),
  resnet101: networkEntry(resnet101, { ...RESNET, counts: [torchvision(44_549_160)] }),
  resnet152: networkEntry(resnet152, { ...RESNET, counts: [torchvision(60_192_808)] }),
  resnet50_paper: networkEntry(resnet50_paper, { ...RESNET, counts: [published(25_557_032, SAME_LAYERS)] }),
  resnet101_paper: networkEntry(resnet101_paper, { ...RESNET, counts: [published(44_549_160, SAME_LAYERS)] }),
  resnet152_paper: networkEntry(resnet152_paper, { ...RESNET, counts: [published(60_192_808, SAME_LAYERS)] }),
  resnet20: residual(20, 270_000),
  plain20: plain(20, 270_000),
  resnet32: residual(32, 460_000),
  plain32: plain(32, 460_000),
  resnet44: residual(44, 660_000),
  plain44: plain(44, 660_000),
  resnet56: residual(56, 850_000),
  plain56: plain(56, 850_000),
  resnet110: residual(110, 1_700_000),
  plain110: plain(110, 1_700_000),
  densenet121: networkEntry(densenet121, { ...DENSENET, counts: [torchvision(7_978_856)] }),
  densenet161: networkEntry(densenet161, { ...DENSENET, counts: [torchvision(28_681_000)] }),
  densenet169: networkEntry(densenet169, { ...DENSENET, counts: [torchvision(14_149_480)] }),
  densenet201: networkEntry(densenet201, { ...DENSENET, counts: [torchvision(20_013_928)] }),
  densenet_cifar: networkEntry(densenet_cifar, {
    ...DENSENET,
    ...ON_CIFAR,
    counts: [published(1_000_000, DENSENET_TABLE, 'with 16 first channels; this one has 24')],
  }),
  densenet_40_12: networkEntry(densenet_40_12, {
    ...DENSENET,
    ...ON_CIFAR,
    counts: [published(1_000_000, DENSENET_TABLE)],
  }),
  densenet_bc_100_12: networkEntry(densenet_bc_100_12, {
    ...DENSENET,
    ...ON_CIFAR,
    counts: [published(800_000, DENSENET_TABLE)],
  }),
  densenet_bc_190_40: networkEntry(densenet_bc_190_40, {
    ...DENSENET,
    ...ON_CIFAR,
    counts: [published(25_600_000, DENSENET_TABLE)],
  }),
  alexnet_mini: networkEntry(alexnet_mini, { ...ALEXNET, ...ON_CIFAR, counts: [] }),
  vgg_mini: networkEntry(vgg_mini, { ...VGG, ...ON_CIFAR, counts: [] }),
  googlenet_mini: networkEntry(googlenet_mini, { ...GOOGLENET, ...ON_CIFAR, counts: [] }),
  densenet_mini: networkEntry(densenet_mini, { ...DENSENET, ...ON_CIFAR, counts: [] }),
  fcn_resnet50: networkEntry(fcn_resnet50, {
    ...FCN_RESNET,
    counts: [torchvision(35_322_218, 'with the auxiliary head, which only training uses')],
  }),
  fcn_resnet101: networkEntry(fcn_resnet101, {
    ...FCN_RESNET,
    counts: [torchvision(54_314_346, 'with the auxiliary head, which only training uses')],
  }),
  fcn32s: networkEntry(fcn32s, { ...FCN_VGG, counts: [published(134_000_000, FCN_TABLE, UPSAMPLING)] }),
  fcn16s: networkEntry(fcn16s, { ...FCN_VGG, counts: [published(134_000_000, FCN_TABLE, UPSAMPLING)] }),
  fcn8s: networkEntry(fcn8s, { ...FCN_VGG, counts: [published(134_000_000, FCN_TABLE, UPSAMPLING)] }),
  fcn32s_mini: networkEntry(fcn32s_mini, FCN_MINI),
  fcn16s_mini: networkEntry(fcn16s_mini, FCN_MINI),
  fcn8s_mini: networkEntry(fcn8s_mini, FCN_MINI),
  yolo: networkEntry(yolo, { ...YOLO, classes: VOC_CLASSES, preset: DARKNET }),
  yolo_mini: networkEntry(yolo_mini, { ...YOLO, classes: DIGIT_CLASSES, preset: SCENES }),
  rcnn: networkEntry(rcnn, { ...VOC_REGIONS, paper: PAPERS.rcnn }),
  rcnn_mini: networkEntry(rcnn_mini, { ...DIGIT_REGIONS, paper: PAPERS.rcnn }),
  sppnet: networkEntry(sppnet, { ...VOC_REGIONS, paper: PAPERS.sppnet }),
  sppnet_mini: networkEntry(sppnet_mini, { ...DIGIT_REGIONS, paper: PAPERS.sppnet }),
  fast_rcnn: networkEntry(fast_rcnn, { ...R_CNN, ...FAST, counts: [] }),
  fast_rcnn_mini: networkEntry(fast_rcnn_mini, { ...R_CNN_MINI, ...FAST }),
  faster_rcnn: networkEntry(faster_rcnn, { ...R_CNN, ...FASTER, counts: [] }),
  faster_rcnn_mini: networkEntry(faster_rcnn_mini, { ...R_CNN_MINI, ...FASTER }),
  inception: networkEntry(inception, {
    ...GOOGLENET,
    ...PART,
    counts: [published(159_000, 'Szegedy 2014, table 1, row 3a', 'K is 1,024 there, rounded down')],
  }),
  basic_block: networkEntry(basic_block, { ...RESNET, ...PART, counts: [] }),
  single_layer: networkEntry(single_layer, { ...DENSENET, ...PART, counts: [] }),
  transition: networkEntry(transition, { ...DENSENET, ...PART, counts: [] }),
};

export type NetworkName = keyof typeof networks;

/**
 * Every network that has a name, and what is known of it. A name that the compiler knows gives the builder with the
 * options of that network; any other text may give nothing.
 */
export const registry: typeof networks & Readonly<Record<string, NetworkEntry>> = networks;
