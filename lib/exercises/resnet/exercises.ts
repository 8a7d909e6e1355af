import { choice, fields, implementation, number, oneOf } from '../engine/checks';
import type { Exercise, PlainCheck } from '../engine/types';
import { drawFold, FOLDED, foldedBy, rightLength } from './folding';
import { learnsWithDepth } from './recipe';
import { thinNetwork } from './thinNetwork';

/** What each map of exercise 7 shows, for who took another class. */
const MAPS: Readonly<Record<string, string>> = {
  A: 'Map A is bright at the bottom right.',
  B: 'Map B is bright at the top left.',
  C: 'Map C is weak, and lies on two things with windows and wheels or a hull. Which class could both be taken for?',
};

/** A check for one map: its class, and where to look for who took another. */
function classOf(map: string, right: string): PlainCheck {
  const classes = ['cat', 'horse', 'ship', 'truck', 'automobile'];
  return oneOf(
    classes.map(answer => ({
      ...{ answer, text: answer, says: answer === right ? 'This is it.' : `Look again. ${MAPS[map]}` },
      ...(answer === right && { right: true as const }),
    })),
  );
}

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'resnet.1',
    kind: 'prediction',
    title: 'a deeper plain network',
    prompt: 'Two plain networks, of 20 and of 44 layers, are trained alike. What do you expect of the deeper one?',
    ...choice([
      {
        answer: 'a',
        text: 'a lower training loss and a higher test accuracy',
        says: 'The weights for it exist, as the first cells of section 1 show. Does training find them?',
      },
      {
        answer: 'b',
        text: 'a lower training loss and a lower test accuracy',
        says: 'That would be overfitting: it would have to learn its training pictures first.',
      },
      {
        answer: 'c',
        text: 'a higher training loss and a lower test accuracy',
        says: 'This is degradation: the deeper network is worse on the very pictures that it learns from.',
        right: true,
      },
      {
        answer: 'd',
        text: 'no difference',
        says: 'Twice as many layers in a row make a difference. Think of the way that a gradient has to go.',
      },
    ]),
    hints: [
      'Overfitting shows on the test pictures only. Could the trouble begin earlier?',
      'Good weights exist for the deeper network. Every step of training moves all 44 layers at once.',
    ],
    leadsTo: 'Section 5 shows it, and section 8 compares how the loss lies around two such networks.',
  },
  {
    id: 'resnet.2',
    kind: 'implementation',
    title: 'a normalization disappears',
    prompt:
      'Write fold(weights, mean, variance, gamma, beta) for one filter of a convolution without bias and the normalization behind it, in use: the weights of one convolution with a bias that gives the same. Give back a list: the new weights, and behind them the bias. ε is 1e-5.',
    hints: [
      'The convolution gives a sum s. Behind the normalization stands γ · (s − mean) / √(variance + ε) + β. Which part of it is multiplied with s, and which is added?',
      'The factor is gamma / Math.sqrt(variance + 1e-5). A sum of products is multiplied by it when each weight is.',
      'return [...weights.map(weight => weight * factor), beta - mean * factor];',
    ],
    check: implementation<
      readonly [weights: readonly number[], mean: number, variance: number, gamma: number, beta: number]
    >({
      name: 'fold',
      cases: FOLDED,
      random: { count: 5, draw: drawFold },
      properties: [rightLength],
      reference: foldedBy({}),
      slips: [
        { says: 'You divided by the variance. Divide by its square root.', answer: foldedBy({ power: 1 }) },
        { says: 'You left out ε, which is added to the variance.', answer: foldedBy({ epsilon: 0 }) },
        { says: 'You added ε to the root. It belongs to the variance.', answer: foldedBy({ epsilonOutside: true }) },
        { says: 'The mean is missing from the bias.', answer: foldedBy({ bias: ({ beta }) => beta }) },
        {
          says: 'The mean is taken away before the scaling, so the factor belongs to it, too.',
          answer: foldedBy({ bias: ({ beta, mean }) => beta - mean }),
        },
        {
          says: 'The mean is taken away, not added.',
          answer: foldedBy({ bias: ({ beta, mean, factor }) => beta + mean * factor }),
        },
        { says: 'γ is missing from the factor.', answer: foldedBy({ gamma: false }) },
        { says: 'The weights have to be scaled as well.', answer: foldedBy({ scaled: false }) },
        { says: 'The bias goes to the end of the list.', answer: foldedBy({ biasFirst: true }) },
      ],
    }),
    anotherWay:
      'const at = (s: number) => (gamma * (s - mean)) / Math.sqrt(variance + 1e-5) + beta;\nreturn [...weights.map(weight => weight * (at(1) - at(0))), at(0)];',
    leadsTo: 'tfjs.optimizeForInference does this to every convolution, so in use normalization costs nothing.',
  },
  {
    id: 'resnet.3',
    kind: 'calculation',
    title: 'what projections cost',
    prompt:
      'How many parameters more than with option A does ResNet-20 have with option B, which projects in the first block of stages 2 and 3, and with option C, which projects in all nine blocks? A projection is a 1×1 convolution without bias, with a normalization behind it. Give { B, C }.',
    hints: [
      'A 1×1 convolution from c to f channels has c·f weights, and its normalization 2·f.',
      'B: from 16 to 32 and from 32 to 64. C: these two, and from 16 to 16 three times, from 32 to 32 twice, from 64 to 64 twice.',
      'B is 16·32 + 64 + 32·64 + 128. For C add 3·(256 + 32), 2·(1,024 + 64) and 2·(4,096 + 128).',
    ],
    check: fields({
      B: number(2_752, {
        slips: [
          { answer: 2_560, says: 'You left out the normalizations.' },
          { answer: 576, says: 'This is the projection of stage 2. Stage 3 has one, too.' },
          { answer: 2_176, says: 'This is the projection of stage 3. Stage 2 has one, too.' },
          { answer: 2_848, says: 'These projections have biases. They have none: β does their work.' },
          { answer: 2_944, says: 'You counted the moving statistics. They are no parameters.' },
          { answer: 23_232, says: 'You took kernels of 3×3.' },
        ],
      }),
      C: number(14_240, {
        slips: [
          { answer: 11_488, says: 'This is what C has more than B. Compare it with A.' },
          { answer: 13_568, says: 'You left out the normalizations.' },
          { answer: 2_752, says: 'This is option B. C projects in every block.' },
          {
            answer: 19_552,
            says: 'You counted three more blocks in each of stages 2 and 3. One of the three has the projection of B.',
          },
          { answer: 14_912, says: 'You counted the moving statistics. They are no parameters.' },
        ],
      }),
    }),
    anotherWay:
      "const params = (net: spec.NetworkSpec) => arithmetic.analyze(net).totals.params;\nparams(models.cifarResnet(20, { shortcut: 'B' })) - params(models.cifarResnet(20)); // B",
    leadsTo:
      'In the bottlenecks of section 7 a projection would be as wide as the block, which is why identity matters there.',
  },
  {
    id: 'resnet.4',
    kind: 'training',
    title: 'thirty-two layers that learn',
    prompt:
      'A network of 32 layers (filters 8, 16, 32) learns 300 pictures for 12 epochs, in batches of 30, by SGD with momentum 0.9 at a rate that falls along half a cosine. Give { shortcuts, rate } with which its training accuracy in the last epoch is 70 % or more, as a mean of two seeds. The check trains with your recipe, which takes up to a minute.',
    hints: [
      'Section 5 has trained 44 layers with the same recipe. At which rate, and with what?',
      'Without shortcuts no rate from 0.03 to 0.3 brings it above 40 %. With them, a rate of 0.3 throws the weights about.',
      'Shortcuts, and a rate a tenth of 0.3.',
    ],
    check: learnsWithDepth(),
    leadsTo: 'Notebook densenet trains networks as deep with another kind of shortcut.',
  },
  {
    id: 'resnet.5',
    kind: 'prediction',
    title: 'the gradient of a deep plain network',
    prompt:
      'In a plain network of 44 layers with batch normalization, at its start: how large is the gradient of the loss with respect to the outputs of the first layers, compared with the last ones?',
    ...choice([
      {
        answer: 'a',
        text: 'about 1/1,000',
        says: 'So it is with sigmoids (notebook alexnet). Here each normalization divides by the deviation of its channel, on the way back, too.',
      },
      {
        answer: 'b',
        text: 'about as large',
        says: 'Each layer changes it by a factor near 1, but there are 43 of them.',
      },
      {
        answer: 'c',
        text: 'about 1,000 times as large',
        says: 'Each layer multiplies it by a little more than 1: a ReLU takes away spread, and the normalization divides by what is left.',
        right: true,
      },
    ]),
    hints: [
      'On the way back a normalization multiplies by γ and divides by the deviation of what it read.',
      'A fifth more in each layer: what is 1.2 to the power of 43?',
    ],
    leadsTo: 'Gradients that grow are as bad as gradients that vanish: there is no rate that suits all layers.',
  },
  {
    id: 'resnet.6',
    kind: 'design',
    title: 'thin and deep',
    prompt:
      'A network for 32×32×3 with an output of 10 numbers. The longest way from the picture to the output has at least 38 layers with weights, the shortest at most 5. Its last layer with weights reads at least 64 numbers. A normalization follows every convolution. At most 60,000 parameters and 12,000,000 MACs, and no layer that the output does not depend on.',
    hints: [
      'Bottlenecks have three layers each. With four in each of three stages, and the first and the last layer, the longest way has 38.',
      'The shortest way goes over the shortcuts: the first convolution, a projection where the shape changes, the dense layer.',
      'Channels 16, 32 and 64, with a quarter of them in the middle of each bottleneck.',
    ],
    check: thinNetwork(),
    anotherWay:
      "// 18 basic blocks on 8 channels behind a pool, and a convolution of 1×1 that widens at the end\nconst wide = { filters: 64, kernelSize: 1, useBias: false };\nx = g.relu(g.batchNormalization(g.conv2d(x, wide, 'wide'), {}, 'wide.bn'));",
    leadsTo: 'Notebook densenet asks what such a budget buys with concatenation.',
  },
  {
    id: 'resnet.7',
    kind: 'interpretation',
    title: 'three maps',
    prompt:
      "A horse, a ship, a cat and a truck stand in one picture. The maps A, B and C were each asked for one of the classes 'cat', 'horse', 'ship', 'truck', 'automobile'. Give { A, B, C }.",
    hints: [
      'Look where each map is bright, and what stands there.',
      'One map is weak and lies on two things. Its class is not in the picture.',
    ],
    check: fields({ A: classOf('A', 'truck'), B: classOf('B', 'horse'), C: classOf('C', 'automobile') }),
    leadsTo: 'Notebook detection-basics asks for boxes around things, which such maps only suggest.',
  },
];
