"""Worked examples that others have published, each with its source and as exactly as it was published.

Only figures are carried over. Where a source is wrong, or means something else, the test says who and why.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from steering.finance.distributions import CELLS, Distribution, Floats, quantile_table
from steering.finance.model import evaluate
from steering.finance.simulation import simulate
from steering.finance.sobol_indices import perfect_information, sobol_indices, two_point_sets
from tests.steering.finance.business_cases import business, net

MIRR = "finance_rate: {0}\nreinvest_rate: {1}\n"


def near(value: float, places: int) -> Any:
    """A figure that was published with so many decimals."""
    return pytest.approx(value, abs=0.5001 * 10**-places)


class TestSpreadsheets:
    """What vendors of spreadsheets and of numerical software document for their own functions."""

    def test_npv_whose_first_flow_falls_after_a_year(self) -> None:
        """NPV function, Microsoft Support: example 1."""
        assert evaluate(net(0, -10000, 3000, 4200, 6800)).npv == near(1188.44, 2)

    @pytest.mark.parametrize(("last", "published"), [((), 1922.06), ((-9000,), -3749.47)])
    def test_npv_whose_first_flow_falls_today(self, last: tuple[int, ...], published: float) -> None:
        """NPV function, Microsoft Support: example 2, a shop of five years, and with a loss in the sixth."""
        found = evaluate(net(-40000, 8000, 9200, 10000, 12000, 14500, *last, rate="0.08"))
        assert found.npv == near(published, 2)

    @pytest.mark.parametrize(
        ("years", "published", "places"), [(5, 0.086630948, 9), (4, -0.021, 3), (2, -0.443506941, 9)]
    )
    def test_irr_after_some_years(self, years: int, published: float, places: int) -> None:
        """IRR function, Microsoft Support. For two years Excel has to be told where to look; here it is found."""
        flows = (12000, 15000, 18000, 21000, 26000)[:years]
        assert evaluate(net(-70000, *flows)).irr == near(published, places)

    def test_irr_by_dates(self) -> None:
        """XIRR function, Apache OpenOffice Wiki, Documentation/How Tos: 'approximately 0.124'."""
        dates = "dates: [2008-02-05, 2008-07-05, 2009-01-05]"
        assert evaluate(net(-2750, 1000, 2000, more=dates)).irr == near(0.124, 3)

    def test_present_value_of_varying_flows(self) -> None:
        """pvvar, Financial Toolbox, MathWorks: regular cash flow."""
        assert evaluate(net(-10000, 2000, 1500, 3000, 3800, 5000, rate="0.08")).npv == near(1715.4, 1)

    @pytest.mark.parametrize(("first", "published"), [(1500, -768.1461), (2500, 142.1648)])
    def test_present_value_of_irregular_flows(self, first: int, published: float) -> None:
        """pvvar, Financial Toolbox, MathWorks: irregular cash flow, in the present edition and that of R2021a."""
        dates = "dates: [1987-01-12, 1988-02-14, 1988-03-03, 1988-06-14, 1988-12-01]"
        assert evaluate(net(-10000, first, 2000, 3000, 4000, rate="0.09", more=dates)).npv == near(published, 4)

    def test_irr_of_irregular_flows(self) -> None:
        """xirr, Financial Toolbox, MathWorks."""
        dates = "dates: [2007-01-12, 2008-02-14, 2008-03-03, 2008-06-14, 2008-12-01]"
        assert evaluate(net(-10000, 2500, 2000, 3000, 4000, more=dates)).irr == near(0.1006, 4)

    def test_irr_of_rising_income(self) -> None:
        """irr, Financial Toolbox, MathWorks."""
        assert evaluate(net(-100000, 10000, 20000, 30000, 40000, 50000)).irr == near(0.1201, 4)

    def test_mirr_with_a_cost_on_the_way(self) -> None:
        """mirr, Financial Toolbox, MathWorks."""
        flows = (-100000, 20000, -10000, 30000, 38000, 50000)
        assert evaluate(net(*flows, more=MIRR.format("0.09", "0.12"))).mirr == near(0.0832, 4)

    @pytest.mark.parametrize(
        ("flows", "rates", "published"),
        [
            ((-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000), ("0.08", "0.055"), 0.0665971750315535),
            ((100, 200, -50, 300, -200), ("0.05", "0.06"), 0.3428233878421767),
        ],
    )
    def test_mirr_to_the_last_digit(self, flows: tuple[int, ...], rates: tuple[str, str], published: float) -> None:
        """test_mirr_decimal of numpy-financial; the first is also MOD_INTERN_RATE in the PV-WAVE documentation."""
        assert evaluate(net(*flows, more=MIRR.format(*rates))).mirr == near(published, 14)

    def test_npv_to_the_last_digit(self) -> None:
        """test_npv_decimal of numpy-financial, and test_npv_works and test_npv_start_from_zero of pyxirr."""
        assert evaluate(net(-15000, 1500, 2500, 3500, 4500, 6000, rate="0.05")).npv == near(122.894854950942692, 10)
        flows = (-40000, 5000, 8000, 12000, 30000)
        assert evaluate(net(*flows, rate="0.08")).npv == near(3065.222668179, 8)
        assert evaluate(net(0, *flows, rate="0.08")).npv == near(2838.169137203, 8)

    def test_an_annuity(self) -> None:
        """pv(0.07, 20, 12000), test_pv_decimal of numpy-financial."""
        assert evaluate(net(0, *[12000] * 20, rate="0.07")).npv == near(127128.1709461939, 8)


class TestTextbooks:
    """Project appraisal as it is taught."""

    def test_every_measure_of_one_project(self) -> None:
        """Project K, Brigham and Houston, Fundamentals of Financial Management, and Brigham and Daves, Intermediate
        Financial Management: 52,125 today, 12,000 a year for eight years, 12%."""
        found = evaluate(net(-52125, *[12000] * 8, rate="0.12"))
        assert (found.npv, found.irr) == (near(7486.68, 2), near(0.16, 2))
        assert found.payback_months == near(4.3438 * 12, 2)
        assert found.discounted_payback_months == near(6.51 * 12, 0)
        assert found.mirr == near(0.1389, 4)

    def test_payback_npv_profitability_and_irr(self) -> None:
        """Keown, Martin and Petty, Foundations of Finance, capital budgeting: 80,000 today, 20,000 for six years."""
        found = evaluate(net(-80000, *[20000] * 6))
        assert (found.npv, found.profitability_index, found.irr) == (near(7105, 0), near(1.09, 2), near(0.1298, 4))
        assert (found.payback_months, found.discounted_payback_months) == (48, near(5.37 * 12, 0))

    @pytest.mark.parametrize(
        ("first", "later", "published"), [(-61000, 34000, (23552.97, 1.386114)), (-18300, 9850, (6195.492, 1.338551))]
    )
    def test_profitability_does_not_rank_as_npv_does_by_size(
        self, first: int, later: int, published: tuple[float, float]
    ) -> None:
        """Profitability index, A. Khandelwal, SlideShare: two projects of different size at 10%."""
        found = evaluate(net(first, later, later, later))
        assert (found.npv, found.profitability_index) == (near(published[0], 2), near(published[1], 6))

    @pytest.mark.parametrize(
        ("flows", "worth", "a_year"), [((-15, -5, -5, -5), -28.37, -10.61), ((-10, -6, -6), -21.00, -11.45)]
    )
    def test_machines_of_different_lives_by_the_year(self, flows: tuple[int, ...], worth: float, a_year: float) -> None:
        """Brealey, Myers and Allen, Principles of Corporate Finance: equivalent annual cost of machines A and B."""
        found = evaluate(net(*flows, rate="0.06"))
        assert (found.npv, found.equivalent_annual) == (near(worth, 2), near(a_year, 2))

    def test_mirr_at_the_cost_of_capital(self) -> None:
        """Exercise with its solution, WizEdu 18416: 10,000 today, 2,000 to 5,000 in four years, 11%."""
        assert evaluate(net(-10000, 2000, 3000, 4000, 5000, rate="0.11")).mirr == near(0.1224, 4)

    def test_mirr_of_two_years_of_spending(self) -> None:
        """Modified internal rate of return, Wikipedia: spending financed at 10%, income reinvested at 12%."""
        found = evaluate(net(-1000, -4000, 5000, 2000, more=MIRR.format("0.10", "0.12")))
        assert (found.mirr, found.irr) == (near(0.1791, 4), near(0.2548, 4))

    def test_npv_of_even_income(self) -> None:
        """Net present value, Wikipedia: 100,000 today, 10,000 a year for twelve years at 10%."""
        # Published from factors that were rounded: 68,136.91 less 100,000.
        assert evaluate(net(-100000, *[10000] * 12)).npv == pytest.approx(-31863.09, abs=0.02)

    def test_irr_of_three_years(self) -> None:
        """Internal rate of return, Wikipedia."""
        assert evaluate(net(-123400, 36200, 54800, 48100)).irr == near(0.0596, 4)


class TestGovernment:
    @pytest.mark.parametrize(
        ("year", "factor"), [(1, 0.9662), (2, 0.9335), (5, 0.8420), (10, 0.7089), (20, 0.5026), (30, 0.3563)]
    )
    def test_discount_factors(self, year: int, factor: float) -> None:
        """The Green Book, HM Treasury, annex on discounting: 3.5% a year."""
        assert evaluate(net(*[0] * year, 1, rate="0.035")).npv == near(factor, 4)

    @pytest.mark.parametrize(("timing", "factors"), [("end", (0.9346, 0.8734)), ("mid", (0.9667, 0.9035))])
    def test_when_in_the_year_flows_fall(self, timing: str, factors: tuple[float, float]) -> None:
        """Circular A-94, appendix B, Office of Management and Budget: 7%, at year's end and in mid-year."""
        for year, factor in enumerate(factors, start=1):
            assert evaluate(net(*[0] * year, 1, rate="0.07", more=f"timing: {timing}")).npv == near(factor, 4)


class TestTotalEconomicImpact:
    """The Total Economic Impact of SalesLoft, Forrester: three years, risk-adjusted, at 10%."""

    STUDY = """\
discount_rate: 0.10
timing: end
lines:
  - {id: costs, kind: cost, values: [53150, 666715, 636772, 647783]}
  - {id: benefits, kind: benefit, values: [0, 1606511, 3061331, 4229760]}
"""

    def test_present_values_and_their_ratio(self) -> None:
        found = evaluate(business(self.STUDY))
        assert (found.total_costs, found.pv_costs) == (2004420, near(1672201, 0))
        assert (found.total_benefits, found.pv_benefits) == (8897602, near(7168371, 0))
        assert found.npv == near(5496170, 0)
        assert found.roi_discounted == near(3.29, 2)
        assert found.payback_months is not None
        assert found.payback_months < 6


class TestSeveralRates:
    """Flows that change their sign more than once: what is published as the rate is one of several."""

    def test_the_oil_pump(self) -> None:
        """Lorie and Savage, Three problems in rationing capital (1955): 25% and 400%."""
        found = evaluate(net(-1600, 10000, -10000))
        assert (found.irr_roots, found.irr) == ((0.25, 4.0), None)
        assert found.npv == near(-773.55, 2)

    def test_the_strip_mine(self) -> None:
        """Helmsley Iron, Brealey, Myers and Allen, Principles of Corporate Finance: 3.50% and 19.54%."""
        found = evaluate(net(-3, *[1] * 9, "-6.5"))
        assert found.irr_roots == (near(0.0350, 4), near(0.1954, 4))
        assert (found.irr, found.npv) == (None, near(0.253, 3))

    def test_three_rates(self) -> None:
        """irr, Financial Toolbox, MathWorks, after Hazen (2003): it returns 100%, the smallest that is positive."""
        found = evaluate(net(-1000, 6000, -10900, 5800))
        assert found.irr_roots == (near(-0.0488, 4), near(1.0, 4), near(2.0488, 4))
        assert (found.irr, found.npv) == (None, near(-196.0932, 4))

    @pytest.mark.parametrize(
        ("flows", "published", "places", "others"),
        [
            ((-100, 100, 0, -7), -0.0833, 4, 1),
            ((-5, "10.5", 1, -8, 1), 0.0886, 4, 2),
        ],
    )
    def test_one_is_documented_where_there_are_more(
        self, flows: tuple[object, ...], published: float, places: int, others: int
    ) -> None:
        """numpy.irr, NumPy 1.13: right, and not the only rate; so it is listed, and no one rate is stated."""
        found = evaluate(net(*flows))
        assert found.irr_roots is not None
        assert near(published, places) in found.irr_roots
        assert (len(found.irr_roots), found.irr) == (1 + others, None)

    def test_who_is_right_is_a_matter_of_convention(self) -> None:
        """numpy-financial, issue 28: -76% by NumPy, 185% by Excel. Both are rates; NPV decides."""
        found = evaluate(net(-50, -100, 600, 300, -100))
        assert found.irr_roots == (pytest.approx(-0.76, abs=0.01), pytest.approx(1.85, abs=0.01))
        assert found.irr is None


class TestOneRate:
    """Flows with one rate, which software has missed."""

    @pytest.mark.parametrize(
        ("flows", "published", "places"),
        [
            ((-100, 39, 59, 55, 20), 0.28095, 5),
            ((-100, 0, 0, 74), -0.0955, 4),
            ((-100, 100, 0, 7), 0.06206, 5),
            ((-250000, 100000, 150000, 200000, 250000, 300000), 0.5672303344358536, 15),
            ((-500, 50, 31, 3, 11), -0.5296447721512683, 15),
        ],
    )
    def test_as_documented(self, flows: tuple[int, ...], published: float, places: int) -> None:
        """numpy.irr, NumPy 1.13; numpy-financial's front page; numpy.irr() in Python, GeeksforGeeks."""
        assert evaluate(net(*flows)).irr == near(published, places)

    def test_a_rate_below_minus_100_percent_is_none(self) -> None:
        """pyxirr, issue 46: it gave -1.7616, numpy-financial -0.13209372. Only the second can be meant."""
        paid = (
            1418817.33, 1402670.49, 1382962.90, 1370421.60, 1354305.96, 1338186.55, 1318573.79, 1305934.72, 1289804.33,
            1273673.50, 1253548.45, 1241449.24, 1225335.63, 1209170.48, 1189273.31, 1176256.90, 1159466.27, 1142451.61,
            1121479.27, 1106681.64,
        )  # fmt: skip
        found = evaluate(net(-144852555, *paid))
        assert found.irr == near(-0.13209372, 8)
        assert found.irr_roots == (found.irr,)

    def test_a_loan_that_is_paid_back_has_a_positive_rate(self) -> None:
        """pyxirr, issue 24: 480 monthly payments; it gave -23.8 a year, a local minimum, and was corrected."""
        found = evaluate(net("-172545.848122807", *["787.735232517999"] * 480, more="period: month"))
        assert found.irr_roots == (found.irr,)
        assert found.irr is not None
        monthly = (1 + found.irr) ** (1 / 12) - 1
        assert sum(787.735232517999 / (1 + monthly) ** month for month in range(1, 481)) == near(172545.8481, 4)

    def test_the_size_of_amounts_does_not_matter(self) -> None:
        """pyxirr, issue 75: none is found unless all is divided by 1,000; Excel's XIRR gives -0.912781382."""
        flows = {
            "2018-06-30": -84000000, "2019-03-31": 800000, "2019-06-30": 760000, "2019-09-30": 680000,
            "2019-12-31": 800000, "2020-03-31": 280000, "2020-06-30": 740000, "2020-09-30": 520000,
            "2022-03-31": -2100000, "2023-03-31": -13000000, "2024-09-30": -7100000, "2024-12-31": -2050000,
            "2025-03-31": -8400000, "2025-12-31": 1800000, "2026-03-31": 36400,
        }  # fmt: skip
        dates = f"dates: [{', '.join(flows)}]"
        assert evaluate(net(*flows.values(), more=dates)).irr == near(-0.912781382, 9)


class TestUncertainty:
    A = np.array([[0.0], [1.0], [4.5], [9.0], [99.0], [99.0], [99.0], [99.0]])

    def g_function(self, unit: Floats) -> Floats:
        """Sobol's g-function of eight figures."""
        found: Floats = np.prod((np.abs(4 * unit - 2) + self.A) / (1 + self.A), axis=0)
        return found

    def test_the_g_function(self) -> None:
        """Saltelli et al., Variance based sensitivity analysis of model output (2010): the variances are known
        exactly. SALib's own comment has 0.7165 and 0.1791 for the first two; the formula gives 0.7162 and 0.1790."""
        found = sobol_indices(self.g_function, *two_point_sets(8, 15))
        alone = 1 / (3 * (1 + self.A.ravel()) ** 2)
        whole = np.prod(1 + alone) - 1
        assert found.first == pytest.approx(alone / whole, abs=0.0005)
        assert found.total == pytest.approx(alone * np.prod(1 + alone) / (1 + alone) / whole, abs=0.0005)
        assert found.first[:4] == pytest.approx((0.7165, 0.1791, 0.0237, 0.0072), abs=0.0008)
        assert found.total[:4] == pytest.approx((0.7871, 0.2422, 0.0343, 0.0105), abs=0.0005)

    def test_what_a_perfect_test_of_a_design_is_worth(self) -> None:
        """Decision tree for a new design against the present one, course notes on Course Hero (p2jp11h): present
        worths 79,063, 11,042 and -63,781 with 30, 55 and 15%; EVPI 9,567."""
        outcomes = np.repeat([79063.0, 11042.0, -63781.0], [6, 11, 3])
        assert outcomes.mean() == near(20225, 0)
        assert perfect_information(outcomes) == near(9567, 0)

    @pytest.mark.parametrize(
        ("ends", "pert", "triangular"), [((24, 28, 36), 29, 29), ((4, 6, 14), 7, 8), ((1, 2, 9), 3, 4)]
    )
    def test_three_point_estimates(self, ends: tuple[int, int, int], pert: int, triangular: int) -> None:
        """PMI, A Guide to the PMBOK, three-point estimating: (O + 4M + P) / 6 and (O + M + P) / 3. The first is the
        practice question of BlueWell, whose answer is 29; its solution misprints the sum, 172, as 272."""
        assert _mean("pert", ends) == pytest.approx(pert, abs=0.5 if ends == (24, 28, 36) else 1e-3)
        assert _mean("triangular", ends) == pytest.approx(triangular, abs=0.5 if ends == (24, 28, 36) else 1e-3)
        assert _mean("pert", ends) == pytest.approx((ends[0] + 4 * ends[1] + ends[2]) / 6, abs=1e-3)

    def test_the_deviation_of_pert_is_not_a_sixth_of_its_range(self) -> None:
        """PMI's (P - O) / 6, 1.67 for 4, 6 and 14, is a rule of thumb. The distribution that PERT means, a beta with
        the mean 7, has sqrt((7 - 4) (14 - 7) / 7) = 1.73, Vose, Risk Analysis; ours is the latter."""
        quantiles = quantile_table(Distribution(low=4, likely=6, high=14, shape="pert"))
        deviation = float(np.sqrt(np.trapezoid((quantiles - 7) ** 2, dx=1 / CELLS)))
        assert deviation == pytest.approx(3**0.5, abs=1e-3)

    def test_a_cost_by_three_points_moves_npv_by_its_mean(self) -> None:
        """The same estimate through the whole simulation: a cost of 6, at least 4 and at most 14, pert, comes to 7."""
        low, high = 4 / 6, 14 / 6
        case = business(
            "discount_rate: 0\nlines:\n"
            f"  - {{id: a, kind: cost, values: [0, 6], low: {low:.12f}, high: {high:.12f}, distribution: pert}}\n"
            "  - {id: b, kind: benefit, values: [0, 10]}\n"
        )
        assert simulate(case).mean == pytest.approx(10 - 7, abs=1e-3)


def _mean(distribution: Any, ends: tuple[int, int, int]) -> float:
    low, likely, high = ends
    return float(
        np.trapezoid(quantile_table(Distribution(low=low, likely=likely, high=high, shape=distribution)), dx=1 / CELLS)
    )
