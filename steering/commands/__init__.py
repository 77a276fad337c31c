"""The commands of `python -m steering`, a module each; what a command needs is imported when it runs."""
