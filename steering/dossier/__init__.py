"""The dossier held against itself, the other files of the case and the data: gaps, contradictions, expired promises."""
