"""Slips of prices, timing, options, rates and sunk costs: each explains the figure that it gives, and no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from steering.finance.audit import AuditFinding, audit_business_case
from tests.steering.finance.business_cases import business

RATE, INFLATION = 0.12, 0.03
YEARS = range(4)
HEAD = "currency: USD\ndiscount_rate: 12%\nperiods: 3\n"
KIT, RUN, GAIN = (61.3, 7.9, 3.1, 0.0), 17.7, 58.9

# Lines that several slips share, without their braces.
PLAIN_KIT = "id: kit, label: Kit, kind: cost, values: [61.3, 7.9, 3.1, 0]"
PLAIN_RUN = "id: run, label: Run, kind: cost, amount: 17.7"
PLAIN_GAIN = "id: gain, label: Gain, kind: benefit, amount: 58.9"


def case_of(*lines: str, more: str = "") -> str:
    return HEAD + more + "lines:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


def worth(flows: Sequence[float], rate: float = RATE, *, before: float = 0.0) -> float:
    """What flows at the ends of years are worth, or so many years before them; today's fall today."""
    return sum(flow / (1 + rate) ** (max(year - before, 0)) for year, flow in enumerate(flows))


def every_year(amount: float, level: Callable[[int], float] = lambda year: 1.0) -> list[float]:
    return [0.0, *(amount * level(year) for year in YEARS[1:])]


def audited(text: str, stated: str) -> AuditFinding:
    return audit_business_case(business(f"{text}stated: [{{{stated}}}]\n")).findings[0]


REST = worth(every_year(GAIN)) - worth(KIT)
REAL_RATE = (1 + RATE) / (1 + INFLATION) - 1
NOMINAL_RATE = (1 + RATE) * (1 + INFLATION) - 1
PLAIN = [worth(every_year(GAIN), rate) - worth(KIT, rate) - worth(every_year(RUN), rate) for rate in (RATE, REAL_RATE)]

SLIPS = {
    "nominal flows, real rate": (
        case_of(PLAIN_KIT, PLAIN_RUN, PLAIN_GAIN, more="inflation: 3%\n"),
        PLAIN[1],
        f"what nominal flows give at a real rate, {REAL_RATE * 100:.4f}%",
    ),
    "real flows, nominal rate": (
        case_of(PLAIN_KIT, PLAIN_RUN, PLAIN_GAIN, more="inflation: 3%\n"),
        worth(every_year(GAIN), NOMINAL_RATE) - worth(KIT, NOMINAL_RATE) - worth(every_year(RUN), NOMINAL_RATE),
        "what real flows give at a nominal rate",
    ),
    "real case, nominal rate": (
        case_of(PLAIN_KIT, PLAIN_RUN, PLAIN_GAIN, more="inflation: 3%\nprices: real\n"),
        worth(every_year(GAIN), NOMINAL_RATE) - worth(KIT, NOMINAL_RATE) - worth(every_year(RUN), NOMINAL_RATE),
        f"what real flows give at a nominal rate, {NOMINAL_RATE * 100:.2f}%",
    ),
    "real case, nominal flows": (
        case_of(PLAIN_KIT, PLAIN_RUN, PLAIN_GAIN, more="inflation: 3%\nprices: real\n"),
        PLAIN[1],
        "what nominal flows give at a real rate",
    ),
    "growth left out": (
        case_of(PLAIN_KIT, f"{PLAIN_RUN}, growth: 7%", PLAIN_GAIN),
        REST - worth(every_year(RUN)),
        "what comes of leaving out the growth of the line Run",
    ),
    "growth a year early": (
        case_of(PLAIN_KIT, f"{PLAIN_RUN}, growth: 7%", PLAIN_GAIN),
        REST - worth(every_year(RUN, lambda year: 1.07**year)),
        "what comes of letting the line Run grow from the first year on",
    ),
    "growth and inflation": (
        case_of(PLAIN_KIT, f"{PLAIN_RUN}, growth: 7%", PLAIN_GAIN, more="inflation: 3%\n"),
        REST - worth(every_year(RUN, lambda year: 1.07 ** (year - 1) * 1.03**year)),
        "what comes of letting the prices of the line Run rise twice, by its growth and by inflation",
    ),
    "inflation twice": (
        case_of(PLAIN_KIT, f"{PLAIN_RUN}, prices: real", PLAIN_GAIN, more="inflation: 3%\n"),
        REST - worth(every_year(RUN, lambda year: 1.03 ** (2 * year))),
        "what comes of applying inflation to the line Run twice",
    ),
    "inflation not at all": (
        case_of(PLAIN_KIT, f"{PLAIN_RUN}, prices: real", PLAIN_GAIN, more="inflation: 3%\n"),
        REST - worth(every_year(RUN)),
        "what comes of taking the prices of the line Run for nominal ones, as they stand",
    ),
    "own timing": (
        case_of(PLAIN_KIT, f"{PLAIN_RUN}, timing: mid", PLAIN_GAIN),
        REST - worth(every_year(RUN)),
        "what comes of taking the line Run by timing `end`, as the case has it",
    ),
    "end value": (
        case_of(f"{PLAIN_KIT}, end_value: {{share: 100%}}", PLAIN_RUN, PLAIN_GAIN),
        REST - worth(every_year(RUN)),
        "what comes of leaving out the value at the end of the line Kit",
    ),
    "first rate throughout": (
        case_of(PLAIN_KIT, PLAIN_RUN, PLAIN_GAIN, more="later_rates: [{after_year: 1, rate: 6%}]\n"),
        REST - worth(every_year(RUN)),
        "what the first rate gives in every year, 12%",
    ),
    "later rate throughout": (
        case_of(PLAIN_KIT, PLAIN_RUN, PLAIN_GAIN, more="later_rates: [{after_year: 1, rate: 6%}]\n"),
        worth(every_year(GAIN), 0.06) - worth(KIT, 0.06) - worth(every_year(RUN), 0.06),
        "what the rate after year 1 gives in every year, 6%",
    ),
    "each year's rate from today on": (
        case_of(PLAIN_KIT, PLAIN_RUN, PLAIN_GAIN, more="later_rates: [{after_year: 1, rate: 6%}]\n"),
        sum(
            (GAIN * (year > 0) - KIT[year] - RUN * (year > 0)) / (1 + (0.06 if year > 1 else RATE)) ** year
            for year in YEARS
        ),
        "what each year's own rate gives from today on, instead of the rates year by year",
    ),
    "sunk": (
        case_of(PLAIN_KIT, PLAIN_RUN, PLAIN_GAIN, "id: study, label: Study, kind: cost, sunk: true, values: [9,0,0,0]"),
        REST - worth(every_year(RUN)) - 9,
        "what comes of counting in the line Study, already spent",
    ),
    "currency": (
        case_of(
            PLAIN_KIT,
            f"{PLAIN_RUN}, currency: EUR",
            PLAIN_GAIN,
            more="exchange_rates: {EUR: {rate: 1.25, date: 2026-11-01, source: Central bank}}\n",
        ),
        REST - worth(every_year(RUN)),
        "what comes of taking the line Run for USD, without the exchange rate",
    ),
    "currency divided": (
        case_of(
            PLAIN_KIT,
            f"{PLAIN_RUN}, currency: EUR",
            PLAIN_GAIN,
            more="exchange_rates: {EUR: {rate: 1.25, date: 2026-11-01, source: Central bank}}\n",
        ),
        REST - worth(every_year(RUN)) / 1.25,
        "what comes of dividing EUR by its exchange rate",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_of_a_convention_is_the_only_explanation(slip: str) -> None:
    text, value, clause = SLIPS[slip]
    finding = audited(text, f"metric: npv, value: {value:.4f}")
    assert finding.verdict == "wrong"
    said = str(finding.explanation)
    assert clause in said
    assert said.count("; or ") == 0


@pytest.mark.parametrize("slip", SLIPS)
def test_a_figure_beside_it_is_not_explained_by_the_slip(slip: str) -> None:
    text, value, clause = SLIPS[slip]
    assert clause not in str(audited(text, f"metric: npv, value: {value + 0.0007:.4f}").explanation)


def test_without_the_convention_there_is_no_such_slip() -> None:
    plain = case_of(PLAIN_KIT, PLAIN_RUN, PLAIN_GAIN)
    for slip, (_, value, clause) in SLIPS.items():
        assert clause not in str(audited(plain, f"metric: npv, value: {value:.4f}").explanation), slip


@pytest.mark.parametrize(("prices", "rate"), [("nominal", REAL_RATE), ("real", NOMINAL_RATE)])
def test_net_flows_at_a_rate_of_the_other_kind_of_prices(prices: str, rate: float) -> None:
    flows = (-61.3, 33.3, 38.1, 41.2)
    text = f"discount_rate: 12%\ninflation: 3%\nprices: {prices}\ncashflows: {{net: [{', '.join(map(str, flows))}]}}\n"
    said = str(audited(text, f"metric: npv, value: {worth(flows, rate):.4f}").explanation)
    assert ("nominal flows give at a real rate" if prices == "nominal" else "real flows give at a nominal rate") in said


def test_the_difference_of_two_rates_taken_for_the_real_one() -> None:
    real = [every_year(amount, lambda year: 1.03**-year) for amount in (GAIN, RUN)]
    kit = [amount / 1.03**year for year, amount in enumerate(KIT)]
    rate = RATE - INFLATION
    value = worth(real[0], rate) - worth(real[1], rate) - worth(kit, rate)
    said = audited(
        case_of(PLAIN_KIT, PLAIN_RUN, PLAIN_GAIN, more="inflation: 3%\n"), f"metric: npv, value: {value:.4f}"
    ).explanation
    assert said == f"{value:.4f} is what comes of taking the difference 12% − 3% for the real rate."


OPTIONS = """\
option: buy
options:
  - {id: none, label: Do nothing, baseline: true}
  - {id: buy, label: Buy}
  - {id: build, label: Build}
"""
BY_OPTION = (
    "id: old, label: Old, kind: cost, amount: 19.3, options: [none]",
    "id: fee, label: Fee, kind: cost, amount: 6.1, options: [buy]",
    "id: team, label: Team, kind: cost, values: [23.7, 4.9, 3.3, 2.1], options: [build]",
)
OLD, FEE, TEAM = worth(every_year(19.3)), worth(every_year(6.1)), worth((23.7, 4.9, 3.3, 2.1))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (-FEE, "the figure of Buy alone, not against Do nothing"),
        (OLD - TEAM, "the figure of Build against Do nothing"),
        (TEAM - FEE, "the figure of Buy against Build"),
    ],
)
def test_another_option_or_the_option_alone(value: float, said: str) -> None:
    text = case_of(*BY_OPTION, more=OPTIONS)
    assert said in str(audited(text, f"metric: npv, value: {value:.4f}").explanation)
    assert said not in str(audited(text, f"metric: npv, value: {value + 0.0007:.4f}").explanation)


@pytest.mark.parametrize(
    ("stated", "value"),
    [("", OLD - FEE), ("option: build, ", OLD - TEAM), ("option: buy, against: build, ", TEAM - FEE)],
)
def test_a_figure_of_another_option_is_held_against_that_option(stated: str, value: float) -> None:
    finding = audited(case_of(*BY_OPTION, more=OPTIONS), f"metric: npv, {stated}value: {value:.4f}")
    assert (finding.verdict, finding.explanation) == ("right", None)


def test_another_option_s_figure_taken_for_the_stated_option_s() -> None:
    finding = audited(case_of(*BY_OPTION, more=OPTIONS), f"metric: npv, option: build, value: {OLD - FEE:.4f}")
    assert finding.verdict == "wrong"
    assert "the figure of Buy against Do nothing" in str(finding.explanation)
    assert {name: finding.as_dict().get(name) for name in ("option", "against")} == {"option": "build", "against": None}


def test_optimism_bias_of_costs_that_are_raised_already() -> None:
    risky = f"{PLAIN_RUN}, risk_adjustment: 10%"
    bias = "optimism_bias: [{lines: [run], share: 20%, reference_class: Software, source: Guidance}]\n"
    run = worth(every_year(RUN))
    text = case_of(PLAIN_KIT, risky, PLAIN_GAIN, more=bias)
    twice = f"metric: npv, basis: risk_adjusted, value: {REST - 1.1 * run - 0.2 * 1.1 * run:.4f}"
    once = f"metric: npv, basis: risk_adjusted, value: {REST - 1.1 * run - 0.2 * run:.4f}"
    assert "so that risk counts twice" in str(audited(text, twice).explanation)
    assert audited(text, once).verdict == "right"
    assert "so that risk counts twice" not in str(audited(case_of(PLAIN_KIT, risky, PLAIN_GAIN), twice).explanation)


def test_two_lines_with_the_same_slip_are_tried_together_and_alone() -> None:
    growing = (f"{PLAIN_RUN}, growth: 7%", "id: fee, label: Fee, kind: cost, amount: 5.3, growth: 7%")
    text = case_of(PLAIN_KIT, *growing, PLAIN_GAIN)
    both = REST - worth(every_year(RUN + 5.3))
    one = REST - worth(every_year(RUN)) - worth(every_year(5.3, lambda year: 1.07 ** (year - 1)))
    assert "leaving out the growth of 2 lines" in str(audited(text, f"metric: npv, value: {both:.4f}").explanation)
    assert "leaving out the growth of the line Run" in str(audited(text, f"metric: npv, value: {one:.4f}").explanation)


def test_the_notes_say_what_was_done_to_the_lines() -> None:
    text = case_of(
        PLAIN_KIT,
        "id: run, label: Run, kind: cost, quantity: people, price: 3.2, prices: real",
        "id: lic, label: Licences, kind: cost, amount: 4, currency: EUR, options: [buy]",
        PLAIN_GAIN,
        "id: study, label: Study, kind: cost, sunk: true, values: [9, 0, 0, 0]",
        more=OPTIONS
        + "inflation: 3%\ninputs: {people: {value: 12, label: People}}\n"
        + "exchange_rates: {EUR: {rate: 1.25, date: 2026-11-01, source: Central bank}}\n",
    )
    notes = audit_business_case(business(text)).notes
    for said in (
        "Figures without an option of their own are of Buy against Do nothing; Build is left aside.",
        "Left out: Study, 9, already spent.",
        "Run is worked out from People.",
        "Run is written in real prices, and the case in nominal ones: inflation of 3% a year converts it.",
        "Licences is converted from EUR at 1.25 USD, the rate of 1 Nov 2026 by Central bank.",
    ):
        assert said in notes


TAX = "tax: {rate: 30%}\n"
DEPRECIATED = (
    "id: kit, label: Kit, kind: cost, values: [61.3, 0, 0, 0], depreciation: {method: straight_line, years: 3}"
)
EXPENSE = worth(every_year(61.3 / 3))
BEFORE_TAX = worth(every_year(GAIN - RUN)) - 61.3
AFTER_TAX = BEFORE_TAX - 0.3 * (worth(every_year(GAIN - RUN)) - EXPENSE)
TAX_SLIPS = {
    "depreciation as cash": (
        "npv",
        BEFORE_TAX - EXPENSE,
        "what comes of counting depreciation as cash, beside the cost of Kit itself",
    ),
    "depreciation as cash after tax": (
        "npv_after_tax",
        AFTER_TAX - EXPENSE,
        "what comes of counting depreciation as cash, beside the cost of Kit itself",
    ),
    "benefits before costs": (
        "npv_after_tax",
        BEFORE_TAX - 0.3 * worth(every_year(GAIN)),
        "what tax on benefits before costs gives",
    ),
    "profit before depreciation": (
        "npv_after_tax",
        BEFORE_TAX - 0.3 * worth(every_year(GAIN - RUN)),
        "what comes of tax on profit before the depreciation of the line Kit",
    ),
    "all at once": (
        "npv_after_tax",
        0.7 * BEFORE_TAX,
        "what comes of taking the line Kit off profit at once, without depreciation",
    ),
    "tax forgotten": ("npv_after_tax", BEFORE_TAX, "another metric: net present value"),
    "after tax for before": ("npv", AFTER_TAX, "another metric: net present value after tax"),
}


@pytest.mark.parametrize("slip", TAX_SLIPS)
def test_a_slip_of_tax_is_the_only_explanation(slip: str) -> None:
    metric, value, clause = TAX_SLIPS[slip]
    text = case_of(DEPRECIATED, PLAIN_RUN, PLAIN_GAIN, more=TAX)
    finding = audited(text, f"metric: {metric}, value: {value:.4f}")
    said = str(finding.explanation)
    assert not finding.holds
    assert clause.casefold() in said.casefold()
    assert "; or " not in said
    beside = audited(text, f"metric: {metric}, value: {value + 0.0007:.4f}")
    assert clause.casefold() not in str(beside.explanation).casefold()


def test_the_figure_after_tax_that_is_right_is_not_explained() -> None:
    text = case_of(DEPRECIATED, PLAIN_RUN, PLAIN_GAIN, more=TAX)
    finding = audited(text, f"metric: npv_after_tax, value: {AFTER_TAX:.4f}")
    assert (finding.verdict, finding.explanation) == ("right", None)


def test_tax_that_is_paid_later_and_losses_that_wait() -> None:
    late = case_of(DEPRECIATED, PLAIN_RUN, PLAIN_GAIN, more="tax: {rate: 30%, paid_after: 1}\n")
    said = audited(late, f"metric: npv_after_tax, value: {AFTER_TAX:.4f}").explanation
    assert "what tax in the period of its profit gives" in str(said)
    slow = "id: gain, label: Gain, kind: benefit, values: [0, 0, 58.9, 88.1]"
    profits = [-RUN - 61.3 / 3, 58.9 - RUN - 61.3 / 3, 88.1 - RUN - 61.3 / 3]
    left, taxed = 0.0, []
    for profit in profits:
        taxed.append(max(profit - left, 0.0))
        left = max(left - profit, 0.0)
    flows = worth([-61.3, -RUN, 58.9 - RUN, 88.1 - RUN])
    waiting = flows - 0.3 * worth([0.0, *taxed])
    said = audited(case_of(DEPRECIATED, PLAIN_RUN, slow, more=TAX), f"metric: npv_after_tax, value: {waiting:.4f}")
    assert "what losses give that are carried forward" in str(said.explanation)
