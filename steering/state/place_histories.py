"""What was in force in the workspaces of a cohort, where the files that they began with count as their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from steering.cases.case import Case
from steering.cases.dataset_files import dataset_files
from steering.records import Publication
from steering.records.joint_history import is_of_folder
from steering.state.app_state import AppState


def list_folder_datasets(app: AppState, places: Collection[str]) -> Mapping[str, Collection[str]]:
    """Return the datasets that the folder of each workspace has a file of, by workspace."""
    folders = {place: app.workspaces.folder(place) for place in places}
    return {place: dataset_files(folder).keys() for place, folder in folders.items() if folder.is_dir()}


def read_histories(app: AppState, places: Collection[str], dataset: str) -> Mapping[str, tuple[Publication, ...]]:
    """Return what was in force of a dataset at each of several places, oldest first.

    A workspace with a file of its own has none of its cohort's, also where nobody has opened it.

    Raises:
        StoreUnavailable: the records can't be read now.
    """
    own = list_folder_datasets(app, places)
    histories = app.records.joint_histories(places, own)
    return {
        place: tuple(
            entry
            for entry in histories[place].get(dataset, ())
            if entry.case_id == place or dataset not in own.get(place, ())
        )
        for place in places
    }


def begins_again(case: Case, history: Sequence[Publication], dataset: str) -> bool:
    """Return whether a file of the case's folder comes into force where nothing else is: it was never published."""
    return dataset in case.datasets and not any(map(is_of_folder, history))
