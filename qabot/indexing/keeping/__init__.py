"""A finished index looked after: what is inside, whether it is whole, taken out as text, backed up and restored."""
