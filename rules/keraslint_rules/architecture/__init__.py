"""Rules about the layers of a model and how they follow each other."""
