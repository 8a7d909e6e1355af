import type { ImagePreset } from '../spec/imagePreset';
import type { NetworkSpec } from '../spec/network';
import type { ModelOptions } from './options';
import type { Paper } from './papers';

export type ModelBuilder<Options extends ModelOptions = ModelOptions> = (options?: Options) => NetworkSpec;

/** What a network is for; a part is a block of one, which takes feature maps and no image. */
export type NetworkKind = 'classifier' | 'segmenter' | 'detector' | 'part';

/** A form of a network that the entries of its checkpoint give away. */
export interface Variant<Options extends ModelOptions = ModelOptions> {
  /** PyTorch's name of an entry that checkpoints of this form have, and those of the default form have not. */
  readonly entry: string;
  readonly options: Options;
}

/** A number of parameters that somebody else has published. */
export interface PublishedCount {
  /** To as many digits as were published. */
  readonly params: number;
  readonly source: string;
  /** What is counted otherwise, where it is not the number of our network's parameters. */
  readonly note?: string;
}

/** All that is known of a network, besides its layers. */
export interface NetworkFacts<Options extends ModelOptions = ModelOptions> {
  readonly kind: NetworkKind;
  /** What an image goes through before it reaches the network; null for a part. */
  readonly preset: ImagePreset | null;
  /** Names of the classes that it was published for; null where they do not come with the course. */
  readonly classes: readonly string[] | null;
  readonly variants: readonly Variant<Options>[];
  readonly paper: Paper;
  /** The notebook that introduces it, without the number. */
  readonly notebook: string;
  readonly counts: readonly PublishedCount[];
}

/** A network of the registry. */
export interface NetworkEntry<Build extends ModelBuilder = ModelBuilder> extends NetworkFacts<OptionsOf<Build>> {
  /** Describes it, with the options of this very network. */
  readonly build: Build;
  /** Of the paper. */
  readonly year: number;
}

/** What a builder takes. */
export type OptionsOf<Build extends ModelBuilder> = NonNullable<Parameters<Build>[0]>;

/** An entry of the registry. A fact that is left out, or an option that the network does not have, does not compile. */
export function networkEntry<Build extends ModelBuilder>(
  build: Build,
  facts: NetworkFacts<OptionsOf<Build>>,
): NetworkEntry<Build> {
  return { build, ...facts, year: facts.paper.year };
}
