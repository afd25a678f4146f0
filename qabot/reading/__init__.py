"""Reading: file → Articles.

files.py ──▶ encodings.py ──▶ jsonl.py
                          ├─▶ single.py ─────────────────────┐
                          └─▶ page.py ◀── runs.py ◀── roles.py ◀── blocks.py

shapes.py lets every pattern in Chinese fit simplified and traditional characters alike.
"""

from qabot.reading.files import corpus_files, iter_articles

__all__ = ["corpus_files", "iter_articles"]
