"""Rules about the optimizer and its learning rate."""
