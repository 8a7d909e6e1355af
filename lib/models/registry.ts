import type { NetworkSpec } from '../spec/network';
import { alexnet, alexnet_paper, alexnet_two_tower } from './alexnet';
import {
  densenet_40_12,
  densenet_bc_100_12,
  densenet_bc_190_40,
  densenet_cifar,
  single_layer,
  transition,
} from './cifarDensenet';
import { basic_block, CIFAR_DEPTHS, type CifarResnetOptions, cifarPlain, cifarResnet } from './cifarResnet';
import { densenet121, densenet161, densenet169, densenet201 } from './densenet';
import { fcn_resnet50, fcn_resnet101 } from './fcn';
import { fcn8s, fcn16s, fcn32s } from './fcnVgg';
import { googlenet, googlenet_paper, inception } from './googlenet';
import { alexnet_mini, densenet_mini, googlenet_mini, vgg_mini } from './mini';
import type { ModelOptions } from './options';
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
import { vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg16_cifar, vgg19, vgg19_bn } from './vgg';

export type ModelBuilder = (options?: ModelOptions) => NetworkSpec;

/** `resnet20` … `resnet110` and `plain20` … `plain110`. */
const cifarDepths = Object.fromEntries(
  CIFAR_DEPTHS.flatMap((depth): [string, ModelBuilder][] => [
    [`resnet${depth}`, (options?: CifarResnetOptions) => cifarResnet(depth, options)],
    [`plain${depth}`, (options?: ModelOptions) => cifarPlain(depth, options)],
  ]),
);

/** Every network that has a name, with the function that describes it. `npx convnets list` prints these. */
export const registry: Readonly<Record<string, ModelBuilder>> = {
  alexnet,
  alexnet_paper,
  alexnet_two_tower,
  vgg11,
  vgg11_bn,
  vgg13,
  vgg13_bn,
  vgg16,
  vgg16_bn,
  vgg19,
  vgg19_bn,
  vgg16_cifar,
  googlenet,
  googlenet_paper,
  resnet18,
  resnet34,
  resnet50,
  resnet101,
  resnet152,
  resnet50_paper,
  resnet101_paper,
  resnet152_paper,
  ...cifarDepths,
  densenet121,
  densenet161,
  densenet169,
  densenet201,
  densenet_cifar,
  densenet_40_12,
  densenet_bc_100_12,
  densenet_bc_190_40,
  alexnet_mini,
  vgg_mini,
  googlenet_mini,
  densenet_mini,
  fcn_resnet50,
  fcn_resnet101,
  fcn32s,
  fcn16s,
  fcn8s,
  inception,
  basic_block,
  single_layer,
  transition,
};
