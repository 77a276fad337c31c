"""The decision pack: all files of a case as one zip with a manifest, and what verifies it without the app's store."""
