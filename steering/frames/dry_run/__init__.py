"""The Dry run page."""
