"""The Review page: what reviewers say of runs, as a frame and as tables."""
