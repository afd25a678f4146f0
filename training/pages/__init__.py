"""Labelled newspaper pages, printed from articles in the ways in which many newspapers print them.

corpus ──▶ Source ──▶ Story ──▶ Piece … ──▶ page and gold
              Habits draw what this page's newspaper does
"""
