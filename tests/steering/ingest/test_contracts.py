"""The contracts say what docs and users rely on, and a new dataset needs only a new file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from steering.errors import UnknownName
from steering.ingest import ContractColumn, accept, check, contract, datasets
from steering.warehouse import Warehouse

Save = Callable[..., Path]

USAGE = """
id: usage
title: Usage
one_row_per: team, resource kind and month
version: "1"
grain: [month, team_id, kind]
period: month
max_rows: 1000
columns:
  - {name: month, type: month, required: true, meaning: The month., example: "2026-03"}
  - {name: team_id, type: identifier, required: true, meaning: The team., example: team-07}
  - {name: kind, type: choice, required: true, meaning: Kind of resource., example: tokens, choices: [tokens]}
  - {name: used, type: decimal, required: true, meaning: How much., example: "1.5", min: "0", summed: true}
"""


class TestDatasets:
    """As the contract with the outside has them, optional columns last."""

    def test_adoption(self) -> None:
        adoption = contract("adoption")
        assert adoption.names == (
            "month",
            "team_id",
            "team",
            "business_unit",
            "stage",
            "active_users",
            "models_in_production",
            "wave",
            "data_scientists",
            "trained",
            "satisfaction",
        )
        assert [column.name for column in adoption.columns if not column.required] == list(adoption.names[7:])
        stages = ("not_started", "onboarding", "pilot", "production", "scaled")
        assert adoption.column("stage").choices == stages
        assert (adoption.grain, adoption.one_row_per) == (("month", "team_id"), "team and month")

    def test_kpi(self) -> None:
        kpi = contract("kpi")
        assert set(kpi.names) == {"month", "kpi_id", "value", "numerator", "denominator", "team_id", "note"}
        assert [column.name for column in kpi.columns if column.required] == ["month", "kpi_id"]
        assert kpi.either == (("value",), ("numerator", "denominator"))
        assert kpi.grain == ("month", "kpi_id", "team_id")

    @pytest.mark.parametrize("dataset", datasets())
    def test_the_examples_of_each_column_make_a_file_that_is_accepted(self, save: Save, dataset: str) -> None:
        agreed = contract(dataset)
        columns = [column for column in agreed.columns if not _left_out(column, dataset)]
        text = "\n".join(
            ",".join(cells) for cells in ([column.name for column in columns], [column.example for column in columns])
        )
        report = check(save(text, f"{dataset}.csv"), dataset)
        assert (report.problems, report.accepted) == ((), 1)

    @pytest.mark.parametrize("dataset", datasets())
    def test_each_column_is_explained(self, dataset: str) -> None:
        assert all(column.meaning.endswith(".") and column.example for column in contract(dataset).columns)


def _left_out(column: ContractColumn, dataset: str) -> bool:
    """A KPI has a value or a ratio; the examples give both, of different KPIs."""
    return dataset == "kpi" and column.name == "value"


class TestCatalog:
    def test_a_new_dataset_needs_only_a_contract(self, save: Save, tmp_path: Path) -> None:
        catalog = tmp_path / "catalog"
        catalog.mkdir()
        (catalog / "usage.yaml").write_text(USAGE)
        (tmp_path / "asked").mkdir()
        (tmp_path / "asked" / "used.sql").write_text("-- needs: usage\nselect sum(used) as used from usage\n")
        path = save("used,kind,team_id,month\n1.25,tokens,t1,2026-01\n2,tokens,t2,2026-01\n", "u.csv")
        manifest = accept(path, "usage", tmp_path, by="tester", catalog=catalog)
        assert manifest.sums == {"used": "3.25"}
        with Warehouse(tmp_path, queries=tmp_path / "asked") as warehouse:
            assert float(warehouse.query("used", {"usage": manifest.release})["used"][0]) == 3.25

    def test_an_unknown_dataset(self) -> None:
        with pytest.raises(UnknownName, match="Did you mean 'kpi'"):
            contract("kpis")
        with pytest.raises(UnknownName):
            contract("../catalog/kpi")

    @pytest.mark.parametrize(
        ("old", "new", "complaint"),
        [
            ("max_rows", "most_rows", "most_rows"),
            ("type: month", "type: instant", "instant"),
            ("grain: [month,", "grain: [day,", "no column is named day"),
            ("name: team_id", "name: month", "two columns have the same name|no column"),
            ("id: usage", "id: other", "holds the contract of 'other'"),
        ],
    )
    def test_a_contract_with_a_mistake_is_not_taken(self, tmp_path: Path, old: str, new: str, complaint: str) -> None:
        (tmp_path / "usage.yaml").write_text(USAGE.replace(old, new, 1))
        with pytest.raises((ValidationError, ValueError), match=complaint):
            contract("usage", tmp_path)
