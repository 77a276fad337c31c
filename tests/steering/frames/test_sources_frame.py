"""The frame of the Sources page over cases with and without data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steering.context.filters import Filters
from steering.formatting import join_words
from steering.frames.blocks import Block, Choice, Columns, Slot
from steering.frames.blocks import TableBlock as Grid
from steering.frames.code_block import Code
from steering.frames.frame import Frame
from steering.frames.sources import page as frames
from steering.frames.sources import releases
from steering.ingest import contract, datasets
from steering.sources import find_source, query_descriptions
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from steering.warehouse import Manifest, query_names, query_text
from tests.steering.small_cases import kpi, small

Lay = Callable[[Path], CaseSnapshot]


@pytest.fixture
def example(whole_example: CaseSnapshot) -> CaseSnapshot:
    """The example with all of its datasets."""
    return whole_example


def made(snapshot: CaseSnapshot, focus: str | None = None, unit: str | None = None) -> Frame:
    return frames.build_frame(snapshot.context, Filters(as_of=snapshot.default_filters.as_of, unit=unit, focus=focus))


def parts(frame: Frame) -> list[Block]:
    return [inner for block in frame.blocks for inner in (block.blocks if isinstance(block, Columns) else (block,))]


def grid(frame: Frame, id: str) -> list[dict[str, object]]:
    """A table's rows by heading."""
    (found,) = [part for part in parts(frame) if isinstance(part, Grid) and part.id == id]
    return [dict(zip([column.label for column in found.columns], row, strict=True)) for row in found.rows]


def team(month: str) -> str:
    return f"{month},T1,Claims,Care,1,pilot,3,0"


class TestExample:
    def test_every_dataset_is_in_force(self, example: CaseSnapshot) -> None:
        frame = made(example)
        assert frame.message == "5 datasets published, latest data Oct 2026"
        assert [row["State"] for row in grid(frame, "datasets")] == ["current"] * len(datasets())
        assert frame.notices == ()

    @pytest.mark.parametrize("dataset", datasets())
    def test_a_row_says_what_the_release_holds(self, example: CaseSnapshot, dataset: str) -> None:
        held = example.context.dataset_states[dataset]
        assert held.manifest
        (row,) = [row for row in grid(made(example), "datasets") if row["Dataset"] == contract(dataset).title]
        assert row["Rows"] == held.manifest.rows
        assert str(row["Release"]) == example.context.releases[dataset][:8]
        assert (row["From"], row["By"]) == ("case folder", "local")
        assert row["Source file"] == held.manifest.source_name
        assert str(row["Published"]).endswith(f", {held.history[-1].published_at:%H:%M} UTC")

    @pytest.mark.parametrize("dataset", datasets())
    def test_a_closer_look_has_history_and_dictionary(self, example: CaseSnapshot, dataset: str) -> None:
        frame = made(example, dataset)
        (focus,) = [part for part in parts(frame) if isinstance(part, Choice)]
        assert (focus.chosen, [id for id, _ in focus.options]) == (dataset, list(datasets()))
        (place,) = [part for part in parts(frame) if isinstance(part, Slot)]
        assert place.about == dataset
        assert [row["Column"] for row in grid(frame, "dictionary")] == list(contract(dataset).names)
        assert [row["Action"] for row in grid(frame, "history")] == ["publish"]

    def test_what_does_not_exist_falls_back(self, example: CaseSnapshot) -> None:
        assert made(example, "nothing") == made(example)

    def test_every_query_has_its_sql_and_says_what_it_asks(self, example: CaseSnapshot) -> None:
        (code,) = [part for part in parts(made(example)) if isinstance(part, Code)]
        assert [passage.name for passage in code.passages] == list(query_names())
        assert all(passage.text == query_text(passage.name) for passage in code.passages)
        assert [one.name for one in query_descriptions() if not one.about.endswith(".")] == []

    @pytest.mark.parametrize("unit", [None, "Claims"])
    def test_every_kpi_names_a_query_that_exists(self, example: CaseSnapshot, unit: str | None) -> None:
        rows = grid(made(example, unit=unit), "metrics")
        assert [row["KPI"] for row in rows] == [one.name for one in example.context.case.kpis.values()]
        assert {row["Query"] for row in rows} <= set(query_names())
        assert ("kpi_by_month" in {row["Query"] for row in rows}) == (unit is None)

    def test_it_can_be_hashed_as_every_frame(self, example: CaseSnapshot) -> None:
        assert made(example).sha256 == made(example).sha256


class TestFreshness:
    @pytest.mark.parametrize(
        ("month", "status", "behind"),
        [
            ("2026-05", Status.ON_TRACK, 0),
            ("2026-04", Status.ON_TRACK, 0),
            ("2026-03", Status.AT_RISK, 1),
            ("2026-02", Status.OFF_TRACK, 2),
        ],
    )
    def test_it_is_by_the_months_behind_the_cases_month(
        self, lay: Lay, tmp_path: Path, month: str, status: Status, behind: int
    ) -> None:
        frame = made(lay(small(tmp_path / "case", as_of="2026-04", teams=[team(month)])))
        row = grid(frame, "datasets")[0]
        assert (row["Freshness"], row["Months behind"]) == (status, behind)
        assert ("Behind: Adoption" in frame.detail) == (behind > 0)

    def test_what_is_missing_is_not_rated(self, lay: Lay, tmp_path: Path) -> None:
        frame = made(lay(small(tmp_path / "case", teams=[team("2026-04")])))
        assert frame.message == "1 dataset published, latest data Apr 2026"
        others = [contract(dataset).title for dataset in datasets() if dataset != "adoption"]
        assert frame.detail == f"Missing: {join_words(others)}."
        assert [row["Freshness"] for row in grid(frame, "datasets")[1:]] == [None] * 4


class TestWithoutData:
    def test_it_says_what_to_bring(self, lay: Lay, tmp_path: Path) -> None:
        frame = made(lay(small(tmp_path / "case")))
        assert frame.message == "No dataset is published yet"
        (notice,) = frame.notices
        assert "template" in notice.remedy
        assert [row["State"] for row in grid(frame, "datasets")] == ["missing"] * len(datasets())
        assert grid(frame, "history") == grid(frame, "warnings") == grid(frame, "metrics") == []
        assert grid(frame, "dictionary")

    def test_there_is_no_way_back(self, lay: Lay, tmp_path: Path) -> None:
        found = find_source(lay(small(tmp_path / "case")).context, "adoption")
        assert found.previous is None
        assert releases.describe_release(found) == "This case has no adoption data yet."


class TestWarnings:
    def test_they_are_listed_with_their_place(self, lay: Lay, tmp_path: Path) -> None:
        # March is missing between February and April.
        snapshot = lay(small(tmp_path / "case", teams=[team("2026-02"), team("2026-04")]))
        rows = grid(made(snapshot), "warnings")
        assert [row["Severity"] for row in rows] == ["warning"]
        assert "month" in str(rows[0]["What to do"])
        assert grid(made(snapshot), "datasets")[0]["Warnings"] == 1


class TestPreview:
    def test_it_stands_beside_what_is_in_force(self, lay: Lay, tmp_path: Path) -> None:
        old = lay(small(tmp_path / "old", teams=[team("2026-03")])).context.dataset_states["adoption"].manifest
        new = (
            lay(small(tmp_path / "new", teams=[team("2026-03"), team("2026-04")]))
            .context.dataset_states["adoption"]
            .manifest
        )
        assert old and new
        rows = {row[0]: row[1:] for row in releases.build_preview(new, old).rows}
        assert rows["Rows"] == ("2", "1", "+1")
        assert rows["Period"] == ("Mar 2026 to Apr 2026", "Mar 2026", None)
        assert rows["models_in_production, last month"] == ("0", "0", "none")

    def test_a_stock_counts_in_the_last_month(self, lay: Lay, tmp_path: Path) -> None:
        def manifest(name: str, *users: int) -> Manifest:
            teams = [f"2026-0{month},T1,Claims,Care,1,pilot,{count},0" for month, count in enumerate(users, start=3)]
            found = lay(small(tmp_path / name, teams=teams)).context.dataset_states["adoption"].manifest
            assert found
            return found

        old, new = manifest("old", 23), manifest("new", 23, 12)
        rows = {row[0]: row[1:] for row in releases.build_preview(new, old).rows}
        assert rows["active_users, last month"] == ("12", "23", "−11"), "not 35 and 23"
        assert "active_users" not in rows

    def test_figures_of_several_kpis_are_not_added_up(self, lay: Lay, tmp_path: Path) -> None:
        case = small(tmp_path / "case", kpis=kpi(), figures=["2026-04,rate,,1,2,"])
        new = lay(case).context.dataset_states["kpi"].manifest
        assert new
        assert [row[0] for row in releases.build_preview(new, None).rows] == ["Period", "Rows"]

    def test_a_first_file_stands_alone(self, lay: Lay, tmp_path: Path) -> None:
        new = lay(small(tmp_path / "new", teams=[team("2026-03")])).context.dataset_states["adoption"].manifest
        assert new
        assert ("Rows", "1", "–", None) in releases.build_preview(new, None).rows

    def test_totals_by_provider_are_told_apart(self, example: CaseSnapshot) -> None:
        cost = example.context.dataset_states["cost"].manifest
        assert cost
        rows = releases.build_preview(cost, cost).rows
        names = [row[0] for row in rows]
        assert "AWS: BilledCost" in names and "BilledCost" in names and len(set(names)) == len(names)
        assert all(row[3] in (None, "none") for row in rows)


def test_a_damaged_release_is_a_notice_and_not_a_failure(lay: Lay, tmp_path: Path) -> None:
    case = small(tmp_path / "case", kpis=kpi(), figures=["2026-04,rate,,1,2,"])
    (case / "datasets" / "usage.csv").write_text("month,team_id,kind,used\n2026-04,T1,gpu_hours,5\n", "utf-8")
    snapshot = lay(case)
    (found,) = (tmp_path / "home-of-case" / "releases" / "usage").glob("*/manifest.json")
    found.unlink()
    (case / "case.yaml").touch()
    frame = made(lay(case))
    assert [row["State"] for row in grid(frame, "datasets") if row["Dataset"] == "Usage"] == ["damaged"]
    (notice,) = frame.notices
    assert "usage release" in notice.text and snapshot.context.releases["usage"][:12] in notice.text


@pytest.mark.parametrize(
    ("tagged", "found", "remedy"),
    [
        (["T1"], None, None),
        (["T1", "t1"], "1 team that the adoption data does not know: 't1' (USD 20)", "with 'T1' for 't1'."),
        (["Claims"], "1 team that the adoption data does not know: 'Claims' (USD 10)", "with 'T1' for 'Claims'."),
        (
            ["T1", "platform", "Twins"],
            "2 teams that the adoption data does not know: 'Twins' (USD 30) and 'platform' (USD 20)",
            "Correct the tags, or add these teams to the adoption data.",
        ),
    ],
)
def test_teams_that_adoption_does_not_know_are_told(
    lay: Lay, tmp_path: Path, tagged: list[str], found: str | None, remedy: str | None
) -> None:
    teams = [team("2026-04"), *(f"2026-04,T{number},Twins,Care,1,pilot,3,0" for number in (2, 3))]
    case = small(tmp_path / "case", teams=teams)
    rows = [
        f'{cost},Usage,2026-04-02T00:00:00Z,{cost},USD,"{{""team"": ""{name}""}}"'
        for cost, name in zip((10, 20, 30), tagged, strict=False)
    ]
    header = "BilledCost,ChargeCategory,ChargePeriodStart,EffectiveCost,BillingCurrency,Tags"
    (case / "datasets" / "cost.csv").write_text("\n".join([header, *rows, ""]), "utf-8")
    notices = [notice for notice in made(lay(case)).notices if "does not know" in notice.text]
    assert [notice.text for notice in notices] == ([f"The charges name {found}."] if found else [])
    assert all(remedy and remedy in notice.remedy for notice in notices)
