"""qabot answers questions from a newspaper archive: word for word, with the source, or not at all."""

__version__ = "0.1.0"
