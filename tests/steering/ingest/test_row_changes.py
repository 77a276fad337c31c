"""Rows of one release beside those of another: by key, or as they are where a dataset has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.ingest import load
from steering.ingest.row_changes import EXAMPLES, RowChanges, RowExample, compare_rows
from steering.warehouse import Manifest
from tests.steering.ingest.conftest import Save
from tests.steering.ingest.focus_files import focus
from tests.steering.ingest.test_release_months import charge

TEAMS = "month,team_id,team,business_unit,stage,active_users,models_in_production\n"
FIGURES = "month,kpi_id,team_id,value,note\n"


def row(team: str, users: int = 5, stage: str = "pilot", month: str = "2026-01") -> str:
    return f"{month},{team},Team {team},Care,{stage},{users},0\n"


class Home:
    def __init__(self, save: Save, home: Path) -> None:
        self.save, self.home = save, home

    def load(self, text: str, dataset: str) -> Manifest:
        result = load(self.save(text, f"{dataset}.csv"), dataset, self.home, by="x")
        assert result.manifest, result.report.problems
        return result.manifest

    def compare(self, dataset: str, new: str, old: str) -> RowChanges:
        return compare_rows(self.home, self.load(new, dataset), self.load(old, dataset))


@pytest.fixture
def of(save: Save, tmp_path: Path) -> Home:
    return Home(save, tmp_path)


def counts(changes: RowChanges) -> tuple[int, int, int, int]:
    return changes.added, changes.removed, changes.changed, changes.same


class TestByKey:
    def test_added_removed_changed_and_same(self, of: Home) -> None:
        old = TEAMS + row("a") + row("b") + row("c")
        new = TEAMS + row("b", users=9, stage="scaled") + row("c") + row("d") + row("e")
        changes = of.compare("adoption", new, old)
        assert counts(changes) == (2, 1, 1, 1)
        assert changes.key == ("month", "team_id")
        assert dict(changes.columns) == {"stage": 1, "active_users": 1}
        assert not changes.is_none

    def test_the_order_of_rows_and_columns_is_no_change(self, of: Home) -> None:
        old = TEAMS + row("a") + row("b")
        new = "team_id,month,team,business_unit,stage,active_users,models_in_production\n" + (
            "b,2026-01,Team b,Care,pilot,5,0\na,2026-01,Team a,Care,pilot,5,0\n"
        )
        changes = of.compare("adoption", new, old)
        assert counts(changes) == (0, 0, 0, 2)
        assert changes.is_none
        assert changes.columns == changes.examples == ()

    def test_an_empty_part_of_a_key_is_a_key(self, of: Home) -> None:
        old = FIGURES + "2026-01,k,,1,\n2026-01,k,a,2,\n"
        new = FIGURES + "2026-01,k,,3,\n2026-01,k,a,2,\n"
        assert of.compare("kpi", new, old).examples == (
            RowExample(kind="changed", key=("2026-01", "k", None), column="value", before="1", after="3"),
        )

    def test_a_figure_with_more_decimals_is_the_same_figure(self, of: Home) -> None:
        old = FIGURES + "2026-01,k,,1.5,\n"
        new = FIGURES + "2026-01,k,,1.50,\n2026-02,k,,0.125,\n"
        assert counts(of.compare("kpi", new, old)) == (1, 0, 0, 1)

    def test_a_cell_that_is_filled_or_emptied_is_changed(self, of: Home) -> None:
        old = FIGURES + "2026-01,k,,1,\n2026-02,k,,1,seen\n"
        new = FIGURES + "2026-01,k,,1,new\n2026-02,k,,1,\n"
        assert [(found.before, found.after) for found in of.compare("kpi", new, old).examples] == [
            (None, "new"),
            ("seen", None),
        ]

    def test_a_column_that_only_one_of_them_has(self, of: Home) -> None:
        old = TEAMS + row("a")
        new = TEAMS.replace("\n", ",wave\n") + row("a").replace("\n", ",1\n")
        changes = of.compare("adoption", new, old)
        assert changes.columns == (("wave", 1),)
        assert [(found.before, found.after) for found in changes.examples] == [(None, "1")]

    def test_the_first_rows_of_each_kind_are_named(self, of: Home) -> None:
        teams = [f"t{number:03d}" for number in range(EXAMPLES + 5)]
        old = TEAMS + "".join(map(row, teams)) + row("gone")
        new = TEAMS + "".join(row(team, users=6) for team in teams) + row("new")
        changes = of.compare("adoption", new, old)
        assert changes.changed == EXAMPLES + 5
        examples = changes.examples
        assert [found.key[1] for found in examples if found.kind == "changed"] == teams[:EXAMPLES]
        assert [(found.kind, found.key[1]) for found in examples[EXAMPLES:]] == [("added", "new"), ("removed", "gone")]


class TestCharges:
    """A charge has no key: one that changes leaves, and another comes."""

    def test_a_changed_charge_is_one_removed_and_one_added(self, of: Home) -> None:
        old = focus(charge("2026-01", "1"), charge("2026-01", "2"))
        new = focus(charge("2026-01", "1"), charge("2026-01", "2", EffectiveCost="3"))
        changes = of.compare("cost", new, old)
        assert (changes.key, counts(changes)) == ((), (1, 1, 0, 1))

    def test_charges_that_are_alike_are_counted(self, of: Home) -> None:
        twice, once = focus(charge("2026-01", "1"), charge("2026-01", "1")), focus(charge("2026-01", "1"))
        assert counts(of.compare("cost", twice, once)) == (1, 0, 0, 1)
        assert counts(of.compare("cost", once, twice)) == (0, 1, 0, 1)

    def test_decimals_are_compared_by_their_value(self, of: Home) -> None:
        old = focus(charge("2026-01", "1.5"))
        new = focus(charge("2026-01", "1.5"), charge("2026-01", "2.125"))
        assert counts(of.compare("cost", new, old)) == (1, 0, 0, 1)
