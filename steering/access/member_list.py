"""A list of new members, pasted or as a CSV file: read with all of its problems at once, before anybody is added."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from steering.catalog.roles import Role
from steering.errors import InputRefused, Problem, did_you_mean, quote_input
from steering.formulas import guard, unguard
from steering.lookalikes import is_visible, visible_key
from steering.records.cohorts import MOST_MEMBERS, Member, NewMember

PASTED = "The list"
# The columns, in the order in which a list without a header has them; with the most signs that each takes.
COLUMNS: Mapping[str, int] = {"name": 80, "role": 16, "mail": 320, "group": 80}
# Admins run the installation: they are named on the machine, not in a cohort.
MEMBER_ROLES: tuple[Role, ...] = tuple(role for role in get_args(Role) if role != "admin")
LEARNER: Role = "presenter"
MOST_BYTES = 2_000_000
DELIMITERS = ("\t", ";", ",")


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One line with something in it: its number as an editor counts, and its cells by column."""

    row: int
    cells: Mapping[str, str]


def read_member_list(data: bytes, before: Sequence[Member], *, file: str = PASTED) -> tuple[NewMember, ...]:
    """Return the members that a list names; `before` are those whom the cohort has. Who is one of them as the list says
    is left out, so that the list of a cohort can be brought back as it was taken along.

    Columns are name, role, mail and group, in this order, or as a header names them; all but the name may be empty, and
    who has no role is a presenter. A row is separated by tabs, semicolons or commas.

    Raises:
        InputRefused: with every problem of the list; nobody of it is to be added.
    """
    problems: list[Problem] = []
    lines = _read_lines(_decode(data, file), file, problems)
    is_empty = not lines
    lines = _leave_out(lines, before)
    additions = [_read_member(line, file, problems) for line in lines]
    problems += _find_twins(lines, before, file)
    if len(before) + len(lines) > MOST_MEMBERS:
        found = f"{len(lines):,} members, beside {len(before):,} whom the cohort has"
        expected, remedy = f"{MOST_MEMBERS:,} at most in a cohort", "Make another cohort for the others."
        problems.append(Problem(file=file, found=found, expected=expected, remedy=remedy))
    if is_empty and not problems:
        remedy = "Write one member a line: name, role, mail, group."
        problems.append(Problem(file=file, found="nobody", expected="at least one member", remedy=remedy))
    if problems:
        problems.sort(key=lambda problem: problem.row or 0)
        raise InputRefused(file, problems)
    return tuple(additions)


def write_member_list(members: Sequence[Member]) -> bytes:
    """Return the members of a cohort as the CSV file that `read_member_list` takes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for member in members:
        person = member.person
        writer.writerow([guard(cell) for cell in (person.name, member.role, person.mail, member.group)])
    return out.getvalue().encode("utf-8-sig", "replace")


def _leave_out(lines: Sequence[_Line], before: Sequence[Member]) -> list[_Line]:
    """The lines without those that say of a member what is so already."""
    members = {(member.person.name, member.role, member.person.mail, member.group) for member in before}
    cells = [tuple(line.cells.get(column, "") for column in COLUMNS) for line in lines]
    return [line for line, cell in zip(lines, cells, strict=True) if cell not in members]


def _decode(data: bytes, file: str) -> str:
    """The text of a list. Raises InputRefused where it is too long or no text."""
    fault = f"{len(data):,} bytes" if len(data) > MOST_BYTES else ""
    expected, remedy = f"{MOST_BYTES:,} at most", "Split the list."
    is_wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = "" if fault else data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if not fault and ((data and not text) or "\0" in text):
        fault, expected = "bytes that are no text", "a CSV file in UTF-8"
        remedy = 'In a spreadsheet, save it as "CSV UTF-8", or paste the rows.'
    if fault:
        raise InputRefused(file, [Problem(file=file, found=fault, expected=expected, remedy=remedy)])
    return text


def _read_lines(text: str, file: str, problems: list[Problem]) -> list[_Line]:
    """The lines of a list that have something in them, below the header where there is one."""
    records = [(row, cells) for row, cells in _split(text, file, problems) if any(cell for cell in cells)]
    columns = list(COLUMNS)
    if records and "name" in (names := [cell.casefold() for cell in records[0][1]]):
        row, _ = records.pop(0)
        columns = names
        problems += _check_header(names, row, file)
    lines = []
    for row, cells in records:
        if any(cells[len(columns) :]):
            found, expected = f"{len(cells)} cells", f"{len(columns)} at most: {', '.join(columns)}"
            remedy = "Put a text with the separator in it into double quotes."
            problems.append(Problem(file=file, row=row, found=found, expected=expected, remedy=remedy))
        lines.append(_Line(row=row, cells=dict(zip(columns, cells, strict=False))))
    return lines


def _split(text: str, file: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each record, trimmed, with the row in which it begins."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((sign for sign in DELIMITERS if sign in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 1
    try:
        for cells in reader:
            yield row, [unguard(" ".join(cell.split())) for cell in cells]
            row = reader.line_num + 1
    except csv.Error:
        found, expected = "a double quote that is not closed, or stands within a text", "quotes around whole cells"
        remedy = "Close the quote, or write two of them for one."
        problems.append(Problem(file=file, row=row, found=found, expected=expected, remedy=remedy))


def _check_header(names: Sequence[str], row: int, file: str) -> Iterator[Problem]:
    for index, name in enumerate(names):
        expected = f"the columns {', '.join(COLUMNS)}, each once"
        remedy = "Take the column out, or name it as one of them."
        if name in names[:index]:
            yield Problem(file=file, row=row, column=name, found="a second one", expected=expected, remedy=remedy)
        elif name not in COLUMNS:
            hint = did_you_mean(name, tuple(COLUMNS))
            found = f"the column {quote_input(name)}"
            yield Problem(file=file, row=row, found=found, expected=expected, remedy=remedy + hint)


def _read_member(line: _Line, file: str, problems: list[Problem]) -> NewMember:
    """The member of a line; what is wrong with it is added to the problems."""
    cells = {column: line.cells.get(column, "") for column in COLUMNS}

    def tell(column: str, found: str, expected: str, remedy: str) -> None:
        problem = Problem(file=file, row=line.row, column=column, found=found, expected=expected, remedy=remedy)
        problems.append(problem)

    for column, most in COLUMNS.items():
        if len(cells[column]) > most and column != "role":
            tell(column, f"{len(cells[column])} characters", f"{most} at most", "Shorten it.")
    if not is_visible(cells["name"]):
        tell("name", "no name", "how the member is called on screen", "Write the name.")
    role = cells["role"].casefold() or LEARNER
    if role not in MEMBER_ROLES:
        remedy = f"Write one of them, or nothing for {LEARNER}.{did_you_mean(role, MEMBER_ROLES)}"
        tell("role", quote_input(cells["role"]), f"one of {', '.join(MEMBER_ROLES)}", remedy)
    local, _, host = cells["mail"].partition("@")
    if cells["mail"] and (not local or "." not in host or "@" in host or " " in cells["mail"]):
        tell("mail", quote_input(cells["mail"]), "an address such as ann@example.org", "Correct it, or leave it out.")
    return NewMember(name=cells["name"], role=cast(Role, role), mail=cells["mail"], group=cells["group"])


def _find_twins(lines: Sequence[_Line], before: Sequence[Member], file: str) -> Iterator[Problem]:
    """A problem for each line whose name or mail address looks as an earlier one, or as that of a member."""
    names = {visible_key(member.person.name): f"{member.person.name!r}, a member already" for member in before}
    mails = {member.person.mail.casefold(): f"{member.person.name!r}, a member already" for member in before}
    mails.pop("", None)
    for line in lines:
        name, mail = line.cells.get("name", ""), line.cells.get("mail", "")
        if (key := visible_key(name)) in names and key:
            found, expected = f"{quote_input(name)}, which looks as {names[key]}", "names that can be told apart"
            remedy = "Take the line out, or add an initial where it is somebody else."
            yield Problem(file=file, row=line.row, column="name", found=found, expected=expected, remedy=remedy)
        elif mail and mail.casefold() in mails:
            found, expected = f"{quote_input(mail)}, as of {mails[mail.casefold()]}", "an address for each member"
            remedy = "Correct the address, or leave it out."
            yield Problem(file=file, row=line.row, column="mail", found=found, expected=expected, remedy=remedy)
        names.setdefault(key, f"{quote_input(name)} in row {line.row}")
        if mail:
            mails.setdefault(mail.casefold(), f"{quote_input(name)} in row {line.row}")
