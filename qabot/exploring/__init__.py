"""Looking around in an archive: what is new, what was printed when, how something went on, who is who.

Everything is found, nothing is written: each line that a person sees is a quote with its source.
"""

from qabot.exploring.explorer import Explorer, open_explorer

__all__ = ["Explorer", "open_explorer"]
