"""The parts of ``gen_signatures.py``: inspecting an installed Keras, reading old sources, merging versions, writing files."""
