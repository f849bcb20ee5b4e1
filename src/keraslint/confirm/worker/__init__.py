"""The worker: a process of its own that builds models from blueprints and trains them. The only place that imports Keras."""
