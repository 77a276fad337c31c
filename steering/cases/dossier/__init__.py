"""The dossier: what an architect hands in beside the business case, one file for each of its subjects.

What its files have to agree on with one another and with the data is a finding of `steering.dossier`, never a reason to
refuse the case.
"""
