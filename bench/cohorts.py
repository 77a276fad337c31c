"""Many cohorts in one app: who somebody is among ten thousand, and two hundred cases looked at one after another."""

from __future__ import annotations

import http.client
import shutil
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.peers.processes import resident_bytes
from bench.peers.targets import CROWDS, GROWTH
from bench.rehearsals import rehearse
from bench.rows import Row, percentile
from steering.access.control import AccessControl
from steering.actors import COMMAND_LINE
from steering.records import Publication, Records
from steering.records.cohorts import NewMember
from steering.state.app_state import EXAMPLE, AppState
from steering.state.workspaces import MOST_OPEN
from steering.web.askers import COOKIE
from tests.server import Server, start

TITLE = "Cohorts"
COHORTS, MEMBERS, CASES, RUNS = 500, 20, 200, 10_000
# Seconds until a page of a case is there that nobody has looked at for a while; who looks at it goes on waits less.
AWAY = 1.0
# Seconds in which it is known who asks, and what they may do.
STAND = 0.010
PAGES = ("brief", "costs", "readiness")
ABOUT = f"""\
{COHORTS} cohorts with {COHORTS * MEMBERS:,} members, {CASES} workspaces on the data of the example, each with its part
of {RUNS:,} runs. One after another, learners open their own case as they would within an hour, and look at three pages
of it: most find it let go of, because a process holds the last {MOST_OPEN} open. Then they all come again.
"""


@dataclass(frozen=True, kw_only=True)
class Learner:
    """A learner with a workspace, and the cookie of their browser."""

    case: str
    cookie: str


def measure() -> list[Row]:
    """Rows for who asks, for cases that are opened and gone on with, and for the memory of the server."""
    with TemporaryDirectory() as name:
        home = Path(name) / "home"
        with Records(home) as records:
            learners = list(_settle(home, records))
            rows = _stand_rows(records, learners)
        with _serve(home) as server:
            return [*rows, *_page_rows(server, learners)]


def _settle(home: Path, records: Records) -> Iterator[Learner]:
    """Make the cohorts with their members, workspaces and runs; the releases are published once for each cohort."""
    in_force = _publish_example(home)
    a_cohort = CASES // 10
    for number in range(COHORTS):
        cohort = records.cohorts.make(f"Cohort {number}", COMMAND_LINE).id
        additions = [NewMember(name=f"Learner {number}-{each}", role="presenter") for each in range(MEMBERS)]
        members = records.cohorts.add(cohort, additions, COMMAND_LINE)
        if number >= CASES // a_cohort:
            continue
        for entry in in_force:
            records.publish(
                cohort, entry.dataset, entry.release_id, by=COMMAND_LINE, source="command",
                source_name=entry.source_name, source_sha256=entry.source_sha256, rows=entry.rows,
            )  # fmt: skip
        for each, member in enumerate(members[:a_cohort]):
            case = f"w-{number:03}-{each:02}"
            # As a workspace on the data of its cohort is: it has files of its own, and no datasets.
            shutil.copytree(EXAMPLE, home / "workspaces" / case, ignore=shutil.ignore_patterns("datasets"))
            records.workspaces.make(cohort, COMMAND_LINE, person_id=member.person.id, title="Case", id=case)
            first = (number * a_cohort + each) * (RUNS // CASES)
            rehearse(records.meetings, range(first, first + RUNS // CASES), case)
            link = records.people.make_link(member.person.id, cohort, COMMAND_LINE)
            yield Learner(case=case, cookie=records.people.open_link(link)[1])


def _publish_example(home: Path) -> Sequence[Publication]:
    app = AppState(home, EXAMPLE)
    app.snapshot()
    entries = tuple(app.records.in_force(EXAMPLE.name).values())
    app.close()
    return entries


@contextmanager
def _serve(home: Path) -> Iterator[Server]:
    server = start(home=home, log=home / "server.log", env={"STEERCO_SIGN_IN": "links"})
    yield server
    server.stop()


def _stand_rows(records: Records, learners: Sequence[Learner]) -> list[Row]:
    control = AccessControl("links", lambda: records, lambda: EXAMPLE.name)
    turns = cycle(learners)

    def stand() -> None:
        learner = next(turns)
        control.stand(learner.cookie, learner.case)

    seconds = percentile(stand, 0.95, rounds=1000)
    what = f"who asks and what they may do, among {COHORTS * MEMBERS:,} members (p95)"
    return [_row(what, seconds, STAND)]


def _page_rows(server: Server, learners: Sequence[Learner]) -> list[Row]:
    opened, gone_on, sizes = [], [], []
    for _ in range(2):
        for number, learner in enumerate(learners, start=1):
            with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
                seconds = [_look(connection, learner, page) for page in (*PAGES, *PAGES)]
            opened.append(seconds[0])
            gone_on += seconds[len(PAGES) :]
            if number in (len(learners) // 2, len(learners)):
                sizes.append(resident_bytes(server.process.pid))
    middle, most = CROWDS[50][0.5], CROWDS[50][0.95]
    growth = sizes[-1] / sizes[1]
    megabytes = " MB, ".join(f"{size / 2**20:.0f}" for size in sizes)
    half, whole = len(learners) // 2, len(learners)
    return [
        _row(f"a case that was let go of, until its first page is there (p50 of {2 * whole})", _middle(opened), AWAY),
        _row("the same (p95)", _share(opened, 0.95), AWAY),
        _row("a page that was looked at a moment ago (p50)", _middle(gone_on), middle),
        _row("the same (p95)", _share(gone_on, 0.95), most),
        Row(
            what=f"memory of the server after {half} cases, {whole}, {whole + half} and {2 * whole} looks",
            measured=f"{megabytes} MB",
            against=f"after {whole}",
            ratio=growth,
            target=GROWTH,
        ),
    ]


def _look(connection: http.client.HTTPConnection, learner: Learner, page: str) -> float:
    """Return the seconds until a page is there."""
    begin = time.perf_counter()
    connection.request("GET", f"/view/{page}?in={learner.case}", headers={"Cookie": f"{COOKIE}={learner.cookie}"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{page} of {learner.case}: {answer.status} {body[:200]!r}")
    return time.perf_counter() - begin


def _middle(seconds: Sequence[float]) -> float:
    return statistics.median(seconds)


def _share(seconds: Sequence[float], share: float) -> float:
    return sorted(seconds)[min(round(share * len(seconds)), len(seconds) - 1)]


def _row(what: str, seconds: float, target: float) -> Row:
    return Row(
        what=what,
        measured=f"{seconds * 1000:.1f} ms",
        against=f"{target * 1000:g} ms",
        ratio=seconds / target,
        target=1,
    )
