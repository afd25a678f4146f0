"""The reader: questions with passages, training, and from trained weights to the file that the bot loads."""
