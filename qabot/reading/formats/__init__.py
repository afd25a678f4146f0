"""Formats: the bytes of one form → text, and what the form itself says of it (title, author, date).

jsonl.py gives articles, since every line is one; packed.py gives the files inside as sources, which take the same way
as files on disk. Each refuses with a `FormatError` what it cannot read.
"""
