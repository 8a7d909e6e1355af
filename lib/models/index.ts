export * from './alexnet';
export * from './cifarDensenet';
export { type BasicBlockOptions, basic_block, type CifarResnetOptions, cifarPlain, cifarResnet } from './cifarResnet';
export * from './densenet';
export * from './fcn';
export * from './fcnVgg';
export * from './fourLayer';
export * from './googlenet';
export * from './mini';
export type { ModelOptions } from './options';
export { type ModelBuilder, registry } from './registry';
export {
  type ResnetOptions,
  resnet18,
  resnet34,
  resnet50,
  resnet50_paper,
  resnet101,
  resnet101_paper,
  resnet152,
  resnet152_paper,
} from './resnet';
export { upTo } from './upTo';
export * from './vgg';
