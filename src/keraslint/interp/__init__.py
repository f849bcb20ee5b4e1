"""The abstract interpreter: runs a program over abstract values, in order, and recovers the training setups it describes."""
