import keras
x = round(-1, -2**70)
