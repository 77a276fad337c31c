"""Metric values and their lineage."""
