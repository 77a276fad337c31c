"""`invite`: a personal link for somebody, made on the machine: how the first admin and the first instructor come in."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any, get_args

from steering.catalog.roles import ROLES, Role
from steering.commands.records import open_records
from steering.errors import SteercoError, UnknownName

if TYPE_CHECKING:
    from steering.records import Records
    from steering.records.people import Person

ADDRESS = "http://127.0.0.1:8501"


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the records is imported for that."""
    command = commands.add_parser("invite", help="make a personal link by which somebody signs in")
    command.add_argument("name", help="how the person is called on screen")
    roles = "; ".join(f"{role}: {text}" for role, text in ROLES.items())
    command.add_argument("--role", choices=get_args(Role), default="presenter", help=roles)
    command.add_argument("--cohort", default="", help="id or name of a cohort; made where there is none of this name")
    command.add_argument("--address", default=ADDRESS, help=f"where people reach the app ({ADDRESS})")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the person a member, and print the link once: it is stored nowhere."""

    name = " ".join(options.name.split())
    if not name:
        raise SteercoError("Give the person a name: python -m steering invite NAME --role instructor --cohort COHORT")
    with open_records(are_there=False) as records:
        person, cohort = _add(records, name, options.role, options.cohort)
        secret = _make_link(records, person, cohort)
    link = f"{options.address.rstrip('/')}/enter#{secret}"
    if options.json:
        sys.stdout.write(json.dumps({"person": person.id, "role": options.role, "cohort": cohort, "link": link}) + "\n")
    else:
        sys.stdout.write(f"{name}, {options.role}. Send this link to nobody else; it is shown once:\n{link}\n")
    return 0


def _add(records: Records, name: str, role: Role, wanted: str) -> tuple[Person, str]:
    """Make the person; return it with the id of the cohort, empty for an admin of the installation."""
    from steering.actors import COMMAND_LINE
    from steering.records.cohorts import INSTALLATION, NewMember

    if role == "admin":
        return records.people.make_admin(name, COMMAND_LINE), ""
    cohort = _find_cohort(records, wanted) if wanted else INSTALLATION
    (member,) = records.cohorts.add(cohort, [NewMember(name=name, role=role)], COMMAND_LINE)
    return member.person, cohort


def _find_cohort(records: Records, wanted: str) -> str:
    """The id of a cohort by its id or its name; one is made for a name that there is not yet."""
    from steering.actors import COMMAND_LINE

    matches = [cohort.id for cohort in records.cohorts.list() if wanted in (cohort.id, cohort.name)]
    if len(matches) > 1:
        raise UnknownName("single cohort", wanted, ())
    return matches[0] if matches else records.cohorts.make(wanted, COMMAND_LINE).id


def _make_link(records: Records, person: Person, cohort: str) -> str:
    from steering.actors import COMMAND_LINE

    return records.people.make_link(person.id, cohort, COMMAND_LINE)
