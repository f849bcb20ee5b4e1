"""Proof by training: the setup as written beside the setup as its repairs would have it.

The parent process (everything but ``worker``) turns recovered facts into blueprints, plain data without places or syntax, decides
which variants to train, and judges what came out. The worker, a process of its own, builds Keras models from blueprints. Nothing
of the program that was read runs in either.
"""
