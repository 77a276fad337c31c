"""What every subject computes from: the case, its releases, and the filters."""
