"""TensorFlow below Keras: operations on tensors, images, ``tf.data``, and ``tensorflow_datasets``."""

from keraslint.libs.tensorflow import catalog, image, operations, pipeline, reading, reductions, stages

__all__ = ["catalog", "image", "operations", "pipeline", "reading", "reductions", "stages"]
