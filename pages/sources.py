"""Sources: every dataset and metric, and the desk at which data is brought and taken."""

from components import dataset_actions, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["sources"], dataset_actions.render_dataset_actions)
