"""Measurements behind the README's figures: each runs the other side in the same run."""
