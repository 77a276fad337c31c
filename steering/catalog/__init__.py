"""The catalog of metrics."""
