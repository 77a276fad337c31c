"""One variant for each learner: a seed gives the same again, no two are alike, and what can't be planted is refused."""

from __future__ import annotations

import csv
import gzip
import io
from decimal import Decimal
from pathlib import Path

import pytest

from steering.cases.loader import load_case
from steering.errors import CaseRefused, SteercoError
from steering.exports.answer_key import answer_key_csv
from steering.variants.answer_key import HEADINGS, list_answers
from steering.variants.folder import write_variant
from steering.variants.make import LearnerVariant, make_variants, read_source
from steering.variants.rows import DatasetRows, read_rows, scale_cell, write_rows
from steering.variants.trouble import KINDS, TroubleKind, VariantSource
from tests.steering.small_cases import kpi, loaded, small

WITHOUT_COSTS: tuple[TroubleKind, ...] = ("stalled_team", "kpi_redefined", "claim_broken")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, example_case: Path) -> VariantSource:
    return read_source(load_case(example_case, tmp_path_factory.mktemp("workspace")))


def make(source: VariantSource, learners: list[str], seed: int = 7) -> list[LearnerVariant]:
    return list(make_variants(source, learners, seed, WITHOUT_COSTS))


def test_a_seed_gives_the_same_again_and_another_gives_others(source: VariantSource) -> None:
    assert make(source, ["A", "B"]) == make(source, ["A", "B"])
    assert [variant.planted for variant in make(source, ["A", "B"], 8)] != [
        variant.planted for variant in make(source, ["A", "B"])
    ]


def test_learners_who_come_later_change_nothing_for_the_first(source: VariantSource) -> None:
    assert make(source, ["A", "B", "C"])[:2] == make(source, ["A", "B"])


def test_no_two_of_many_hand_in_the_same_answer(source: VariantSource) -> None:
    variants = make(source, [f"Learner {number}" for number in range(60)])
    answers = {tuple((trouble.subject, trouble.since, trouble.after) for trouble in one.planted) for one in variants}
    assert len(answers) == 60


def test_each_kind_is_planted_once_on_a_subject_of_its_own(source: VariantSource) -> None:
    for variant in make_variants(source, ["A", "B", "C", "D"], 3):
        assert tuple(trouble.kind for trouble in variant.planted) == KINDS
        assert len({(trouble.dataset, trouble.subject) for trouble in variant.planted}) == len(KINDS)


def test_only_the_planted_rows_differ(source: VariantSource) -> None:
    for variant in make(source, ["A", "B", "C"]):
        for name, dataset in variant.datasets.items():
            old = source.datasets[name]
            changed = sum(row != before for row, before in zip(dataset.rows, old.rows, strict=True))
            assert changed == sum(trouble.rows for trouble in variant.planted if trouble.dataset == name) > 0
            assert dataset.header == old.header


def test_a_variant_is_a_case_of_its_own(source: VariantSource, tmp_path: Path) -> None:
    (variant,) = make(source, ["A"])
    write_variant(source, variant, tmp_path / "halden-a")
    case = load_case(tmp_path / "halden-a", tmp_path / "workspace")
    redefined = variant.planted[1]
    assert redefined.kind == "kpi_redefined"
    assert [change.from_ for change in case.kpis[redefined.subject].changes] == [redefined.since]
    assert "# --- Delivery: the four DORA measures" in (tmp_path / "halden-a" / "metrics.yaml").read_text("utf-8")
    same = (tmp_path / "halden-a" / "datasets" / "cost.csv.gz").read_bytes()
    assert same == (source.case.folder / "datasets" / "cost.csv.gz").read_bytes()
    assert read_rows(case.datasets["adoption"]) == variant.datasets["adoption"]


def test_a_learner_named_twice_is_refused(source: VariantSource) -> None:
    with pytest.raises(SteercoError, match="Name each learner once: 'A' is there twice"):
        make_variants(source, ["A", "B", "A"], 7)


def test_a_case_without_a_place_says_what_it_lacks(tmp_path: Path) -> None:
    case = loaded(small(tmp_path / "case", kpis=kpi(), figures=["2026-03,rate,,1,2,", "2026-04,rate,,1,2,"]))
    with pytest.raises(SteercoError, match=r"no place for stalled_team \(a team .*and claim_broken \(a claim"):
        make_variants(read_source(case), ["A"], 7, WITHOUT_COSTS)


def test_too_few_places_are_told_with_the_learner(tmp_path: Path) -> None:
    figures = ["2026-03,rate,,10,20,", "2026-04,rate,,10,20,"]
    source = read_source(loaded(small(tmp_path / "case", kpis=kpi(), figures=figures)), ["kpi_redefined"])
    with pytest.raises(SteercoError, match="too few places for 4 variants: '[B-D]' would get the same"):
        list(make_variants(source, ["A", "B", "C", "D"], 7, ["kpi_redefined"]))


def test_the_answer_key_is_a_table_that_is_safe_to_open(source: VariantSource) -> None:
    variants = make(source, ["=Ada", "Bo"])
    key = list_answers("halden", 7, [(variant.learner, variant.planted) for variant in variants])
    lines = list(csv.reader(io.StringIO(answer_key_csv(key).decode("utf-8-sig"))))
    assert lines[0] == list(HEADINGS)
    assert [line[0] for line in lines[1:]] == ["'=Ada"] * 3 + ["Bo"] * 3
    assert [line[3] for line in lines[1:4]] == [trouble.subject for trouble in variants[0].planted]
    assert key.as_dict()["variants"][1]["planted"][0]["page"] == "adoption"


class TestRows:
    ROWS = DatasetRows(file="kpi.csv.gz", header=("a", "b"), rows=({"a": 'x, "y"', "b": ""}, {"a": "\n", "b": "é"}))

    def test_rows_come_back_as_they_were_and_the_same_bytes_are_written(self, tmp_path: Path) -> None:
        content = write_rows(self.ROWS)
        (tmp_path / "kpi.csv.gz").write_bytes(content)
        assert read_rows([tmp_path / "kpi.csv.gz"]) == self.ROWS
        assert write_rows(self.ROWS) == content
        assert gzip.decompress(content).startswith(b"a,b\n")

    @pytest.mark.parametrize(
        ("name", "content", "found"),
        [
            ("kpi.xlsx", b"a,b\n", "a file of another type"),
            ("kpi.csv", b"a,b\n1\n", "rows that don't fit the header"),
            ("kpi.csv", b"a,a\n1,2\n", "rows that don't fit the header"),
            ("kpi.csv", b"\xff\xfe", "can't decode"),
            ("kpi.csv.gz", b"a,b\n", "Not a gzipped file"),
        ],
    )
    def test_another_file_is_refused_with_its_name(self, tmp_path: Path, name: str, content: bytes, found: str) -> None:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CaseRefused) as refused:
            read_rows([tmp_path / name])
        (problem,) = refused.value.problems
        assert problem.file == f"datasets/{name}"
        assert found in problem.found

    def test_several_files_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(CaseRefused):
            read_rows([tmp_path / "kpi_1.csv", tmp_path / "kpi_2.csv"])

    @pytest.mark.parametrize(
        ("text", "result"), [("10", "12"), ("10.00", "12.50"), ("1e2", "125"), ("", ""), ("n/a", "n/a"), ("-4", "-5")]
    )
    def test_a_number_keeps_its_decimals(self, text: str, result: str) -> None:
        assert scale_cell(text, Decimal("1.25")) == result
