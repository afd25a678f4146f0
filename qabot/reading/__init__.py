"""Reading: file → Pages with their Articles, and Articles of JSON lines.

files.py ──▶ formats/packed.py ──▶ files inside, the same way as files on disk
         ├─▶ formats/jsonl.py
         └─▶ encodings.py, formats/{html,pdf,docx,markdown}.py ──▶ text.py ──▶ page/     many articles
                                   sidecar/, metadata.py ────────────┘    └──▶ single.py  one article
                                                                                  └──▶ drafts.py ──▶ Article

patterns.py lets every pattern in Chinese fit simplified and traditional characters alike.
"""

from qabot.reading.files import SUFFIXES, corpus_files, iter_articles
from qabot.reading.sidecar.files import sidecars_of

__all__ = ["SUFFIXES", "corpus_files", "iter_articles", "sidecars_of"]
