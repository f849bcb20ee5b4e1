# My network should tell blue pictures (300x300) from red ones, but it always answers 50 %. What am I doing wrong?

from keras.models import Sequential
from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from keras.optimizers import SGD

model = Sequential()
model.add(Conv2D(64, (3, 3), activation='relu', input_shape=(300, 300, 3)))
model.add(Conv2D(64, (3, 3), activation='relu'))
model.add(MaxPooling2D((2, 2), strides=(2, 2)))
model.add(Flatten())
model.add(Dense(128, activation='relu'))
model.add(Dropout(0.5))
model.add(Dense(1, activation='sigmoid'))

sgd = SGD(lr=0.1, decay=1e-6, momentum=0.9, nesterov=True)
model.compile(loss='mean_squared_error', optimizer=sgd, metrics=['binary_accuracy'])

model.fit(images, labels, epochs=20, batch_size=5)
