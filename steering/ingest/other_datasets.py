"""A file of another dataset than the one it was brought as, recognised by its header and refused by name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from steering.catalog.contracts import Contract, contract, datasets
from steering.errors import Problem
from steering.ingest.column_names import names_by_spelling, spelling
from steering.ingest.file_type import WrongFormat


def refuse_other_dataset(names: Sequence[str], expected: Contract, file: str, row: int | None) -> None:
    """Say which other dataset a header is of, if it has all that one needs.

    Raises:
        WrongFormat: it is one.
    """
    spellings = {spelling(name) for name in names}
    for dataset in datasets():
        other = contract(dataset)
        if other.id != expected.id and _has_columns(spellings, other):
            needs = ", ".join(column.name for column in expected.columns if column.required)
            raise WrongFormat(
                file,
                [
                    Problem(
                        file=file,
                        row=row,
                        found=f"the columns of {other.label} data",
                        expected=f"{expected.label} data, with {needs}",
                        remedy=f"Bring it as {other.label} data, or choose the file with the {expected.label} data.",
                    )
                ],
            )


def _has_columns(spellings: Collection[str], other: Contract) -> bool:
    by_spelling = names_by_spelling(other)
    columns = {by_spelling[name] for name in spellings if name in by_spelling}
    needs = {column.name for column in other.columns if column.required}
    groups = other.either
    return needs <= columns and (not groups or any(set(group) <= columns for group in groups))
