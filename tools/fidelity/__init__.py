"""Compare what keraslint recovers from the text of programs with what the real Keras builds when they run."""
