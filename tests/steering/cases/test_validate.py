"""A case file that is not as it should be: every reason at once, with row, path and cure, in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steering.cases.model import Charter, Kpi
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import Document, parse_yaml
from steering.errors import CaseRefused
from tests.steering.small_cases import change, loaded, problems_of

# What only a programmer would understand.
INTERNALS = (
    "function-",
    "pydantic",
    "Input should",
    "Unable to",
    "dataclass",
    "ctx",
    "tuple",
    "dict",
    "str_type",
    "\\d",
    "^[",
)


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in problems_of(folder)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("as_of: 2026-04", "as_of: April", "row 10, as_of: found 'April'; expected a month as YYYY-MM"),
        ("as_of: 2026-04", "as_of: 2026-13", "expected a month as YYYY-MM"),
        ("as_of: 2026-04", "as_of: 20٢٦-04", "expected a month as YYYY-MM"),
        ("as_of: 2026-04", 'as_of: "2026-04\\n"', "expected a month as YYYY-MM"),
        ("as_of: 2026-04", "as_of: {a: 1}", "found '{a: 1}'; expected text"),
        ("title: A", "titel: A", "row 5, titel: found the key 'titel'; expected a known key. Did you mean 'title'?"),
        ("title: A platform for three teams", "title:", "row 5, title: found nothing; expected text"),
        ("title: A platform for three teams", "title: ' '", "expected some text"),
        ("title: A platform for three teams", f"title: {'x' * 161}", "expected at most 160 characters"),
        ("currency: USD", "currency: dollars", "expected a currency as three capital letters, such as USD"),
        ("months: 12", "months: twelve", "horizon.months: found 'twelve'; expected a whole number"),
        ("months: 12", "months: 12.0", "expected a whole number"),
        ("months: 12", "months: 1_2", "expected a whole number"),
        ("months: 12", f"months: {'9' * 5000}", "expected a whole number"),
        ("months: 12", "months: 0", "expected a number of at least 1"),
        ("months: 12", "months: 241", "expected a number of at most 240"),
        ("{start: 2026-01, months: 12}", "{start: 2026-01}", "row 12, horizon: found nothing; expected the key"),
        ("{start: 2026-01, months: 12}", "[1, 2]", "row 12, horizon: found '[1, 2]'; expected keys and values"),
        ("value: 250000", "value: 250,000", "ask.amount"),
        ("value: 250000", "value: NaN", "ask.amount.value: found 'NaN'; expected a plain number"),
        ("value: 250000", "value: 1e18", "expected a plain number below 10^18"),
        ("value: 250000", "value: ٣", "expected a plain number"),
        ("value: 250000", "value: 1e-999999999", "expected a plain number"),
        ("confidence: medium", "sauce: x", "row 17, ask.amount.sauce: found the key 'sauce'"),
        ("confidence: medium", "confidence: great", "expected one of 'high', 'medium' or 'low'"),
        ("decide_by: 2026-05-29", "decide_by: 29 May", "expected a date as YYYY-MM-DD"),
        ("decide_by: 2026-05-29", "decide_by: 2026-02-30", "expected a date as YYYY-MM-DD"),
        ("decide_by: 2026-05-29", "decide_by: 2026-W01-1", "expected a date as YYYY-MM-DD"),
        ("counts_from: production", "counts_from: not_started", "'pilot', 'production' or 'scaled'"),
        ("2026-03: 1", "2026-3: 1", "row 31, adoption.waves[0].plan.2026-3: found '2026-3'; expected a month"),
        ("2026-03: 1", "2026-03: one", "adoption.waves[0].plan.2026-03: found 'one'; expected a whole number"),
        ("2026-03: 1", "2026-03: -1", "expected a number of at least 0"),
        ("{2026-09: 1}", "[1]", "row 32, adoption.waves[1].plan: found '[1]'; expected keys and values"),
        ("name: The rest", "nam: The rest", "row 32, adoption.waves[1].nam: found the key 'nam'"),
        ('id: "1", name', "name: x, name", "row 31, adoption.waves[0].name: found the key 'name' twice"),
        ("[teams_in_production, lead_time]", "lead_time", "row 35, headlines: found 'lead_time'; expected a list"),
        ("id: second-half", "id: second half", "expected a name of up to 64 letters"),
    ],
)  # fmt: skip
def test_in_the_charter(new_case: Path, old: str, new: str, expected: str) -> None:
    found = said(change(new_case, old, new))
    assert any(expected in one for one in found), found
    assert all(one.startswith("case.yaml, row ") for one in found)
    assert not [one for one in found if any(word in one for word in INTERNALS)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("unit: count", "unit: cuont", "row 8, teams_in_production.unit: found 'cuont'; expected one of 'count'"),
        ('op: ">="', 'op: "=>"', "teams_in_production.status.green.op: found '=>'; expected one of '>='"),
        ("value: target", "value: targte", "expected a plain number such as 26 or 0.35, two for `between`"),
        ("value: target", "value: [1, 2]", "found '{op: >=, value: [1, 2]}'; expected two numbers"),
        ('op: ">=", value: target', "op: between, value: [2, 1]", "expected the smaller number first"),
        ('op: ">=", value: target', "op: between, value: [1, 2, 3]", "two for `between`"),
        ('op: ">=", value: target', "op: between, value: 1", "expected two numbers"),
        ("tolerance: 1", "tolerance: -1", "expected a tolerance such as 2"),
        ("tolerance: 1", "tolerance: '%'", "expected a tolerance such as 2"),
        ("tolerance: 1", f"tolerance: '{'9' * 5000}'", "expected a tolerance such as 2"),
        ("green:", "gren:", "status.gren: found the key 'gren'; expected a known key. Did you mean 'green'?"),
        ('{op: ">=", value: target}', "target", "status.green: found 'target'; expected keys and values"),
        ("- {by: 2026-04, value: 2}", "- {by: 2026-04, value: two}", "targets[0].value: found 'two'; expected a plain"),
        ("question:", "id: other\n  question:", "found the key 'id'"),
        ("lead_time:", "lead time:", "expected a name of up to 64 letters"),
        ("lead_time:\n", "bare:\nlead_time:\n", "bare: found nothing; expected keys and values"),
    ],
)
def test_in_the_metrics(new_case: Path, old: str, new: str, expected: str) -> None:
    found = [one for one in said(change(new_case, old, new, "metrics.yaml")) if one.startswith("metrics.yaml, row ")]
    assert any(expected in one for one in found), found
    assert not [one for one in found if any(word in one for word in INTERNALS)]


def test_all_problems_of_both_files_are_told_at_once(new_case: Path) -> None:
    change(change(change(new_case, "title:", "titel:"), "currency: USD", "currency: x"), "months: 12", "months: x")
    change(
        change(new_case, "unit: count", "unit: x", "metrics.yaml"), "combine: ratio", "combine: mean", "metrics.yaml"
    )
    places = {(problem.file, problem.column) for problem in problems_of(new_case)}
    assert places == {
        ("case.yaml", "titel"),
        ("case.yaml", None),
        ("case.yaml", "currency"),
        ("case.yaml", "horizon.months"),
        ("metrics.yaml", "teams_in_production.unit"),
        ("metrics.yaml", "lead_time.combine"),
    }


def test_a_flood_of_problems_is_listed_to_a_thousand_and_counted(new_case: Path) -> None:
    (new_case / "case.yaml").write_text("".join(f"key{number}: x\n" for number in range(5000)), encoding="utf-8")
    with pytest.raises(CaseRefused) as refused:
        loaded(new_case)
    assert (len(refused.value.problems), refused.value.count) == (1000, 5005)


def test_what_may_be_left_empty_is_as_if_it_were_not_there(new_case: Path) -> None:
    change(change(new_case, "decide_by: 2026-05-29", "decide_by:"), "last_committee: 2026-02", "last_committee: ~")
    change(new_case, "tolerance: 1", "tolerance: ~", "metrics.yaml")
    case = loaded(new_case)
    assert case.charter.ask and case.charter.ask.decide_by is None
    assert case.charter.last_committee is None
    amber = case.kpis["teams_in_production"].status.amber
    assert amber and amber.tolerance is None


WORDS = [
    "title",
    "as_of",
    "adoption",
    "waves",
    "plan",
    "id",
    "value",
    "status",
    "green",
    "op",
    "targets",
    "by",
    "2026-01",
]
SCALARS = (
    st.none() | st.sampled_from(["", "x", "1", "-1", "2026-01", "target", ">=", "nan", "9" * 400]) | st.text(max_size=6)
)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("model", [Charter, Kpi])
@given(tree=st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), TREES, max_size=8))
def test_any_tree_is_typed_or_refused_in_plain_words(model: type, tree: dict[str, object]) -> None:
    document = Document(file="x.yaml", tree=tree, lines={(): 1}, problems=())
    value, found = validate_as(document, model)
    assert value is not None or found
    assert not [problem for problem in found if any(word in problem.expected for word in INTERNALS)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=200) | st.text(max_size=80).map(lambda text: text.encode("utf-16")))
def test_any_bytes_in_place_of_a_file_are_refused(new_case: Path, junk: bytes) -> None:
    (new_case / "case.yaml").write_bytes(junk)
    with pytest.raises(CaseRefused) as refused:
        loaded(new_case)
    assert all(problem.file == "case.yaml" for problem in refused.value.problems)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_case_with_a_few_characters_changed_opens_or_is_refused(
    new_case: Path, example_case: Path, data: st.DataObject
) -> None:
    for file in ("case.yaml", "metrics.yaml"):
        text = (example_case / file).read_text(encoding="utf-8")
        for _ in range(data.draw(st.integers(0, 3))):
            place = data.draw(st.integers(0, len(text)))
            text = text[:place] + data.draw(st.text("{}[]:-,&*!'\"#\n\t 09aé", max_size=3)) + text[place + 1 :]
        (new_case / file).write_text(text, encoding="utf-8")
    for problem in problems_of(new_case):
        assert problem.expected and problem.found and problem.remedy


def test_the_rows_of_problems_are_those_of_an_editor() -> None:
    text = "# first\n\ntitle: A\norganisation: B\ncurrency: EUR\nas_of: x\nhorizon:\n  start: y\n  months: 1\n"
    _, found = validate_as(parse_yaml(text, "case.yaml"), Charter)
    assert {problem.column: problem.row for problem in found} == {"as_of": 6, "horizon.start": 8}
