import { choice, fields, implementation, number } from '../engine/checks';
import type { Exercise } from '../engine/types';
import { depthOf, drawNetwork, isCount, longestWay, NETWORKS, type Step } from './depth';
import { learnsByHeart } from './recipe';
import { slimModule } from './slimModule';

const PLACES = 14 * 14;
const REDUCE = PLACES * 512 * 24;
const FIVE = PLACES * 25 * 24 * 64;

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'googlenet.1',
    kind: 'calculation',
    title: 'five by five, with and without a reduction',
    prompt:
      'A layer reads 14×14 places with 512 channels. How many MACs does a 5×5 convolution with 64 filters take (padding 2, stride 1)? And how many, when a 1×1 convolution reduces the 512 channels to 24 first? Give { direct, reduced }; reduced is the sum of both convolutions.',
    hints: [
      'MACs = places · filters · (kernel · kernel · channels that are read).',
      'direct = 14 · 14 · 64 · (5 · 5 · 512).',
      'The 1×1 takes 14 · 14 · 24 · 512. The 5×5 behind it reads 24 channels, no longer 512.',
    ],
    check: fields({
      direct: number(PLACES * 25 * 512 * 64, {
        slips: [
          { answer: 25 * 512 * 64, says: 'These are the weights. Each is used at every one of the 14·14 places.' },
          { answer: PLACES * 5 * 512 * 64, says: 'A kernel of 5×5 has 25 weights for each channel.' },
          { answer: 10 * 10 * 25 * 512 * 64, says: 'You left out the padding: with padding 2 there are 14×14 places.' },
          { answer: PLACES * 25 * 64, says: 'Every filter reads all 512 channels.' },
        ],
      }),
      reduced: number(REDUCE + FIVE, {
        slips: [
          { answer: FIVE, says: 'This is the 5×5 alone. The 1×1 before it takes MACs, too.' },
          { answer: REDUCE, says: 'This is the 1×1 alone. Add the 5×5 behind it.' },
          { answer: REDUCE + PLACES * 25 * 512 * 64, says: 'Behind the 1×1 the 5×5 reads 24 channels, not 512.' },
          {
            answer: 512 * 24 + 25 * 24 * 64,
            says: 'These are the weights. Each is used at every one of the 14·14 places.',
          },
        ],
      }),
    }),
    anotherWay:
      "const g = new spec.Graph('both', [14, 14, 512]);\nconst y = g.conv2d(g.input(), { filters: 24, kernelSize: 1 }, 'reduce');\nconst z = g.conv2d(y, { filters: 64, kernelSize: 5, padding: 2 }, 'five');\narithmetic.analyze(g.build(z)).totals.macs;",
    leadsTo: 'Module 4b of the network has this branch. Notebook resnet calls the same idea a bottleneck.',
  },
  {
    id: 'googlenet.2',
    kind: 'prediction',
    title: 'what the whole module saves',
    prompt:
      'In module 3a the reductions make the 5×5 branch nearly ten times cheaper. By which factor do the MACs of the whole module fall, against the naive one?',
    ...choice([
      {
        answer: 'a',
        text: '1.2',
        says: 'The 5×5 branch is more than a third of the naive work, and nearly all of it goes.',
      },
      {
        answer: 'b',
        text: '2.4',
        says: 'The 3×3 branch is the largest, and its reduction from 192 to 96 channels saves less than half of it. The projection behind the pool is new work.',
        right: true,
      },
      {
        answer: 'c',
        text: '5',
        says: 'For this the 3×3 branch would have to shrink, too. It is reduced from 192 to 96 channels only.',
      },
      {
        answer: 'd',
        text: '10',
        says: 'This is the factor of the 5×5 branch alone. What about the 3×3, which has four times the filters?',
      },
    ]),
    hints: [
      'Which branch of the naive module takes the most MACs: 128 filters of 3×3, or 32 of 5×5?',
      'The 3×3 is reduced from 192 to 96 channels: at best half of its MACs go.',
    ],
    leadsTo: 'A saving counts by its share of the whole: look for the largest part first.',
  },
  {
    id: 'googlenet.3',
    kind: 'interpretation',
    title: 'a row that contradicts itself',
    prompt:
      'In a convolution every weight is used once at each place, so ops / params must be the number of places of the row. Which row contradicts itself by more than 5 %, taking the paper’s two numbers alone?',
    ...choice([
      {
        answer: 'a',
        text: 'convolution 1: 2.7K, 34M, 112 × 112 places',
        says: '34,000,000 / 2,700 = 12,593, and there are 12,544 places. The two numbers agree with each other, if not with 7×7 filters.',
      },
      {
        answer: 'b',
        text: '3b: 380K, 304M, 28 × 28 places',
        says: '304,000,000 / (380 · 1,024) = 781, and there are 784 places. This row agrees with itself.',
      },
      {
        answer: 'c',
        text: '4c: 463K, 100M, 14 × 14 places',
        says: '100,000,000 / (463 · 1,024) = 211, and there are 196 places. With the 497K that we count it would be 196.',
        right: true,
      },
      {
        answer: 'd',
        text: '5a: 1072K, 54M, 7 × 7 places',
        says: '54,000,000 / (1,072 · 1,024) = 49.2, and there are 49 places. Both numbers are off by the same share.',
      },
    ]),
    hints: [
      'Divide each row’s ops by its params. K is 1,024 in most rows, and M a million.',
      'Compare with 112 · 112 = 12,544, 28 · 28 = 784, 14 · 14 = 196 and 7 · 7 = 49.',
    ],
    leadsTo: 'Two numbers that follow from one another check each other, without any program.',
  },
  {
    id: 'googlenet.4',
    kind: 'implementation',
    title: 'the depth of a network with branches',
    prompt:
      'Write depth(steps) for a list of { name, inputs, weighted }, in which every step stands behind its inputs. It gives the largest number of steps with weights on a way from the start to the last step, that one included.',
    hints: [
      'Keep a Map from the name of a step to its depth, and go through the list once.',
      'The depth of a step is the largest depth of its inputs (0 where it has none), plus 1 if it is weighted.',
      'const before = step.inputs.map(name => depths.get(name) ?? 0); then Math.max(0, ...before) + (step.weighted ? 1 : 0).',
    ],
    check: implementation<readonly [steps: readonly Step[]]>({
      name: 'depth',
      cases: NETWORKS,
      random: { count: 8, draw: drawNetwork },
      properties: [isCount],
      reference: depthOf,
      slips: [
        {
          says: 'You counted all steps with weights. Branches lie side by side: only the longest way counts.',
          answer: steps => steps.filter(({ weighted }) => weighted).length,
        },
        {
          says: 'You counted the steps without weights, too. Pools and concatenations have none.',
          answer: steps => longestWay(steps, Math.max, () => true),
        },
        {
          says: 'You took the shortest way. The depth is that of the longest.',
          answer: steps => longestWay(steps, Math.min, ({ weighted }) => weighted),
        },
        {
          says: 'You followed the first input only. A longer way may come in by another.',
          answer: steps =>
            longestWay(
              steps,
              first => first,
              ({ weighted }) => weighted,
            ),
        },
        {
          says: 'You added the branches up. They lie side by side.',
          answer: steps =>
            longestWay(
              steps,
              (...all) => all.reduce((a, b) => a + b, 0),
              ({ weighted }) => weighted,
            ),
        },
        {
          says: 'You took the deepest step of all. It may lie in a head to the side; the depth is that of the last step.',
          answer: steps => Math.max(...steps.map((_, i) => depthOf(steps.slice(0, i + 1)))),
        },
      ],
    }),
    leadsTo: 'Notebook resnet counts 152 layers in the same way, and there the shortest way matters, too.',
  },
  {
    id: 'googlenet.5',
    kind: 'training',
    title: 'can an average learn by heart?',
    prompt:
      'small_googlenet ends in an average and has 45,490 parameters, an eleventh of those of its twin with a dense head. With { rate: 0.0005, epochs: 10 } it knows about half of 200 training pictures. Find { rate, epochs }, at most 20 epochs, with which it knows 95 % of them or more, as a mean of two seeds. The check trains it, which takes up to a minute.',
    hints: [
      'There are 10 steps in an epoch. Is it the rate that is too small, or the number of steps?',
      'Adam with normalization takes rates of some thousandths here. Try eight times the rate first.',
      'Then give it all 20 epochs.',
    ],
    check: learnsByHeart(),
    leadsTo:
      'How many parameters a head has does not tell whether a network can learn its pictures by heart. Section 8 shows what an average is good for, too.',
  },
  {
    id: 'googlenet.6',
    kind: 'prediction',
    title: 'what the auxiliary heads add',
    prompt:
      'GoogLeNet as published, without normalization, starts with PyTorch’s small weights. The two auxiliary heads are added with a weight of 0.3. How much larger is the gradient at the outputs of its first convolution then?',
    ...choice([
      {
        answer: 'a',
        text: '1.6 times: 1 + 0.3 + 0.3',
        says: 'So it would be if each head’s gradient arrived as strong as the main one. The main one has a far longer way.',
      },
      {
        answer: 'b',
        text: 'about 5 times',
        says: 'The main gradient is hundreds of thousands of times smaller here than at the last module. Little of it is left to be compared with.',
      },
      {
        answer: 'c',
        text: 'more than 50 times',
        says: 'With this start every module makes the gradient smaller. The first head is six modules nearer than the main one.',
        right: true,
      },
      {
        answer: 'd',
        text: 'no larger: only the layers behind the heads gain',
        says: 'It is the other way round: gradients go backward, so the layers before a head gain.',
      },
    ]),
    hints: [
      'Notebook alexnet: PyTorch’s start makes the gradient smaller at every layer on its way back.',
      'The first head sits behind module 4a. The main gradient has to pass six more modules, of two layers each, to get there.',
    ],
    leadsTo:
      'With another start, or with normalization, the answer is another one: the second of the next two figures compares them.',
  },
  {
    id: 'googlenet.7',
    kind: 'prediction',
    title: 'a branch, or as many channels at random',
    prompt:
      'In a trained network we switch off one branch of one module and count the accuracy that is lost. Then we switch off as many channels of the same module, drawn at random from all four branches, several times. Which loses more, on average over all branches?',
    ...choice([
      {
        answer: 'a',
        text: 'the branch, by far: the others cannot replace its kernel size',
        says: 'The figure does not show this: on average the branch costs about two points more, of nearly twenty. Single branches differ by more, both ways. What do the next layers read: sizes of kernels, or channels?',
      },
      {
        answer: 'b',
        text: 'both about the same: what counts most is how many channels go',
        says: 'The two clouds lie on each other, though single branches differ by up to 15 points. The 3×3 branch seems to matter most because it has nearly half of the channels.',
        right: true,
      },
      {
        answer: 'c',
        text: 'the random channels, by far: every branch is damaged',
        says: 'Nor does the figure show this. Damage in four places is about as bad as the same damage in one.',
      },
    ]),
    hints: [
      'The next module reads all channels through its 1×1 convolutions. Does it know from which branch a channel comes?',
      'Look at the shares of the channels: 3×3 has about half of them, the third branch and the pool about an eighth each.',
    ],
    leadsTo:
      'What a part is worth has to be compared with an equally large part. Notebook resnet deletes whole blocks.',
  },
  {
    id: 'googlenet.8',
    kind: 'design',
    title: 'a module without 5×5',
    prompt:
      'Write slim, a module on [28, 28, 192] that gives [28, 28, 256] by one concatenation of four branches: one sees 1×1 places, one 3×3, one 5×5 with 32 channels or more, and one has a pool with a convolution behind it. No kernel above 3×3, at most 100,000,000 MACs.',
    hints: [
      'Two convolutions of 3×3 with padding 1, one behind the other, see 5×5 places (notebook vgg).',
      'With the sizes of module 3a it takes 129 million MACs. Which branch takes the most?',
      'Reduce to 64 channels before the 128 filters of 3×3, in place of 96.',
    ],
    check: slimModule(),
    anotherWay:
      '// fewer filters of 3×3, and more of 1×1, which are nine times cheaper\ng.concatenate([conv(x, 128, 1), conv(conv(x, 64, 1), 64, 3), five, pooled]);',
    leadsTo: 'This is what the second version of Inception does. Notebook vgg compares 5×5 with two 3×3 in training.',
  },
];
