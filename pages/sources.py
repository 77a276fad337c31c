"""Sources: every dataset and metric, and the desk at which data is brought and taken."""

from components import dataset_actions, shell
from pages.agenda import AGENDA
from steering.frames.sources import page as sources

shell.page(AGENDA["sources"], sources.frame, dataset_actions.dataset_actions)
