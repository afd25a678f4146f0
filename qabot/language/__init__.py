"""Chinese text: one normal form for index and question, words, sentences."""
