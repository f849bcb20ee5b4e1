"""keraslint finds faults in Keras model code by recovering the training setup that the code describes, without running it."""

__version__ = "0.1.0"
