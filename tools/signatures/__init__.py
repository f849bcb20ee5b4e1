"""The parts of ``gen_signatures.py``: inspecting an installed Keras, reading old sources, merging versions, writing files."""

# Strings for which ``compile`` may choose by the shapes of the targets and of the output.
SHAPE_DEPENDENT = ("acc", "accuracy", "ce", "crossentropy")
