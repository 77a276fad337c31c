"""Whatever can be taken along is accepted by its own upload, unchanged: datasets, members, cases and their files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.access.member_list import MEMBER_ROLES, read_member_list, write_member_list
from steering.cases.business_file import parse_business_case
from steering.cases.folder import open_folder
from steering.cases.rubrics import DEFAULTS, read_rubrics
from steering.catalog.contracts import ContractColumn, contract
from steering.exports import datasets as files
from steering.exports.tables import xlsx
from steering.finance.draft.history import change_draft
from steering.finance.draft.history import start_draft as start_business
from steering.formulas import guard, unguard
from steering.ingest import accept, check, datasets
from steering.lookalikes import is_visible, visible_key
from steering.records.cohorts import Member, NewMember
from steering.records.people import Person
from steering.state.new_workspaces import pack_workspace
from steering.storyboard import draft as storyboards
from steering.warehouse import Manifest
from tests.steering.ingest.focus_files import focus

# What files, spreadsheets and programs take for something else stands often in these.
SIGNS = "=+-@';,\"\n<&#%(){}[]|\\/: .éßÅ漢字0179aeTx"
NO_WORDS = {"null", "none", "nan", "nat", "n/a", "total", "totals", "sum", "subtotal", "summe", "gesamt", "somme"}
TEXTS = (
    st.text(SIGNS, min_size=1, max_size=14)
    .map(lambda text: unguard(text.strip()))
    .filter(lambda text: text.strip() == text and text and text.casefold() not in NO_WORDS and text[0] != "'")
)
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/@#+-]{0,8}", fullmatch=True)
DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2099, 12, 31))


def cells(column: ContractColumn) -> st.SearchStrategy[str]:
    """Right cells of a column, as a file has them; of one that may be empty, empty ones too."""
    low, high = column.min or 0, column.max or 10**9
    kinds: dict[str, st.SearchStrategy[str]] = {
        "month": DAYS.map(lambda day: f"{day:%Y-%m}"),
        "moment": DAYS.map(lambda day: f"{day.isoformat()}T09:30:00Z"),
        "text": TEXTS,
        "identifier": NAMES,
        "choice": st.sampled_from(column.choices or ("x",)),
        "count": st.integers(0, 10**9).map(str),
        "decimal": st.decimals(low, high, places=4).map(lambda number: format(number, "f")),
        "uri": NAMES.map(lambda name: f"https://evidence.example/{name}"),
        "sha256": st.text("0123456789abcdef", min_size=64, max_size=64),
        "json": st.just('{"a": [1, "=x"]}'),
    }
    kind = kinds[column.type]
    return kind if column.required and not column.may_be_empty else st.one_of(st.just(""), kind)


def tables_of(dataset: str) -> st.SearchStrategy[str]:
    """Files of a dataset without an error, as CSV."""
    about = contract(dataset)
    if about.standard:
        row = st.fixed_dictionaries(
            {
                "BilledCost": st.decimals(-(10**6), 10**6, places=6).map(lambda number: format(number, "f")),
                "ChargeDescription": TEXTS,
                "ServiceName": TEXTS,
                "ResourceName": TEXTS,
            }
        )
        return st.lists(row, min_size=1, max_size=4).map(lambda rows: focus(*rows))
    # Of the alternatives that a row may fill, the first.
    first = about.either[0] if about.either else ()
    left_out = {name for group in about.either[1:] for name in group}
    columns = [column for column in about.columns if column.name not in left_out]
    strategies = {
        column.name: cells(column.model_copy(update={"required": True}) if column.name in first else column)
        for column in columns
    }
    rows = st.lists(
        st.fixed_dictionaries(strategies).map(_in_order),
        min_size=1,
        max_size=4,
        unique_by=lambda row: tuple(row[name] for name in about.grain if name in row),
    )
    return rows.map(_write)


def _in_order(row: dict[str, str]) -> dict[str, str]:
    """Evidence expires after it was collected."""
    if row.get("expires_at"):
        row["collected_at"], row["expires_at"] = sorted((row["collected_at"], row["expires_at"]))
    return row


def _write(rows: list[dict[str, str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("dataset", datasets())
@settings(max_examples=3)
@given(data=st.data())
def test_a_dataset_is_the_same_release_in_each_form(dataset: str, data: st.DataObject) -> None:
    text = data.draw(tables_of(dataset))
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        (home / "a.csv").write_text(text, "utf-8", newline="")
        manifest = accept(home / "a.csv", dataset, home, by="test")
        for name, content in _forms(home, manifest).items():
            (home / name).write_bytes(content)
            report = check(home / name, dataset)
            errors = [str(problem) for problem in report.problems if problem.severity == "error"]
            assert (name, errors, report.release) == (name, [], manifest.release)


def _forms(home: Path, manifest: Manifest) -> dict[str, bytes]:
    return {
        "b.csv": files.as_csv(home, manifest),
        "b.xlsx": xlsx(files.sheet(home, manifest)),
        "b.parquet": files.parquet(home, manifest),
    }


@pytest.mark.parametrize("dataset", datasets())
def test_the_template_of_a_dataset_is_accepted(dataset: str, tmp_path: Path) -> None:
    (tmp_path / "template.csv").write_bytes(files.template(contract(dataset)))
    report = check(tmp_path / "template.csv", dataset)
    assert [str(problem) for problem in report.problems if problem.severity == "error"] == []
    assert report.rows == 1


@given(text=st.text(SIGNS, max_size=20).map(unguard))
def test_a_guard_is_left_out_when_it_is_read(text: str) -> None:
    assert unguard(guard(text)) == unguard(text) == text


PEOPLE = st.lists(
    st.tuples(
        TEXTS.map(lambda text: " ".join(text.split())).filter(is_visible),
        st.sampled_from(MEMBER_ROLES),
        st.one_of(st.just(""), st.from_regex(r"[a-z]{1,8}\+?[a-z]{1,3}@[a-z]{1,8}\.org", fullmatch=True)),
        st.one_of(st.just(""), TEXTS.map(lambda text: " ".join(text.split()))),
    ),
    max_size=8,
    unique_by=(lambda row: visible_key(row[0]), lambda row: row[2] or visible_key(row[0])),
)


@settings(max_examples=40)
@given(people=PEOPLE)
def test_a_list_of_members_adds_them_elsewhere_and_nobody_where_they_are(people: list[tuple[Any, ...]]) -> None:
    members = [
        Member(
            cohort_id="c",
            person=Person(id=name, issuer="link", subject=name, name=name, mail=mail),
            role=role,
            group=group,
            added_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            by_groups=False,
        )
        for name, role, mail, group in people
    ]
    data = write_member_list(members)
    if members:
        additions = [NewMember(name=name, role=role, mail=mail, group=group) for name, role, mail, group in people]
        assert list(read_member_list(data, ())) == additions
        assert read_member_list(data, members) == ()


def test_a_case_comes_back_as_it_is_and_its_rubrics_with_it(tmp_path: Path, example_case: Path) -> None:
    folder = shutil.copytree(example_case, tmp_path / "mine")
    rubrics = shutil.copytree(DEFAULTS, folder / "rubrics", dirs_exist_ok=True)
    (tmp_path / "mine.zip").write_bytes(pack_workspace(folder))
    again = open_folder(tmp_path / "mine.zip", tmp_path / "cases")
    contents = [
        {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        for top in (folder, again)
    ]
    assert contents[0] == contents[1]
    read, problems = read_rubrics(again, None)
    assert (len(read), problems) == (len(list(rubrics.glob("*.yaml"))), ())


@settings(max_examples=15)
@given(texts=st.lists(TEXTS, min_size=3, max_size=3))
def test_a_storyboard_is_read_as_it_was_drafted(texts: list[str]) -> None:
    title, message, notes = texts
    draft = storyboards.add_scene(storyboards.start_draft(None))
    said = storyboards.form(draft, 0)
    said = type(said)(**{**vars(said), "message": message, "notes": notes, "page": "brief", "fallback": title})
    draft, problems = storyboards.form_of(draft, 0, said)
    assert problems == ()
    again = storyboards.start_draft(draft.parse)
    assert storyboards.form(again, 0) == storyboards.form(draft, 0)
    assert again.tree == draft.tree


@settings(max_examples=15)
@given(title=TEXTS, label=TEXTS, source=TEXTS)
def test_a_business_case_is_read_as_it_was_drafted(title: str, label: str, source: str) -> None:
    draft = start_business(
        b"periods: 1\ndiscount_rate: 0.1\ntitle: x\nlines:\n  - {id: a, label: x, kind: cost, values: [1, 2]}\n"
        b"stated:\n  - {metric: total_costs, value: 3, source: x}\n"
    )
    assert draft
    tree = dict(draft.tree)
    tree |= {"title": title, "lines": [{**tree["lines"][0], "label": label}]}
    tree["stated"] = [{**tree["stated"][0], "source": source}]
    text = change_draft(draft, tree).text
    business, problems = parse_business_case(text if isinstance(text, bytes) else text.encode(), "mine.yaml")
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert (business.title, business.lines[0].label, business.stated[0].source) == (title, label, source)
    again = start_business(text if isinstance(text, bytes) else text.encode())
    assert again and again.tree == tree
