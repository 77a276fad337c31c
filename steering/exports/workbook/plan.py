"""Which runs of the model a workbook has: as chosen, each scenario, each option, ends of drivers, stated figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from steering.cases.business import BusinessCase, Stated
from steering.cases.resolve import choose
from steering.catalog.drivers import DRIVERS
from steering.exports.workbook.inputs import drivers_of
from steering.exports.workbook.runs import ModelRun

# So many cells of flows are worked out; what comes last has no run beyond them.
MOST_CELLS = 400_000
# What a run takes beside its flows, for the search for its rate of return.
SEARCH_CELLS = 1_400
CHOSEN = ModelRun(label="As chosen")


@dataclass(frozen=True, kw_only=True)
class RunPlan:
    """The runs in their order, and what was left out for there being too many."""

    runs: tuple[ModelRun, ...]
    missing: tuple[ModelRun, ...] = ()

    def find(self, wanted: ModelRun | None) -> int:
        """Return the number of a run, from 1; 0 where there is none. Its label does not count."""
        for number, run in enumerate(self.runs, start=1):
            if wanted is not None and replace(run, label="", own=0, other=0) == replace(wanted, label=""):
                return number
        return 0


def plan_runs(case: BusinessCase, blocks: int) -> RunPlan:
    """Return the runs of a case whose flows take so many rows each."""
    written = case.as_written
    wanted = list(dict.fromkeys(_list_runs(written)))
    cells = max(1, blocks * (written.last + 1) + SEARCH_CELLS)
    count = max(1 + 1, MOST_CELLS // cells)
    runs, missing = wanted[:count], wanted[count:]
    if written.tax and written.tax.losses == "carried_forward" and written.options:
        runs = _with_helpers(runs, written)
    return RunPlan(runs=tuple(runs), missing=tuple(missing))


def _list_runs(case: BusinessCase) -> Iterator[ModelRun]:
    yield CHOSEN
    bases = (0, 1) if case.has_risk_adjustments else (0,)
    for basis in bases:
        for name in (None, *case.scenarios):
            yield scenario_run(case, name, basis)
    yield from option_runs(case)
    for name, label, *_ in drivers_of(case):
        driver = case.drivers.get(name)
        if driver is not None and not (driver.low is None and driver.high is None):
            for end, word in enumerate(("low", "high")):
                number = list(DRIVERS).index(name) + 1
                yield replace(CHOSEN, label=f"As chosen, {label}: {word}", driver=number, end=end)
    for index, stated in enumerate(case.stated):
        yield stated_run(case, index, stated)


def scenario_run(case: BusinessCase, name: str | None, basis: int) -> ModelRun:
    """Return the run of a scenario, None being the base, of the option that is asked for."""
    label = "Base" if name is None else name
    own, other = _numbers(case, None, None)
    words = f"{label}, risk-adjusted" if basis else label
    return ModelRun(label=words, scenario=_scenario_number(case, name), basis=basis, option=own, against=other)


def option_runs(case: BusinessCase) -> Iterator[ModelRun]:
    """Yield the runs of each option: against the baseline, where it is not that itself, and alone."""
    for index, option in enumerate(case.options):
        for alone in (False, True):
            if alone or not option.baseline:
                yield option_run(case, index, alone=alone)


def option_run(case: BusinessCase, index: int, *, alone: bool) -> ModelRun:
    """Return the run of an option in the chosen scenario: against the baseline, or held against nothing."""
    option = case.options[index]
    own, other = _numbers(case, option.id, None)
    nothing = len(case.options) + 1
    label = f"{option.label}, alone" if alone else f"{option.label}, against the baseline"
    return ModelRun(label=label, option=own, against=nothing if alone else other)


def stated_run(case: BusinessCase, index: int, stated: Stated) -> ModelRun:
    """Return the run of a stated figure."""
    own, other = _numbers(case, stated.option, stated.against)
    changes = [place for place, one in enumerate(case.stated) if one.at]
    change = 1 + 1 + len(case.scenarios) + changes.index(index) if stated.at else 1
    run = scenario_run(case, stated.scenario, int(stated.risk_adjusted))
    if change == 1 and (stated.option, stated.against) == (None, None):
        return run
    return replace(run, label=f"Stated figure {index + 1}", change=change, option=own, against=other)


def _scenario_number(case: BusinessCase, name: str | None) -> int:
    return 1 if name is None else list(case.scenarios).index(name) + 1 + 1


def _numbers(case: BusinessCase, option: str | None, against: str | None) -> tuple[int | None, int | None]:
    """Return the numbers of an option and of what it is held against; None in a case without options."""
    if not case.options:
        return None, None
    choice, ids = choose(case, option, against), [each.id for each in case.options]
    nothing = len(ids) + 1
    own, other = (nothing if each is None else ids.index(each.id) + 1 for each in (choice.option, choice.against))
    return own, other


def _with_helpers(runs: list[ModelRun], case: BusinessCase) -> list[ModelRun]:
    """Return runs with those of each option by itself that the tax of one against another is made of."""
    nothing, own_runs = len(case.options) + 1, list(runs)
    numbers: list[tuple[int, int]] = []
    for run in runs:
        pair = []
        # 0 is the one that the chosen one is held against.
        for option in (run.option, 0 if run.against is None else run.against):
            helper = replace(run, label=f"{run.label}: by itself", option=option, against=nothing)
            same = [one for one in own_runs if replace(one, label="") == replace(helper, label="")]
            if not same:
                own_runs.append(helper)
            pair.append(own_runs.index(same[0] if same else helper) + 1)
        numbers.append((pair[0], pair[1]))
    return [
        replace(run, own=numbers[place][0], other=numbers[place][1]) if place < len(numbers) else run
        for place, run in enumerate(own_runs)
    ]
