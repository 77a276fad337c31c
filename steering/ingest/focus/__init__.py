"""Cost files of the FOCUS standard: which version, what is wrong with each cell, what the costs add up to.

It knows the standard and the habits of the providers that write it; reading files and storing releases is left
to the rest of intake.
"""
