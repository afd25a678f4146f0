"""Reading: file → Articles.

files.py ──▶ formats/packed.py ──▶ files inside, the same way as files on disk
         └─▶ encodings.py ──▶ formats/jsonl.py
                          └─▶ formats/{html,pdf,docx,markdown}.py ──▶ text
                                ├─▶ single.py ─────────────────────┐
                                └─▶ page.py ◀── runs.py ◀── roles.py ◀── blocks.py

shapes.py lets every pattern in Chinese fit simplified and traditional characters alike.
"""

from qabot.reading.files import corpus_files, iter_articles

__all__ = ["corpus_files", "iter_articles"]
