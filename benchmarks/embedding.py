"""Passages embedded a second: the packaged model as `reindex` runs it, against torch fp32 on the same weights.

python -m benchmarks.embedding [PASSAGES]
"""
