"""The domain of Steerco: everything that needs no screen."""
