"""Files that arrive piece by piece: kept on disk under their owner's name until they are read, within quotas."""
