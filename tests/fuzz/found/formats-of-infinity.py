import keras
x = '%d' % (float('inf'),)
y = f"{10**150:c}"
