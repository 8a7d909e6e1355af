import type { NetworkSpec } from '../spec/network';
import { type AlexnetOptions, alexnet_two_tower } from './alexnet';

/**
 * R-CNN's network: AlexNet, with an output for each of VOC's 20 classes and the background, to be fine-tuned on warped
 * regions of 227×227 pixels. 56,954,261 parameters. Counted for one region. The features of a region are the 4,096 numbers
 * before the last layer.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @see Girshick et al., Rich Feature Hierarchies, https://arxiv.org/abs/1311.2524, sections 2.1 and 2.3
 */
export function rcnn(options: AlexnetOptions = {}): NetworkSpec {
  return { ...alexnet_two_tower({ numClasses: 21, ...options }), name: 'rcnn' };
}
