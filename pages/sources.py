"""Sources: every dataset and metric, and the desk at which data is brought and taken."""

from components import dataset_actions, shell
from steering.frames.agenda import AGENDA

shell.page(AGENDA["sources"], dataset_actions.dataset_actions)
