"""`check-access`: what `access.yaml` gives to whom, and what is wrong with it, before anybody signs in."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from steering.commands.records import open_records
from steering.home import find_home

if TYPE_CHECKING:
    from steering.access.access_file import GroupRule
    from steering.records.cohorts import Cohort


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the records is imported for that."""
    command = commands.add_parser("check-access", help="check access.yaml: who may sign in by the provider, as what")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check the file in STEERCO_HOME: 0 all holds, 1 a rule names no cohort. InputRefused where it has mistakes."""
    from steering.access.access_file import find_unknown_cohorts, load_access_file
    from steering.access.provider import find_cohort, make_streamlit_secrets

    home = find_home()
    rules = load_access_file(home)
    callback = make_streamlit_secrets(home, os.environ)["auth"]["redirect_uri"]
    with open_records(are_there=False) as records:
        cohorts = records.cohorts.list()
    problems = find_unknown_cohorts(home, lambda rule: bool(find_cohort(rule, cohorts)))
    if options.json:
        gives = [{**vars(rule), "cohort_id": find_cohort(rule, cohorts)} for rule in rules.groups]
        found = {"callback": callback, "groups": gives, "problems": [problem.as_dict() for problem in problems]}
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"Sign in with {rules.provider.name}. It sends people back to {callback}\n")
        sys.stdout.writelines(f"  {_describe(rule, cohorts)}\n" for rule in rules.groups)
        sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


def _describe(rule: GroupRule, cohorts: tuple[Cohort, ...]) -> str:
    """What a rule gives, in words."""
    from steering.access.provider import find_cohort

    if rule.role == "admin":
        return f"{rule.name}: admin of the installation"
    names = {cohort.id: cohort.name for cohort in cohorts}
    place = names.get(find_cohort(rule, cohorts), "no cohort that is there")
    return f"{rule.name}: {rule.role} in {place}" + (f", group {rule.group}" if rule.group else "")
