"""Decision records are read as they are: MADR, log4brains, Nygard; bad ones are left out with a reason."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.cases.dossier.adrs import ADRS, load_adrs, parse_adr
from steering.cases.dossier.new_adr import write_adr
from steering.errors import CaseRefused

LOG4BRAINS = """\
# Use one queue for all events

- Status: superseded by [20260301-streams](20260301-streams.md)
- Deciders: Head of ML platform, Chief technology officer
- Date: 2026-01-14
- Tags: data, batch

Technical Story: none

## Context and Problem Statement

Events go three ways.

## Considered Options

- One queue
- [A queue for each team](https://example.org)

## Decision Outcome

Chosen option: "One queue", because fewer parts break.

### Positive Consequences <!-- optional -->

- Fewer parts

### Negative Consequences

- One more upgrade a year
"""
NYGARD = """\
# 3. Keep models in a registry

Date: 2026-02-03

## Status

Accepted

Supersedes [2. Keep models in folders](0002-keep-models-in-folders.md)

## Context

Models lie in folders.

## Decision

We will keep them in a registry.

## Consequences

Every model has an owner.
"""
MADR = """\
---
status: "accepted"
date: 2026-03-02
decision-makers: [Head of data science]
review-by: 2027-01-01
confirmation: {metric: lead_time, op: "<=", value: 35}
---
# Use one feature store

## Context and Problem Statement

Where do features live?

```text
# not a heading
```

## Considered Options

* One store
* None

## Decision Outcome

Chosen option: "One store", because it is found.

### Consequences

* Good, because it
  is found
* Bad, because names are agreed on

## Pros and Cons of the Options

### One store

* Good, because simple

### None

* Bad, because twice the work
"""


class TestForms:
    def test_madr_with_front_matter(self) -> None:
        adr, problems = parse_adr(MADR, f"{ADRS}/0004-one-feature-store.md")
        assert adr is not None
        assert problems == ()
        assert (adr.id, adr.number, adr.title) == ("0004-one-feature-store", 4, "Use one feature store")
        assert (adr.front.status, adr.front.date, adr.front.review_by) == (
            "accepted",
            dt.date(2026, 3, 2),
            dt.date(2027, 1, 1),
        )
        assert adr.front.deciders == ("Head of data science",)
        assert adr.front.confirmation is not None
        assert adr.chosen == "One store"
        assert adr.consequences == ("Good, because it is found", "Bad, because names are agreed on")
        assert {option.name: option.points for option in adr.options} == {
            "One store": ("Good, because simple",),
            "None": ("Bad, because twice the work",),
        }
        assert adr.row == 2
        assert "# not a heading" in adr.context

    def test_log4brains_with_a_list(self) -> None:
        adr, problems = parse_adr(LOG4BRAINS, f"{ADRS}/20260114-one-queue.md")
        assert adr is not None
        assert problems == ()
        assert adr.front.status == "superseded"
        assert adr.front.superseded_by == ("20260301-streams",)
        assert adr.front.deciders == ("Head of ML platform", "Chief technology officer")
        assert adr.front.tags == ("data", "batch")
        assert [option.name for option in adr.options] == ["One queue", "A queue for each team"]
        assert adr.consequences == ("Fewer parts", "One more upgrade a year")
        assert adr.row == 3

    def test_nygard_with_a_status_section(self) -> None:
        adr, problems = parse_adr(NYGARD, f"{ADRS}/0003-registry.md")
        assert adr is not None
        assert problems == ()
        assert (adr.title, adr.front.status, adr.front.date) == (
            "Keep models in a registry",
            "accepted",
            dt.date(2026, 2, 3),
        )
        assert adr.front.supersedes == ("0002-keep-models-in-folders",)
        assert adr.outcome == "We will keep them in a registry."
        assert adr.consequences == ("Every model has an owner.",)

    def test_nygard_superseded_by(self) -> None:
        text = NYGARD.replace("Accepted\n\nSupersedes [2. Keep models in folders](0002-keep-models-in-folders.md)",
                              "Superseded by [9. Streams](0009-streams.md)")  # fmt: skip
        adr, _ = parse_adr(text, f"{ADRS}/0003-registry.md")
        assert adr is not None
        assert (adr.front.status, adr.front.superseded_by) == ("superseded", ("0009-streams",))


BAD = [
    ("---\n- status\n---\n# A\n", "a list or a text", 2),
    ("---\nstatus: yes please\n---\n# A\n", "'yes please'", 2),
    ("---\nstatus: accepted\nreviewby: 2026-01-01\n---\n# A\n", "the key 'reviewby'", 3),
    ("---\nstatus: accepted\ndate: 2026-13-01\n---\n# A\n", "'2026-13-01'", 3),
    ("---\nstatus: accepted\n---\nNo heading\n", "no title", None),
    ("---\na: &x 1\n---\n# A\n", "", 2),
    ("# A\n\0", "a NUL character", None),
]


@pytest.mark.parametrize(("text", "found", "row"), BAD)
def test_a_wrong_one_is_left_out_with_its_place(text: str, found: str, row: int | None) -> None:
    adr, problems = parse_adr(text, f"{ADRS}/0001-a.md")
    assert adr is None
    assert [problem.severity for problem in problems] == ["warning"] * len(problems)
    assert problems[0].found.startswith(found)
    assert problems[0].row == row


def test_a_bad_one_leaves_the_others(tmp_path: Path) -> None:
    folder = tmp_path / ADRS
    folder.mkdir(parents=True)
    (folder / "0001-good.md").write_text(MADR, encoding="utf-8")
    (folder / "0002-latin.md").write_bytes(b"# \xe9\n")
    (folder / "0003-outside.md").symlink_to("/etc/hostname")
    (folder / "README.md").write_text("# Records\n", encoding="utf-8")
    adrs, problems = load_adrs(tmp_path)
    assert [adr.id for adr in adrs] == ["0001-good"]
    assert {problem.file for problem in problems} == {f"{ADRS}/0002-latin.md", f"{ADRS}/0003-outside.md"}


@settings(max_examples=150)
@given(st.text(alphabet="#-*`~ \n:[]()aStus{}'\"&!|>%@\t0", max_size=200))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    adr, problems = parse_adr(text, f"{ADRS}/0001-a.md")
    assert adr is not None or problems


class TestNew:
    @pytest.fixture
    def case(self, tmp_path: Path) -> Path:
        (tmp_path / "case.yaml").write_text("title: A\n", encoding="utf-8")
        return tmp_path

    def test_what_is_written_is_read_again_with_the_next_number(self, case: Path) -> None:
        for number, title in enumerate(("One <b>store</b> for “all”", "Über: streams # now"), 1):
            path = write_adr(case, title, dt.date(2026, 11, 3))
            adr = next(adr for adr in load_adrs(case)[0] if adr.file.endswith(path.name))
            assert (adr.number, adr.title, adr.front.status) == (number, title, "proposed")
        assert load_adrs(case)[1] == ()

    def test_what_it_supersedes_is_named_by_number_or_file(self, case: Path) -> None:
        write_adr(case, "One store", dt.date(2026, 11, 3))
        for name in ("1", "0001-one-store", "0001-one-store.md"):
            write_adr(case, "Another", dt.date(2026, 11, 4), name)
        assert {adr.front.supersedes for adr in load_adrs(case)[0][1:]} == {("0001-one-store",)}

    @pytest.mark.parametrize("title", ["", "  ", "a\nb", "x" * 161, "12. Numbered"])
    def test_a_title_that_can_be_none(self, case: Path, title: str) -> None:
        with pytest.raises(CaseRefused, match="a title of 1 to 160 characters"):
            write_adr(case, title, dt.date(2026, 11, 3))
        assert not (case / ADRS).exists()

    def test_no_case_and_no_such_record(self, case: Path) -> None:
        with pytest.raises(CaseRefused, match=r"no case\.yaml"):
            write_adr(case / "elsewhere", "A", dt.date(2026, 11, 3))
        with pytest.raises(CaseRefused, match="a record that is there"):
            write_adr(case, "A", dt.date(2026, 11, 3), "7")

    def test_the_example_s_records_are_read_without_a_warning(self, example_case: Path, tmp_path: Path) -> None:
        shutil.copytree(example_case / ADRS, tmp_path / ADRS)
        adrs, problems = load_adrs(tmp_path)
        assert (len(adrs), problems) == (7, ())
