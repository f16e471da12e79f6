import * as tf from "@tensorflow/tfjs-core";
import type {Game, GamePlayer, OwnStep} from "../../lib/training/step/game.ts";

/**
 * The step of the chapter CGAN with one term more: D is also shown the real pictures under wrong names, and is to call them fake (Reed et
 * al. 2016, section 4.1: the matching-aware discriminator). These pairs have `share` of the weight of all that it is to call fake.
 */
export function mismatchedStep(share: number): OwnStep {
  return ({G, D, real, labels, noise, wanted, uniform}) => {
    if (!labels) throw new RangeError("pairs can be mismatched only where the networks take labels");
    const asked = wanted();
    const fake = G(noise(), asked);
    const wrong = wrongNames(labels, uniform);
    const lossD = descend(D, () => {
      const calledFake = tf.add(
        tf.mul(crossEntropy(D(fake, asked), 0), 1 - share),
        tf.mul(crossEntropy(D(real, wrong), 0), share)
      );
      return tf.add(crossEntropy(D(real, labels), 1), calledFake);
    });
    const askedAgain = wanted();
    const lossG = descend(G, () => crossEntropy(D(G(noise(), askedAgain), askedAgain), 1));
    return {discriminator: tf.div(lossD, 2), generator: lossG};
  };
}

/** For each one-hot label [batch, classes] one of the others, each as likely. */
function wrongNames(labels: tf.Tensor, uniform: Game["uniform"]): tf.Tensor {
  const [batch, classes] = labels.shape as [number, number];
  const further = tf.add(1, tf.floor(tf.mul(uniform([batch]), classes - 1)));
  const names = tf.mod(tf.add(tf.argMax(labels, 1), tf.cast(further, "int32")), tf.scalar(classes, "int32"));
  return tf.cast(tf.oneHot(names as tf.Tensor1D, classes), "float32");
}

const crossEntropy = (logits: tf.Tensor, truth: 0 | 1): tf.Scalar => tf.mean(tf.softplus(truth === 1 ? tf.neg(logits) : logits));

function descend(player: GamePlayer, loss: () => tf.Scalar): tf.Scalar {
  const {value, grads} = tf.variableGrads(loss, player.weights);
  player.optimiser.applyGradients(grads);
  return value;
}
