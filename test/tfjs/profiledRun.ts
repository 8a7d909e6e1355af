import type { Tensor } from '@tensorflow/tfjs-node';
import * as models from '../../lib/models';
import { tf } from '../../lib/tfjs/backend';
import { compileForInference } from '../../lib/tfjs/inference/compileForInference';
import { buildModel } from '../../lib/tfjs/model/buildModel';

// Run by profiler.test.ts. torchvision's network has strided convolutions with explicit padding.

const model = buildModel(models.resnet18({ numClasses: 10 }), { seed: 0 });
const compiled = compileForInference(model);
const image = tf.ones([1, 224, 224, 3]);
for (let i = 0; i < 15; i++) {
  tf.tidy(() => {
    compiled.predict(image)[0]?.dataSync();
    [model.predict(image)].flat()[0]?.dataSync();
    tf.variableGrads(() => tf.mean(model.apply(image, { training: true }) as Tensor)).value.dataSync(); // one output
  });
}
console.log('done');
