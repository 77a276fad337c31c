"""`make bench`: measures, prints the tables and writes bench/results.md, part by part.

python -m bench [costs filter page start people memory case stage runs uploads cohorts dossier check packs]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path

from bench import checks, cohorts, costs, dossiers, finance, live_options, packs, rehearsals, uploads
from bench.peers import measuring, moving
from bench.peers.measuring import Setting
from bench.rows import Row, table
from bench.stage import measuring as stage

RESULTS = Path(__file__).parent / "results.md"
HEAD = "# Results\n\nWritten by `make bench`.\n"
# Part -> title of its section, in the order of the results.
TITLES = {
    "costs": "Costs at scale",
    **{name: part.title for name, part in measuring.PARTS.items()},
    "case": "The business case",
    "stage": stage.TITLE,
    "runs": rehearsals.TITLE,
    "uploads": uploads.TITLE,
    "cohorts": cohorts.TITLE,
    "dossier": dossiers.TITLE,
    "check": checks.TITLE,
    "packs": packs.TITLE,
}


def with_section(results: str, title: str, text: str, titles: Sequence[str]) -> str:
    """The results with one section put in the place of the one of that title; the others stay, in the order of
    `titles`, and one that is not among these goes.
    """
    _, *parts = results.split("\n## ")
    found = {name: body.strip() for name, _, body in (part.partition("\n") for part in parts)}
    bodies = {**found, title: text.strip()}
    return HEAD + "".join(f"\n## {name}\n\n{bodies[name]}\n" for name in titles if name in bodies)


def main() -> None:
    """Measure the parts that were named, one after another; each is written when it is done."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(TITLES)}; all of them without any")
    parser.add_argument("--large", type=int, default=10, metavar="MILLIONS", help="the larger size of cost data")
    given = parser.parse_args()
    names = given.parts or list(TITLES)
    if unknown := [name for name in names if name not in TITLES]:
        parser.error(f"There is no part {', '.join(unknown)}; the parts are {', '.join(TITLES)}.")
    with ExitStack() as stack:
        # The content of the peers is made once, and only where one of their parts is measured.
        setting = cache(lambda: stack.enter_context(measuring.setting_of()))
        for name in names:
            about, measure = _part(name, setting, given.large)
            _write(name, f"{about}\n{table(measure())}" if about else table(measure()))


def _part(name: str, setting: Callable[[], Setting], large: int) -> tuple[str, Callable[[], list[Row]]]:
    """What to know about a part, and what measures it."""
    if name == "costs":
        return "", partial(costs.measure, large=large)
    if name == "case":
        return moving.ABOUT, lambda: [*measuring.drivers(), *finance.measure(), *live_options.compare_options()]
    if name == "stage":
        return stage.ABOUT, stage.measure
    if name == "runs":
        return "", rehearsals.measure
    if name == "uploads":
        return "", uploads.measure
    if name == "cohorts":
        return cohorts.ABOUT, cohorts.measure
    if name == "dossier":
        return dossiers.ABOUT, dossiers.measure
    if name == "packs":
        return packs.ABOUT, packs.measure
    if name == "check":
        return checks.ABOUT, checks.measure
    part = measuring.PARTS[name]
    return part.about, lambda: part.measure(setting())


def _write(name: str, text: str) -> None:
    print(text, flush=True)
    old = RESULTS.read_text(encoding="utf-8")
    RESULTS.write_text(with_section(old, TITLES[name], text, list(TITLES.values())), encoding="utf-8")


if __name__ == "__main__":
    main()
