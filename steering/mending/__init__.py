"""Refused files: taken along with their problems, and mended cell by cell."""
