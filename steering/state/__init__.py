"""The state of the app: its stores, and the snapshot of the case."""
