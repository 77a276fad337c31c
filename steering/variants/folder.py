"""A variant as a case folder of its own, which opens and is checked as any other."""

from __future__ import annotations

import shutil
from pathlib import Path

from steering.errors import StoreUnavailable
from steering.variants.make import LearnerVariant
from steering.variants.redefinitions import declare_change
from steering.variants.rows import write_rows
from steering.variants.trouble import VariantSource


def write_variant(source: VariantSource, variant: LearnerVariant, folder: Path) -> None:
    """Copy the case into a folder that does not exist yet, with what the variant changes; links are not copied."""
    try:
        shutil.copytree(source.case.folder, folder, ignore=_list_links, copy_function=shutil.copyfile)
        for dataset in variant.datasets.values():
            (folder / "datasets" / dataset.file).write_bytes(write_rows(dataset))
        for trouble in variant.planted:
            if trouble.kind == "kpi_redefined":
                (folder / "metrics.yaml").write_text(declare_change(source.case, trouble), encoding="utf-8")
    except OSError as error:
        raise StoreUnavailable(f"{folder} can't be written: {error.strerror or error}.") from error


def _list_links(place: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(place) / name).is_symlink()]
