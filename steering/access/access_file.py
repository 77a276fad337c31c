"""`access.yaml` of an installation: the provider by which people sign in, and what each of its groups is given here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema
from pydantic.dataclasses import dataclass

from steering.access.ways import is_loopback
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import Document, parse_yaml
from steering.catalog.roles import Role
from steering.errors import FileRefused, Problem, quote_input
from steering.field_types import STRICT, Label

FILE = "access.yaml"
LARGEST = 1_000_000
# The provider sends the browser back to this path, which is Streamlit's own.
CALLBACK = "/oauth2callback"
WHAT = f"The file {FILE}"


def _check_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host))):
        raise ValueError("an address that begins with https://; http:// on this machine only")
    return value


def _check_origin(value: str) -> str:
    value = value.rstrip("/")
    if urlsplit(value)._replace(scheme="", netloc="").geturl():
        raise ValueError("the address alone, without a path: https://steerco.example.com")
    return value


def _check_scope(value: str) -> str:
    if "openid" not in value.split():
        raise ValueError("words with spaces between, openid among them")
    return value


Url = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2000),
    AfterValidator(_check_url),
    WithJsonSchema({"type": "string", "pattern": "^https?://", "maxLength": 2000}),
]
Group = Annotated[Label, StringConstraints(max_length=80)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ProviderSettings:
    """The provider: its name on the button, the address of its metadata, and how it knows this installation.

    `address` is where people reach this installation. `groups_claim` is what the token calls somebody's groups.
    """

    name: Label
    address: Annotated[Url, AfterValidator(_check_origin)]
    metadata: Url
    client_id: Label
    groups_claim: Label = "groups"
    scope: Annotated[Label, AfterValidator(_check_scope)] = "openid email profile"


@dataclass(frozen=True, kw_only=True, config=STRICT)
class GroupRule:
    """What a group of the provider is given: a role in a cohort, by its name or id, and a group within it or none.

    Without a cohort it is the installation's own. Admins are of no cohort.
    """

    name: Label
    role: Role
    cohort: Label | None = None
    group: Group | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AccessRules:
    """What `access.yaml` says. Of several groups that give a role in the same cohort, the first one counts."""

    provider: ProviderSettings
    groups: Annotated[tuple[GroupRule, ...], Field(min_length=1, max_length=2000)]


def load_access_file(home: Path) -> AccessRules:
    """Return what the file of an installation says.

    Raises:
        FileRefused: with every problem of the file, or the reason why it can't be read.
    """
    return _load_with_lines(home)[0]


def find_unknown_cohorts(home: Path, is_there: Callable[[GroupRule], bool]) -> tuple[Problem, ...]:
    """Return a problem for each rule whose cohort is not there: it gives nothing until there is one.

    Raises:
        FileRefused: with every problem of the file itself.
    """
    rules, document = _load_with_lines(home)
    return tuple(
        document.at(
            ("groups", number, "cohort"),
            f"the cohort {quote_input(rule.cohort)}",
            "the name or the id of one cohort that is not put away",
            "Make it on the page Cohorts, or correct the name; where two have it, write the id.",
        )
        for number, rule in enumerate(rules.groups)
        if rule.cohort is not None and not is_there(rule)
    )


def _load_with_lines(home: Path) -> tuple[AccessRules, Document]:
    document = _load(home / FILE)
    rules, problems = validate_as(document, AccessRules)
    if rules is not None:
        problems += tuple(_check(rules, document))
    if rules is None or problems:
        raise FileRefused(WHAT, problems)
    return rules, document


def _load(path: Path) -> Document:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        raise _refuse("no file", f"{FILE} in the folder of STEERCO_HOME", "Write it; see docs/formats.md.") from None
    except OSError as error:
        raise _refuse(str(error.strerror), "a file that can be read", "Correct its permissions.") from error
    except UnicodeDecodeError as error:
        found = f"a byte that is not UTF-8 at position {error.start}"
        raise _refuse(found, "UTF-8", "Save the file as UTF-8.") from error
    if len(data) > LARGEST:
        raise _refuse("a file of over 1 MB", "a list of groups", "Leave out what this installation does not need.")
    document = parse_yaml(text, FILE)
    if not isinstance(document.tree, dict) and not document.problems:
        raise _refuse("no keys", "the keys provider and groups", "Begin with `provider:`; see docs/formats.md.")
    return document


def _refuse(found: str, expected: str, remedy: str) -> FileRefused:
    return FileRefused(WHAT, [Problem(file=FILE, found=found, expected=expected, remedy=remedy)])


def _check(rules: AccessRules, document: Document) -> Iterator[Problem]:
    """What the groups must agree on with one another."""
    first: dict[tuple[str, str | None], int] = {}
    for number, rule in enumerate(rules.groups):
        place = ("groups", number)
        if rule.role == "admin":
            for key in ("cohort", "group"):
                if getattr(rule, key) is not None:
                    found = f"{key} {quote_input(getattr(rule, key))}"
                    remedy = f"Remove `{key}:`, or choose another role."
                    yield document.at((*place, key), found, "no cohort for admins, who run the installation", remedy)
        own = (rule.name, "admin" if rule.role == "admin" else f"in {rule.cohort}")
        if own in first:
            found = f"{quote_input(rule.name)} for the same cohort twice"
            remedy = f"Keep one of them; the first is groups[{first[own]}]."
            yield document.at((*place, "name"), found, "each group once a cohort", remedy)
        first.setdefault(own, number)
