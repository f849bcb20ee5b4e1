"""Data in Keras: the data sets that come with it, reading from folders, generators, and what prepares images, text and labels."""

from keraslint.libs.keras.data import adaptation, creation, datasets, directories, generators, images, labels, operations, text

__all__ = ["adaptation", "creation", "datasets", "directories", "generators", "images", "labels", "operations", "text"]
