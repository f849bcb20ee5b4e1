"""What the functions of ``keras.ops``, ``keras.backend`` and TensorFlow do to symbolic tensors.

Importing the package registers all of them.
"""

from __future__ import annotations

from keraslint.libs.keras.layers.operations import arrangement, elementwise, products, reductions
from keraslint.libs.keras.layers.operations.spec import outputs_of_operation, registered_operations

__all__ = ["arrangement", "elementwise", "outputs_of_operation", "products", "reductions", "registered_operations"]
