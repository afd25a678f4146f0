"""From articles to an index on disk."""
