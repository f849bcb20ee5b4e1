"""The rules of keraslint: one module each, found by walking this package."""
