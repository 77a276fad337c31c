"""`access.yaml`: what it may say, and each mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.access.access_file import FILE, AccessRules, find_unknown_cohorts, load_access_file
from steering.errors import FileRefused

GOOD = """\
provider:
  name: Halden ID
  address: https://steerco.example.com
  metadata: https://id.example.com/.well-known/openid-configuration
  client_id: steerco
groups:
  - {name: operators, role: admin}
  - {name: autumn-teachers, role: instructor, cohort: Autumn}
  - {name: autumn-a, role: presenter, cohort: Autumn, group: A}
  - {name: committee, role: viewer}
"""


def read(home: Path, text: str) -> AccessRules:
    (home / FILE).write_text(text, encoding="utf-8")
    return load_access_file(home)


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    rules = read(tmp_path, GOOD)
    assert (rules.provider.groups_claim, rules.provider.scope) == ("groups", "openid email profile")
    assert [(rule.name, rule.role, rule.cohort, rule.group) for rule in rules.groups] == [
        ("operators", "admin", None, None),
        ("autumn-teachers", "instructor", "Autumn", None),
        ("autumn-a", "presenter", "Autumn", "A"),
        ("committee", "viewer", None, None),
    ]


@pytest.mark.parametrize("address", ["http://localhost:8501", "http://127.0.0.1:8501/", "https://[::1]"])
def test_without_tls_only_this_machine_is_taken(tmp_path: Path, address: str) -> None:
    text = GOOD.replace("https://steerco.example.com", f'"{address}"')
    assert read(tmp_path, text).provider.address == address.rstrip("/")


@pytest.mark.parametrize(
    ("good", "bad", "line", "column", "found"),
    [
        ("role: viewer", "role: teacher", 10, "groups[3].role", "'teacher'"),
        ("  client_id: steerco\n", "", 1, "provider", "nothing"),
        ("groups:", "groops:", 6, "groops", "the key 'groops'"),
        ("https://steerco", "http://steerco", 3, "provider.address", "'http://steerco.example.com'"),
        ("example.com\n", "example.com/app\n", 3, "provider.address", "'https://steerco.example.com/app'"),
        ("https://id.example.com", "id.example.com", 4, "provider.metadata", "'id.example.com/.well-known"),
        ("role: admin", "role: admin, cohort: Autumn", 7, "groups[0].cohort", "cohort 'Autumn'"),
        ("role: admin", "role: admin, group: A", 7, "groups[0].group", "group 'A'"),
        ("autumn-a", "autumn-teachers", 9, "groups[2].name", "'autumn-teachers' for the same cohort twice"),
        ("  client_id", "  scope: email\n  client_id", 5, "provider.scope", "'email'"),
        ("group: A", f"group: {'A' * 81}", 9, "groups[2].group", "'AAA"),
        ("  client_id", "  client_secret: x\n  client_id", 5, "provider.client_secret", "the key 'client_secret'"),
        ("name: committee", "name: &x committee", 10, "groups[3].name", "an anchor or alias"),
    ],
)
def test_each_mistake_has_its_line(tmp_path: Path, good: str, bad: str, line: int, column: str, found: str) -> None:
    assert good in GOOD
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, GOOD.replace(good, bad, 1))
    problems = {(problem.row, problem.column): problem for problem in refused.value.problems}
    assert problems[line, column].found.startswith(found)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, GOOD.replace("role: viewer", "role: teacher").replace("https://id", "http://id"))
    assert refused.value.count == 2


def test_a_file_that_is_not_there_or_is_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="found no file"):
        load_access_file(tmp_path)
    (tmp_path / FILE).write_bytes(b"provider: \xff")
    with pytest.raises(FileRefused, match="not UTF-8 at position 10"):
        load_access_file(tmp_path)
    with pytest.raises(FileRefused, match="no keys"):
        read(tmp_path, "- provider\n")


def test_a_cohort_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    read(tmp_path, GOOD)
    assert find_unknown_cohorts(tmp_path, lambda _: True) == ()
    problems = find_unknown_cohorts(tmp_path, lambda rule: rule.name != "autumn-a")
    assert [(problem.row, problem.column, problem.found) for problem in problems] == [
        (9, "groups[2].cohort", "the cohort 'Autumn'")
    ]
