"""The reader: its vocabulary, and from trained weights to the file that the bot loads."""
