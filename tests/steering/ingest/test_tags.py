"""Tags: the shapes in which exporters write them, the case of their keys, and how much of the cost has the team's."""

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from steering.ingest import accept, check
from steering.warehouse import rows_path
from tests.steering.ingest.focus_files import GOOD, focus, only

Save = Callable[..., Path]


def teams(home: Path, path: Path, tag: str = "team") -> list[str | None]:
    manifest = accept(path, "cost", home, by="x", team_tag=tag)
    table = pq.read_table(rows_path(home, "cost", manifest.release), columns=["_team", "_shared"])
    return sorted(
        str(team) if not shared else "shared" for team, shared in zip(*table.to_pydict().values(), strict=True)
    )


class TestShapes:
    @pytest.mark.parametrize(
        "text",
        [
            '{"team": "a"}',
            '[{"key": "team", "value": "a"}, {"key": "env", "value": null}]',
            '[{"Key": "team", "Value": "a"}]',
            '[{"key": "team", "value": "a", "x_inherited": false}]',
            '[{"team": "a"}, {"env": "b"}]',
            '["team:a", "env=b"]',
            json.dumps(json.dumps({"team": "a"})),
            json.dumps(json.dumps([{"key": "team", "value": "a"}])),
            '{"list": [{"element": {"key": "team", "value": "a"}}]}'.replace(": [", ":["),
        ],
    )
    def test_each_names_the_team(self, save: Save, tmp_path: Path, text: str) -> None:
        path = save(focus({"Tags": text}), "cost.csv")
        assert (teams(tmp_path, path), check(path, "cost").problems) == (["a"], ())

    @pytest.mark.parametrize("text", ["[]", "{}", '""', '"{}"'])
    def test_no_tags_are_no_error(self, save: Save, text: str) -> None:
        report = check(save(focus({}, {"Tags": text}), "cost.csv"), "cost")
        assert (report.accepted, report.problems) == (2, ())

    @pytest.mark.parametrize("text", ["team=a", "[1]", "x", '{"a": '])
    def test_what_is_no_tags_is_an_error(self, save: Save, text: str) -> None:
        assert only(check(save(focus({"Tags": text}), "cost.csv"), "cost")).severity == "error"

    def test_lists_and_maps_of_parquet(self, tmp_path: Path) -> None:
        columns = {name: pa.array([text or None]) for name, text in GOOD.items()}
        pair = pa.struct([("key", pa.string()), ("value", pa.string())])
        for name, tags in (
            ("list", pa.array([[{"key": "team", "value": "a"}]], pa.list_(pair))),
            ("map", pa.array([[("team", "a")]], pa.map_(pa.string(), pa.string()))),
        ):
            path = tmp_path / f"{name}.parquet"
            pq.write_table(pa.table({**columns, "Tags": tags}), path)
            assert teams(tmp_path, path) == ["a"]


class TestKeys:
    def test_count_in_any_case(self, save: Save, tmp_path: Path) -> None:
        rows = [{"Tags": json.dumps({key: key})} for key in ("team", "Team", "TEAM", "teams")]
        assert teams(tmp_path, save(focus(*rows), "cost.csv")) == ["None", "TEAM", "Team", "team"]

    def test_their_own_case_goes_first_and_others_must_agree(self, save: Save, tmp_path: Path) -> None:
        rows = [
            {"Tags": json.dumps(tags)}
            for tags in ({"Team": "b", "team": "a"}, {"Team": "c", "TEAM": "c"}, {"Team": "d", "TEAM": "e"})
        ]
        assert teams(tmp_path, save(focus(*rows), "cost.csv")) == ["None", "a", "c"]

    def test_shared_cost_counts_in_any_case(self, save: Save, tmp_path: Path) -> None:
        assert teams(tmp_path, save(focus({"Tags": '{"Shared": "yes"}'}), "cost.csv")) == ["shared"]

    def test_the_nearest_are_named_where_most_of_the_cost_lacks_the_tag(self, save: Save) -> None:
        rows = [{"Tags": json.dumps({"owner-team": "a", "env": "b"})}, {"Tags": json.dumps({"zone": "b"})}, {}]
        problem = only(check(save(focus(*rows), "cost.csv"), "cost"))
        assert (problem.severity, problem.column) == ("warning", "Tags")
        assert problem.found.startswith("the tag 'team' on 33% of the cost")

    def test_half_of_the_cost_is_enough(self, save: Save) -> None:
        assert check(save(focus({}, {"Tags": ""}), "cost.csv"), "cost").problems == ()

    def test_a_tag_that_is_nowhere_names_those_that_are(self, save: Save) -> None:
        problem = only(check(save(focus({"Tags": '{"owner-team": "a", "env": "b"}'}), "cost.csv"), "cost"))
        assert "the nearest keys are 'owner-team'" in problem.found
        assert "such as 'owner-team'" in problem.remedy


def test_a_share_of_a_split_charge_belongs_to_its_resource(save: Save, tmp_path: Path) -> None:
    node = {"Tags": '{"team": "node"}'}
    rows = [
        {**node, "AllocatedResourceId": "pod", "AllocatedTags": '{"Team": "pod"}'},
        {**node, "AllocatedResourceId": "pod", "AllocatedTags": "{}"},
        {**node, "AllocatedResourceId": "", "AllocatedTags": '{"team": "stray"}'},
    ]
    assert teams(tmp_path, save(focus(*rows), "cost.csv")) == ["node", "node", "pod"]
