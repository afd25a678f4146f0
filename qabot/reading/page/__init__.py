"""A newspaper page as recognised from paper: many articles, and nothing printed between them.

text ──▶ blocks.py ──▶ features.py ──▶ tagger.py ──▶ joins.py ──▶ layout.py ──▶ Page
                          │  ▲                          ▲
                          │  └── likeness.py, seams.py ─┘
                          └── shapes of single blocks: bylines.py, lines.py
"""
