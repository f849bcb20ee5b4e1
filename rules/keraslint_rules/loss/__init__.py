"""Rules about the loss, the last activation, the labels and the metrics: whether they fit together."""
