"""A small model that reads question and passage together: relevance, where the answer stands, or "not here"."""
