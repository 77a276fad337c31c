"""The names in the release in force, such as those of teams: how they are spelled there is right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from steering.catalog.contracts import Contract
from steering.warehouse import Manifest, rows_path

# A column with more different texts holds no names.
MOST = 5_000


def read_names(home: Path, manifest: Manifest, contract: Contract) -> Mapping[str, frozenset[str]]:
    """The different texts of each column of names of a release; none where it can't be read now."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    stored = [name for name, _ in manifest.columns]
    columns = [column.name for column in contract.columns if column.type in ("identifier", "text")]
    columns = [name for name in columns if name in stored and not contract.standard]
    names: dict[str, set[str]] = {name: set() for name in columns}
    try:
        with pq.ParquetFile(rows_path(home, manifest.dataset, manifest.release)) as file:
            for batch in file.iter_batches(columns=columns):
                for name, texts in zip(batch.schema.names, batch.columns, strict=True):
                    names[name].update(text for text in texts.unique().to_pylist() if text)
    except (OSError, pa.ArrowException):
        return {}
    return {name: frozenset(texts) for name, texts in names.items() if 0 < len(texts) <= MOST}
