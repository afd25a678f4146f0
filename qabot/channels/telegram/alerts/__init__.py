"""Alerts: people name topics, and hear of new articles about them after a `qabot reindex`."""
