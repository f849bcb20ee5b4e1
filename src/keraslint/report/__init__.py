"""Reports as text: each format is a function of a ``Report`` and the sources that it speaks of, and knows nothing of rules."""
