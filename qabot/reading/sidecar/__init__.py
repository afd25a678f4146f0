"""What a person says of a page in a file beside it.

files.py ──▶ checking.py ──▶ corrections.py          skeleton.py: a page as it was read ──▶ a sidecar to begin with
    └──▶ toml_lines.py: in which line a fault stands
"""
