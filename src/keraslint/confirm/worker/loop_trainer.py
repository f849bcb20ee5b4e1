"""Training on TensorFlow, where each graph is traced once, and on whatever else Keras runs on, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from keraslint.confirm.worker.build import Built
from keraslint.confirm.worker.lanes import WATCHED, Lane, Segment, apart


class TensorFlowTrainer:
    """Trains one graph, lane after lane; a chunk of updates is one call of a traced function."""

    def __init__(self, built: Built, threads: int, *, alike: bool) -> None:
        """Prepare the function; ``alike`` says that TensorFlow's own meaning of the loss is wanted."""
        import tensorflow as tf

        del threads
        self._tf = tf
        self._built = built
        self._alike = alike
        self._chunk = tf.function(self._traced)
        self._predict = tf.function(self._looked)

    def _looked(self, x: Any) -> Any:
        """Return the answers, and the share of dead units by layer."""
        tf = self._tf
        answers, rectified = apart(self._built.model(x, training=False))
        dead = [tf.reduce_mean(tf.cast(tf.reduce_max(one, axis=range(one.shape.rank - 1)) <= 0, "float32")) for one in rectified]
        return answers, tf.stack(dead) if dead else tf.zeros(0)

    def _traced(self, x: Any, y: Any, weight: Any, batches: Any) -> Any:
        tf, built = self._tf, self._built
        total, count = tf.constant(0.0), tf.constant(0)
        lasting = [built.model.trainable_variables[at] for at in built.lasting]
        first = [tf.identity(variable.value) for variable in lasting]
        sizes = tf.TensorArray("float32", size=0, dynamic_size=True, clear_after_read=False)
        steps = tf.TensorArray("float32", size=0, dynamic_size=True, clear_after_read=False)
        for rows in batches:
            with tf.GradientTape() as tape:
                answers, _ = apart(built.model(tf.gather(x, rows), training=True))
                seen = answers if self._alike else tf.identity(answers)
                loss = built.loss(
                    tf.gather(y, rows), seen, sample_weight=None if weight.shape.rank == 0 else tf.gather(weight, rows)
                )
                loss += tf.add_n([tf.cast(one, loss.dtype) for one in built.model.losses]) if built.model.losses else 0.0
            gradients = tape.gradient(loss, built.model.trainable_variables)
            kernels = [built.model.trainable_variables[at] for at in built.kernels]
            before = [tf.identity(kernel.value) for kernel in kernels]
            self._apply(gradients)
            total += loss
            sizes = sizes.write(count, tf.stack([tf.norm(gradients[at]) for at in built.kernels]))
            moved = [tf.norm(new.value - old) / (tf.norm(old) + 1e-12) for new, old in zip(kernels, before, strict=True)]
            steps = steps.write(count, tf.stack(moved))
            count += 1
        going = [
            tf.reduce_any(variable.value != old) & tf.reduce_all(tf.math.is_finite(variable.value))
            for variable, old in zip(lasting, first, strict=True)
        ]
        return total / tf.cast(count, "float32"), sizes.read(0), steps.read(0), tf.reduce_any(tf.stack(going))

    def _apply(self, gradients: Any) -> None:
        tf, variables = self._tf, self._built.model.trainable_variables
        paced = [(variable, pace) for variable, pace in zip(variables, self._built.paces, strict=True) if pace != 1]
        before = [tf.identity(variable.value) for variable, _ in paced]
        self._built.optimizer.apply(gradients, variables)
        for (variable, pace), old in zip(paced, before, strict=True):
            variable.assign(old + pace * (variable.value - old))

    def train(self, lanes: Sequence[Lane]) -> list[Segment]:
        """Train all lanes for one segment."""
        return [self._lane(lane) for lane in lanes]

    def _lane(self, lane: Lane) -> Segment:
        tf = self._tf
        load(self._built, lane)
        x, y, weight = (tf.constant(one) for one in (lane.x, lane.y, lane.weight))
        seen = []
        for rows in lane.batches:
            loss, sizes, steps, going = self._chunk(x, y, weight, tf.constant(rows))
            answers, dead = self._predict(tf.constant(lane.held_x[:WATCHED]))
            seen.append([np.asarray(one) for one in (answers, loss, sizes, steps, dead)])
            if not going:
                break
        seen += [seen[-1]] * (len(lane.batches) - len(seen))
        final = np.asarray(self._predict(tf.constant(lane.held_x))[0])
        return Segment(unload(self._built), final, *(np.stack(column) for column in zip(*seen, strict=True)))


class BatchTrainer:
    """Trains with ``train_on_batch``: works on every backend."""

    def __init__(self, built: Built, threads: int, *, alike: bool) -> None:
        """Compile the model."""
        del threads, alike
        self._built = built
        model = built.model
        self._trained = keras.Model(model.inputs, model.outputs[0])
        self._trained.compile(optimizer=built.optimizer, loss=built.loss)

    def train(self, lanes: Sequence[Lane]) -> list[Segment]:
        """Train all lanes for one segment."""
        return [self._lane(lane) for lane in lanes]

    def _lane(self, lane: Lane) -> Segment:
        model = self._trained
        load(self._built, lane)
        predictions, losses = [], []
        lasting = [model.trainable_variables[at] for at in self._built.lasting]
        for chunk in lane.batches:
            values = []
            first = [keras.ops.copy(variable) for variable in lasting]
            for rows in chunk:
                before = (
                    [keras.ops.copy(variable) for variable in model.trainable_variables] if set(self._built.paces) != {1} else []
                )
                weight = None if lane.weight.ndim == 0 else lane.weight[rows]
                values.append(float(model.train_on_batch(lane.x[rows], lane.y[rows], sample_weight=weight)))
                for variable, old, pace in zip(model.trainable_variables, before, self._built.paces, strict=False):
                    if pace != 1:
                        variable.assign(old + pace * (variable.value - old))
            losses.append(float(np.mean(values)))
            predictions.append(np.asarray(model.predict_on_batch(lane.held_x[:WATCHED])))
            if not any(_goes_on(variable, old) for variable, old in zip(lasting, first, strict=True)):
                break
        left = len(lane.batches) - len(losses)
        losses += losses[-1:] * left
        predictions += predictions[-1:] * left
        final = np.asarray(model.predict_on_batch(lane.held_x))
        return Segment(unload(self._built), final, np.stack(predictions), np.array(losses))


def _goes_on(variable: Any, old: Any) -> bool:
    """Say whether a weight has moved, and is still a number."""
    moved = keras.ops.any(variable.value != old) & keras.ops.all(keras.ops.isfinite(variable.value))
    return bool(moved)


def load(built: Built, lane: Lane) -> None:
    """Put the state of a lane into a model and its optimizer."""
    for variable, value in zip(built.model.variables, lane.weights, strict=True):
        variable.assign(value)
    for variable, value in zip(built.optimizer.variables, lane.optimizer, strict=True):
        variable.assign(value)


def unload(built: Built) -> tuple[list[Any], list[Any]]:
    """Return the state of a model and its optimizer."""
    weights = [keras.ops.convert_to_numpy(variable) for variable in built.model.variables]
    return weights, [keras.ops.convert_to_numpy(variable) for variable in built.optimizer.variables]
