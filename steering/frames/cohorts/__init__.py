"""The Cohorts page: who works here."""
