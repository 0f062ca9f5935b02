"""Measuring: accuracy on corpora that are not part of the project, and speed next to rivals. Nothing here is installed."""
