"""A newspaper page as recognised from paper: many articles, and nothing printed between them.

    text ──▶ blocks.py ──▶ sheet.py ──▶ seams.py ──▶ features.py ──▶ tagger.py ──▶ sections.py
               lines         what each    pieces that    what each      a role for    titles and
               between       block shows  may belong     block shows    each block    headings
               blank ones    by itself    together       on its page                  weighed again
                                                                                          │
                        Page ◀── reader.py ◀── layout.py ◀── joins.py ◀───────────────────┘
                                                articles      broken paragraphs
                                                and titles    made whole

What a single block shows: shapes.py, bylines.py, surnames.py, edges.py. What two texts share: likeness.py, pairs.py.
What a person said of the page: corrected.py. The numbers in data/ come from `training/`.
"""
