"""Tax and what is left after it: identities that hold for any case, and each rule by itself."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.cases.business import BusinessCase
from steering.cases.resolve import resolve, resolve_alone
from steering.finance.accounts import Accounts
from steering.finance.audit import audit_business_case
from steering.finance.discounting import convention_of
from steering.finance.metrics import net_by_step
from steering.finance.model import compute_npv, evaluate, find_scenario, project_flows, with_drivers
from steering.finance.statements import draw_up_statements
from steering.finance.tax import TaxBill, compute_tax
from tests.steering.finance.business_cases import business, problems_of
from tests.steering.finance.test_published_examples import near

YEARS = 4
TIMINGS = ["end", "mid", "start", "split"]
METHODS = [
    "{method: straight_line, years: 3}",
    "{method: straight_line, years: 2, salvage: 10%}",
    "{method: declining_balance, rate: 40%, years: 3}",
    "{method: declining_balance, rate: 25%, years: 4, switch: true}",
    "{method: table, shares: [50%, 30%, 20%]}",
]
AMOUNTS = st.lists(st.integers(0, 500), min_size=YEARS + 1, max_size=YEARS + 1)
RATES = st.integers(0, 60)
BASELINE_LOSSES = """\
discount_rate: 10%
tax: {rate: 50%, losses: LOSSES}
option: buy
options: [{id: stay, label: Stay, baseline: true}, {id: buy, label: Buy}]
lines:
  - {id: repairs, kind: cost, amount: 30, options: [stay]}
  - {id: service, kind: cost, values: [0, 50, 0], options: [buy]}
  - {id: sales, kind: benefit, values: [0, 0, 100], options: [buy]}
stated: [{metric: npv_after_tax, value: 43.802}]
"""


def bill_of(case: BusinessCase) -> TaxBill:
    """The tax of a case."""
    bill = compute_tax(project_flows(case))
    assert bill is not None
    return bill


def whole(spend: int, gains: list[int], running: list[int], *, tax: str, how: str, more: str = "") -> BusinessCase:
    """A case with capital that is paid today and sold at the end, and working capital that is released."""
    return business(f"""\
discount_rate: 8%
{more}
tax: {{{tax}}}
lines:
  - {{id: asset, kind: cost, values: [{spend}, 0, 0, 0, 0], depreciation: {how}, end_value: {{amount: 7}}}}
  - {{id: stocks, kind: cost, values: [20, 5, 0, 0, 0], end_value: {{share: 1}}, taxable: false}}
  - {{id: gains, kind: benefit, values: {gains}}}
  - {{id: running, kind: cost, values: {running}}}
""")


@given(st.integers(0, 900), AMOUNTS, AMOUNTS, RATES, st.sampled_from(METHODS), st.sampled_from(TIMINGS), st.booleans())
def test_npv_after_tax_is_npv_less_what_tax_is_worth(
    spend: int, gains: list[int], running: list[int], rate: int, how: str, timing: str, forward: bool
) -> None:
    losses = "carried_forward" if forward else "offset"
    case = whole(spend, gains, running, tax=f"rate: {rate}%, losses: {losses}", how=how, more=f"timing: {timing}")
    metrics, bill = evaluate(case), bill_of(case)
    worth = sum(float(paid) / 1.08**year for year, paid in enumerate(bill.paid))
    assert metrics.npv is not None
    assert metrics.npv == compute_npv(case)
    assert metrics.npv_after_tax == pytest.approx(metrics.npv - worth, abs=1e-9)
    assert metrics.total_tax == float(sum(bill.due))


@given(st.integers(0, 900), AMOUNTS, AMOUNTS, st.sampled_from(METHODS))
def test_a_rate_of_nothing_changes_nothing(spend: int, gains: list[int], running: list[int], how: str) -> None:
    metrics = evaluate(whole(spend, gains, running, tax="rate: 0%", how=how))
    assert (metrics.npv_after_tax, metrics.total_tax) == (metrics.npv, 0)
    assert metrics.irr is None or metrics.irr_after_tax == metrics.irr


@given(st.integers(0, 900), AMOUNTS, AMOUNTS, RATES, st.sampled_from(METHODS), st.integers(1, 12), st.integers(0, 2))
def test_profit_becomes_cash(
    spend: int, gains: list[int], running: list[int], rate: int, how: str, month: int, later: int
) -> None:
    """Over the horizon both are the same: all is written off or sold, and working capital is back."""
    more = f"fiscal_year_starts: {month}"
    case = whole(spend, gains, running, tax=f"rate: {rate}%, paid_after: {later}", how=how, more=more)
    statements = draw_up_statements(project_flows(case), "2027-03")
    profit, cash, way = statements.profit[-1], statements.cash[-1], statements.reconciliation
    assert profit.total == cash.total
    assert way[0].amounts == profit.amounts
    assert (
        way[-1].amounts == cash.amounts == tuple(sum(at) for at in zip(*(row.amounts for row in way[:-1]), strict=True))
    )
    assert len(profit.amounts) == len(statements.years)


@given(st.integers(1, 900), AMOUNTS, AMOUNTS, RATES, st.sampled_from(METHODS))
def test_npv_at_the_rate_of_return_after_tax_is_nothing(
    spend: int, gains: list[int], running: list[int], rate: int, how: str
) -> None:
    case = whole(spend, gains, running, tax=f"rate: {rate}%", how=how)
    found = evaluate(case).irr_after_tax
    if found is not None and -0.9 < found < 10:
        flows = net_by_step(convention_of(case), project_flows(case).payments)
        left = [float(flows[year] - paid) for year, paid in enumerate(bill_of(case).paid)]
        worths = [flow / (1 + found) ** year for year, flow in enumerate(left)]
        assert sum(worths) == pytest.approx(0, abs=1e-6 * max(map(abs, worths)))


@given(AMOUNTS, AMOUNTS, st.sampled_from(METHODS), st.sampled_from(TIMINGS), st.sampled_from(["year", "quarter"]))
def test_what_is_written_off_and_the_book_value_are_what_was_paid(
    early: list[int], late: list[int], how: str, timing: str, period: str
) -> None:
    case = business(f"""\
discount_rate: 8%
timing: {timing}
period: {period}
lines:
  - {{id: asset, kind: cost, values: {early + late}, depreciation: {how}}}
  - {{id: gains, kind: benefit, values: {early + late}}}
""")
    (asset,) = Accounts(flows=project_flows(case)).assets
    assert sum(asset.depreciation) + asset.book_value == sum(asset.spend)


OPTIONS = """\
discount_rate: 8%
tax: {rate: 30%, losses: LOSSES}
option: buy
options:
  - {id: stay, label: Stay, baseline: true}
  - {id: buy, label: Buy}
  - {id: build, label: Build, starts_after: 1}
lines:
  - {id: old, kind: cost, amount: 40, options: {stay: 1, buy: 0.25}}
  - {id: asset, kind: cost, values: [100, 20, 0, 0, 0], options: [buy, build], depreciation: DEPRECIATION}
  - {id: shared, kind: benefit, quantity: users, price: 2}
  - {id: gains, kind: benefit, values: [0, 10, 80, 90, 90], options: {buy: 1, build: 1.5}}
inputs: {users: {value: 20}}
scenarios: {few: {inputs.users: 5}}
"""


@pytest.mark.parametrize("losses", ["offset", "carried_forward"])
@pytest.mark.parametrize("scenario", [None, "few"])
@pytest.mark.parametrize("how", METHODS)
def test_tax_of_one_option_against_another_is_that_of_the_one_less_that_of_the_other(
    losses: str, scenario: str | None, how: str
) -> None:
    written = business(OPTIONS.replace("LOSSES", losses).replace("DEPRECIATION", how)).as_written
    alone = {name: evaluate(resolve_alone(written, name), scenario) for name in ("stay", "buy", "build")}
    for one, other in (("buy", "stay"), ("build", "stay"), ("buy", "build")):
        against = evaluate(resolve(written, one, other), scenario)
        for metric in ("npv_after_tax", "total_tax"):
            apart = getattr(alone[one], metric) - getattr(alone[other], metric)
            assert getattr(against, metric) == pytest.approx(apart, abs=1e-9)


LINES = """\
lines:
  - {id: asset, kind: cost, values: [90, 0, 0, 0], depreciation: {method: straight_line, years: 3}}
  - {id: gains, kind: benefit, amount: 50}
  - {id: running, kind: cost, amount: 10}
"""


def case_with(tax: str, lines: str = LINES, more: str = "") -> BusinessCase:
    return business(f"discount_rate: 10%\ntax: {{{tax}}}\n{more}{lines}")


class TestWhatIsTaxed:
    def test_without_tax_there_is_nothing_after_it(self) -> None:
        metrics = evaluate(business(f"discount_rate: 10%\n{LINES}"))
        assert (metrics.npv_after_tax, metrics.irr_after_tax, metrics.total_tax) == (None, None, None)

    def test_capital_is_no_expense_and_its_depreciation_is(self) -> None:
        assert bill_of(case_with("rate: 50%")).due == (0, 5, 5, 5)

    def test_a_dearer_capital_cost_is_written_off_dearer(self) -> None:
        case = case_with("rate: 50%", more="scenarios: {dear: {lines: {asset: 2}}}\n")
        dear = Accounts(flows=project_flows(case, "dear"))
        assert find_scenario(case, "dear").lines == {"asset": 2}
        assert dear.depreciation == (0, 60, 60, 60)
        assert Accounts(flows=project_flows(case, None, with_drivers(cost_factor=2))).depreciation == (0, 60, 60, 60)

    def test_what_is_not_taxable_is_left_out(self) -> None:
        grant = "  - {id: grant, kind: benefit, values: [30, 0, 0, 0], taxable: false}\n"
        assert bill_of(case_with("rate: 50%", LINES + grant)).due == (0, 5, 5, 5)

    @pytest.mark.parametrize(("taxable", "due"), [("", 5), (", taxable: true", 15)])
    def test_a_benefit_that_is_not_cash_is_taxed_where_it_says_so_alone(self, taxable: str, due: int) -> None:
        time = f"  - {{id: time, kind: benefit, amount: 20, cashable: false{taxable}}}\n"
        case = case_with("rate: 50%", LINES + time)
        assert bill_of(case).due == (0, due, due, due)
        assert Accounts(flows=project_flows(case)).profit == (0, 10, 10, 10)

    def test_what_is_still_in_use_at_the_end_is_not_written_off(self) -> None:
        lines = LINES.replace("years: 3", "years: 6")
        case = case_with("rate: 50%", lines)
        assert Accounts(flows=project_flows(case)).book_value == 45
        assert bill_of(case).due == (0, Fraction("12.5"), Fraction("12.5"), Fraction("12.5"))
        scrapped = case_with("rate: 50%", lines.replace("6}}", "6}, end_value: {amount: 0}}"))
        assert bill_of(scrapped).due == (0, Fraction("12.5"), Fraction("12.5"), -10)

    def test_an_optimism_bias_on_capital_is_written_off_as_that_is(self) -> None:
        bias = "optimism_bias: [{lines: [asset, running], share: 10%, reference_class: Software, source: A study}]\n"
        case = case_with("rate: 50%", more=bias)
        accounts = Accounts(flows=project_flows(case))
        assert accounts.total("capital") == (99, 0, 0, 0)
        assert accounts.depreciation == (0, 33, 33, 33)
        assert accounts.total("running_cost") == (0, 11, 11, 11)

    def test_an_option_that_starts_later_has_its_assets_at_the_end_as_well(self) -> None:
        lines = LINES.replace("years: 3}", "years: 3}, end_value: {amount: 12}")
        stocks = "  - {id: stocks, kind: cost, values: [20, 0, 0, 0], end_value: {share: 1}, taxable: false}\n"
        later = "{id: later, label: Later, starts_after: 1}"
        options = f"option: later\noptions: [{{id: stay, label: Stay, baseline: true}}, {later}]\n"
        here = (lines + stocks).replace("}\n", ", options: [later]}\n")
        accounts = Accounts(flows=project_flows(case_with("rate: 50%", here, options)))
        assert accounts.total("capital") == (0, 90, 0, 0)
        assert accounts.proceeds == (0, 0, 0, 12)
        assert (accounts.assets[0].book_value, accounts.assets[0].gain) == (30, -18)
        assert accounts.total("working_capital") == (0, 20, 0, -20)


class TestWhenItIsPaid:
    def test_tax_falls_at_the_end_of_a_period_whenever_its_flows_fall(self) -> None:
        late = evaluate(case_with("rate: 50%"))
        early = evaluate(case_with("rate: 50%", more="timing: start\n"))
        assert late.npv and early.npv and late.npv_after_tax and early.npv_after_tax
        assert early.npv > late.npv
        assert early.npv - early.npv_after_tax == pytest.approx(late.npv - late.npv_after_tax)

    def test_tax_paid_after_the_horizon_counts_when_it_is_paid(self) -> None:
        metrics = evaluate(case_with("rate: 50%, paid_after: 2"))
        assert metrics.npv and metrics.npv_after_tax
        assert metrics.npv - metrics.npv_after_tax == near(5 / 1.1**3 + 5 / 1.1**4 + 5 / 1.1**5, 9)
        assert metrics.total_tax == 15

    def test_a_later_discount_rate_holds_for_tax_after_the_horizon(self) -> None:
        rates = "later_rates: [{after_year: 3, rate: 0%}]\n"
        metrics = evaluate(case_with("rate: 50%, paid_after: 2", more=rates))
        assert metrics.npv and metrics.npv_after_tax
        assert metrics.npv - metrics.npv_after_tax == near(3 * 5 / 1.1**3, 9)

    def test_a_return_of_nothing_is_a_return(self) -> None:
        assert evaluate(case_with("rate: 50%", "cashflows: {net: [-100, 40, 60]}\n")).irr_after_tax == near(0, 9)

    def test_tax_by_quarter(self) -> None:
        lines = LINES.replace("[90, 0, 0, 0]", "[90, 0, 0, 0, 0]").replace("years: 3", "years: 1")
        case = case_with("rate: 50%", lines, "period: quarter\n")
        assert bill_of(case).due == (0, *[(40 - Fraction("22.5")) / 2] * 4)

    def test_losses_carried_forward_within_years(self) -> None:
        lines = "cashflows: {net: [-10, -20, 15, 40]}\n"
        assert bill_of(case_with("rate: 50%, losses: carried_forward", lines)).due == (0, 0, 0, Fraction("12.5"))
        assert bill_of(case_with("rate: 50%", lines)).due == (-5, -10, Fraction("7.5"), 20)

    def test_a_loss_that_no_profit_makes_up_for_is_told(self) -> None:
        lines = "cashflows: {net: [-10, -20, 15]}\n"
        assert bill_of(case_with("rate: 50%, losses: carried_forward", lines)).unused_loss == 15

    def test_a_loss_of_the_baseline_that_lowers_no_tax_is_told_and_the_other_way_is_a_slip(self) -> None:
        case = business(BASELINE_LOSSES.replace("LOSSES", "carried_forward"))
        bill, metrics = bill_of(case), evaluate(case)
        # Profit of buying alone is -50 and 100, so 50 is taxed; that of staying is -30 twice, which lowers nothing.
        assert (bill.due, bill.unused_loss, bill.unused_loss_against) == ((0, 0, 25), 0, 60)
        # Of the difference it is -20 and 130, so 110 would be taxed.
        assert metrics.npv_after_tax == near(-20 / 1.1 + (130 - 25) / 1.21, 9)
        audit = audit_business_case(case)
        (finding,) = audit.findings
        assert finding.explanation == "43.802 is what losses give that are carried forward on the difference from Stay."
        assert any("Losses of 60 in Stay by itself find no later profit" in note for note in audit.notes)

    def test_losses_that_are_set_off_at_once_leave_none_of_the_baseline(self) -> None:
        case = business(BASELINE_LOSSES.replace("LOSSES", "offset"))
        assert bill_of(case).unused_loss_against == 0
        assert not any("no later profit" in note for note in audit_business_case(case).notes)

    def test_dated_flows_are_taxed_on_their_dates(self) -> None:
        dates = "dates: [2026-01-01, 2027-01-01]\n"
        lines = "cashflows: {net: [-100, 121]}\n"
        metrics = evaluate(case_with("rate: 50%", lines, dates))
        assert metrics.npv_after_tax == near(121 / 1.1 / 2 - 50, 9)

    def test_dated_flows_have_no_periods_to_wait(self) -> None:
        text = (
            "discount_rate: 10%\ntax: {rate: 50%, paid_after: 1}\ndates: [2026-01-01, 2027-01-01]\n"
            "cashflows: {net: [-100, 121]}\n"
        )
        (problem,) = problems_of(text)
        assert (problem.row, problem.column, problem.severity) == (2, "tax.paid_after", "error")


def test_real_prices_without_inflation_are_warned_of() -> None:
    warnings = problems_of(f"discount_rate: 5%\nprices: real\ntax: {{rate: 50%}}\n{LINES}")
    assert [each.severity for each in warnings] == ["warning"]
    assert "inflation" in str(warnings[0])


@pytest.mark.parametrize(
    ("metric", "value", "other"),
    [
        ("npv", "4.500", "net present value after tax, 4.5004"),
        ("npv_after_tax", "9.47", "net present value, 9.4741"),
    ],
)
def test_a_figure_before_tax_stated_as_one_after_it_is_explained(metric: str, value: str, other: str) -> None:
    case = case_with("rate: 20%", more=f"stated: [{{metric: {metric}, value: {value}}}]\n")
    (finding,) = audit_business_case(case).findings
    assert finding.verdict == "wrong"
    assert f"another metric: {other}" in (finding.explanation or "")


def test_why_there_is_no_figure_after_tax() -> None:
    case = business(f"discount_rate: 10%\nstated: [{{metric: npv_after_tax, value: 5}}]\n{LINES}")
    (finding,) = audit_business_case(case).findings
    assert "tax:" in (finding.explanation or "")
