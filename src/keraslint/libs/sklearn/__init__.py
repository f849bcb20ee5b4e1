"""scikit-learn: data sets, splits, scalers, encoders."""

from keraslint.libs.sklearn import datasets, generated, labels, metrics, splits, transformers

__all__ = ["datasets", "generated", "labels", "metrics", "splits", "transformers"]
