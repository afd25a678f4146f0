"""Training of the reader: questions with passages that answer and passages that only share their words."""
