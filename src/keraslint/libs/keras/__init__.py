"""What we know of Keras beyond its signatures: what layers do to shapes, what data sets hold, how data are prepared."""
