"""Rules about code that was written for an older Keras."""
