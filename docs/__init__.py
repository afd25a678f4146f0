"""The handbook (docs/handbook) and what makes its table of settings and its screens."""
