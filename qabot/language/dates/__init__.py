"""Dates in Chinese text: written ones, those in words, and the day of print that they tell.

written.py ──▶ mentions.py ──▶ print_date_evidence.py ──▶ print_date.py
"""
