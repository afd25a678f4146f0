"""What exploring finds, for people and for scripts."""
