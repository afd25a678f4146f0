"""Fitting of the score: which figures of a passage make it likely to answer."""
