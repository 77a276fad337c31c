"""A case folder as frozen values, read strictly."""
