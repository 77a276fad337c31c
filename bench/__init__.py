"""Benchmarks and generators: what is said of speed is measured here, as ratios within one run."""
