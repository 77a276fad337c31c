"""Business cases that somebody chose to keep: once each, fifty at most, and gone when they are removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.records import Records, TooManyBusinessCases
from steering.records.business_cases import MOST
from steering.records.canonical_json import sha256_of
from tests.actors import TESTER, somebody

TEXT = "discount_rate: 0.1\ncashflows: {net: [-10, 6, 6]}  # the board's own\n"


def test_what_is_read_back_is_what_was_kept(records: Records) -> None:
    new = records.save_business_case("example", "plan.yaml", TEXT, TESTER)
    assert records.list_business_cases("example") == (new,)
    assert (new.name, new.body, new.sha256, new.kept_by) == ("plan.yaml", TEXT, sha256_of(TEXT), "tester")
    assert records.list_business_cases("other") == ()


def test_the_same_text_is_kept_once(records: Records) -> None:
    first = records.save_business_case("example", "plan.yaml", TEXT, TESTER)
    assert records.save_business_case("example", "copy of plan.yaml", TEXT, somebody("another")) == first
    assert records.save_business_case("other", "plan.yaml", TEXT, TESTER).id != first.id
    assert records.list_business_cases("example") == (first,)


def test_a_running_app_notices(records: Records) -> None:
    before = records.version()
    records.delete_business_case("example", records.save_business_case("example", "plan.yaml", TEXT, TESTER).id, TESTER)
    assert records.version() == before + 2


def test_one_more_than_fifty_is_refused_until_one_is_removed(records: Records) -> None:
    kept = [
        records.save_business_case("example", f"{number}.yaml", f"{TEXT}# {number}\n", TESTER) for number in range(MOST)
    ]
    with pytest.raises(
        TooManyBusinessCases, match="50 business cases are saved beside this case, which is the most. Remove one"
    ):
        records.save_business_case("example", "more.yaml", TEXT, TESTER)
    assert records.save_business_case("example", "again.yaml", kept[7].body, TESTER) == kept[7]
    records.delete_business_case("example", kept[0].id, TESTER)
    assert (
        records.save_business_case("example", "more.yaml", TEXT, TESTER) == records.list_business_cases("example")[-1]
    )


def test_removing_what_is_gone_is_no_error(records: Records) -> None:
    new = records.save_business_case("example", "plan.yaml", TEXT, TESTER)
    records.delete_business_case("example", new.id, TESTER)
    records.delete_business_case("example", new.id, TESTER)
    assert records.list_business_cases("example") == ()


def test_a_removed_one_is_gone_from_the_file(tmp_path: Path) -> None:
    with Records(tmp_path) as records:
        new = records.save_business_case("example", "plan.yaml", TEXT * 200, TESTER)
    assert TEXT.encode() in (tmp_path / "records.sqlite").read_bytes()
    with Records(tmp_path) as records:
        records.delete_business_case("example", new.id, TESTER)
    assert [path.name for path in tmp_path.iterdir()] == ["records.sqlite"]
    assert TEXT.encode() not in (tmp_path / "records.sqlite").read_bytes()
