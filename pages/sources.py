"""Sources: every dataset and metric, and the desk at which data is brought and taken."""

from components import desk, shell
from pages.agenda import AGENDA
from steering.frames import sources

shell.page(AGENDA["sources"], sources.frame, desk.desk)
