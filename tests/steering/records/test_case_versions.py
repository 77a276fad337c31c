"""Versions of a case's files: written when they change, each text once, and read as they were."""

import datetime as dt

import pytest
import sqlalchemy as sa

from steering.errors import StoreUnavailable
from steering.records import Records
from steering.records.schema import case_texts

FIRST = {"case.yaml": "title: One\n", "metrics.yaml": "count: 1\n"}
SECOND = {**FIRST, "metrics.yaml": "count: 2 # größer\n"}


def count_texts(records: Records) -> int:
    return records.read(lambda connection: len(connection.execute(sa.select(case_texts.c.sha256)).all()))


class TestRecord:
    def test_equal_texts_are_one_version_and_a_change_is_another(self, records: Records) -> None:
        for texts in (FIRST, FIRST, SECOND, FIRST):
            records.case_versions.record("a", texts)
        first, second, third = records.case_versions.list("a")
        assert first.sha256 == third.sha256 != second.sha256
        assert first.seen_at <= second.seen_at <= third.seen_at <= dt.datetime.now(dt.UTC)
        assert [records.case_versions.texts(version) for version in (first, second, third)] == [FIRST, SECOND, FIRST]

    def test_a_text_is_kept_once_for_all_cases(self, records: Records) -> None:
        records.case_versions.record("a", FIRST)
        records.case_versions.record("b", SECOND)
        assert count_texts(records) == 3
        assert len(records.case_versions.list("b")) == 1

    def test_it_lays_no_case_anew(self, records: Records) -> None:
        before = records.version()
        records.case_versions.record("a", FIRST)
        assert records.version() == before

    def test_an_altered_text_is_not_shown(self, records: Records) -> None:
        records.case_versions.record("a", FIRST)
        records.write(lambda connection: connection.execute(sa.update(case_texts).values(body=b"x")))
        with pytest.raises(StoreUnavailable, match=r"case\.yaml is not what was written"):
            records.case_versions.texts(records.case_versions.list("a")[0])
