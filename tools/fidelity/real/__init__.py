"""The side that runs programs with the real Keras; nothing in here knows keraslint."""
