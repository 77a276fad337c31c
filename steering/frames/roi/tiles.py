"""The headline figures of the ROI page, each with its convention."""

from __future__ import annotations

from steering.catalog.business_metrics import METRICS
from steering.finance.metrics import Metrics
from steering.formatting import ABSENT, format_number, format_value, pluralise
from steering.frames.blocks import Tile, Tiles
from steering.roi.report import RoiReport
from steering.roi.verdict import Verdict
from steering.status import Status

TIMINGS = {
    "end": "flows at the end of each {period}",
    "mid": "flows in the middle of each {period}",
    "start": "flows at the start of each {period}",
    "split": "costs at the start of each {period}, benefits at its end",
}


def build_tiles(verdict: Verdict) -> Tiles:
    """Build the tiles of NPV, before and after tax, IRR, ROI, payback, peak funding and risk-adjusted NPV."""
    report = verdict.report
    now = report.now
    return Tiles(
        tiles=(
            _build_tile(
                report,
                "npv",
                note=f"at {format_rate(report.rate)} a year",
                status=None if now.npv is None else verdict.grade,
            ),
            *_build_after_tax_tile(report),
            _build_irr_tile(report),
            _build_tile(report, "roi", note="undiscounted"),
            _build_tile(report, "payback_months", note=_describe_payback(now)),
            _build_tile(report, "peak_funding", note=_describe_depth(report)),
            _build_adjusted_tile(verdict),
        )
    )


def _build_after_tax_tile(report: RoiReport) -> tuple[Tile, ...]:
    """Build the NPV after tax, with the IRR after tax; no tile where the case has no tax."""
    tax, now = report.business.tax, report.now
    if tax is None:
        return ()
    rate = f"; IRR {format_share(now.irr_after_tax)}" if now.irr_after_tax is not None else ""
    note = f"tax at {format_rate(float(tax.rate))}{rate}"
    return (_build_tile(report, "npv_after_tax", note=note, status=_rate_sign(now.npv_after_tax)),)


def _build_adjusted_tile(verdict: Verdict) -> Tile:
    """Build the risk-adjusted NPV; no tile where no line has a risk adjustment."""
    is_adjusted = verdict.adjusted is not None
    return Tile(
        id="risk_adjusted",
        label="Risk-adjusted NPV",
        short="Risk-adjusted NPV",
        value=verdict.report.money(verdict.adjusted),
        note="benefits lowered, costs raised" if is_adjusted else "no line has a risk adjustment",
        status=_rate_sign(verdict.adjusted),
        help="Every benefit lowered and every cost raised by the line's own share, as Forrester's TEI does. "
        "The risks of the risk register are not in it.",
    )


def format_figure(metric: str, value: object, report: RoiReport) -> str:
    """Return a metric of the business case as it is read."""
    unit = METRICS[metric].unit
    if value is None or value == ():
        return ABSENT
    if isinstance(value, tuple):
        return ", ".join(format_figure("irr", part, report) for part in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    assert isinstance(value, (int, float))  # every other metric is a number
    if unit == "money":
        return report.money(value)
    if unit == "months":
        return format_months(value)
    if unit == "share":
        return format_share(value)
    return format_value(value, "count", METRICS[metric].decimals)


def format_share(value: float) -> str:
    """Format a share; above 1,000% as a multiple."""
    if abs(value) >= 10:
        return f"{format_value(value, 'count')}×"
    return format_value(value, "share", 0 if abs(value) >= 1 else 1)


def format_rate(value: float) -> str:
    """Return a rate as it was written: `10%`, `12.5%`."""
    return f"{format_number(round(value * 100, 4))}%"


def format_months(value: float) -> str:
    """`14.9 months`, `1 month`."""
    number = format_value(value, "count", 1).removesuffix(".0")
    return f"{number} {'month' if number == '1' else 'months'}"


def describe_convention(report: RoiReport) -> str:
    """Describe the convention of the discounted figures, as a sentence."""
    business = report.business
    rate = format_rate(report.rate)
    if business.days:
        return f"NPV at {rate} a year, flows on their dates, actual/365."
    timing = TIMINGS[business.timing].format(period=business.period)
    own = (
        ", some lines at other moments"
        if any(line.timing not in (None, business.timing) for line in business.lines)
        else ""
    )
    later = ", less in later years" if business.later_rates else ""
    return f"NPV at {rate} a year{later}, {timing}{own}, today undiscounted."


def describe_accrual(report: RoiReport) -> str:
    """Describe when flows come within a period, for what is not discounted: the running total and the payback."""
    business = report.business
    if business.days:
        return "Flows count on their dates, so payback falls on one of them."
    if business.timing == "split":
        return (
            f"Costs are paid at the start of each {business.period} and benefits come evenly within it: so the line "
            "falls and rises, and payback and peak funding are counted."
        )
    if report.cash.at_start:
        return (
            f"Lines that are paid at the start of a {business.period} count then, all others evenly within it: so the "
            "line falls and rises, and payback and peak funding are counted."
        )
    return f"The line is the total at the end of each {business.period}; payback counts flows as even within it."


def _build_tile(report: RoiReport, metric: str, *, note: str, status: Status | None = None) -> Tile:
    meaning = METRICS[metric]
    now, plan = getattr(report.now, metric), getattr(report.plan_metrics, metric)
    delta = None
    if report.on_today and now is not None and plan is not None:
        delta = _format_step(metric, now - plan, report)
    return Tile(
        id=metric,
        label=meaning.label,
        short=meaning.short,
        value=format_figure(metric, now, report),
        delta=delta,
        since="against plan" if delta else "",
        good=_is_improvement(metric, now, plan) if delta else None,
        note=note,
        status=status,
        help=meaning.definition,
    )


def _build_irr_tile(report: RoiReport) -> Tile:
    """Build the tile of the rate of return, or of the reason why there is none."""
    now, hurdle = report.now, report.business.hurdle_rate
    roots = now.irr_roots or ()
    if now.irr is None:
        none = "NPV is 0 at every rate" if report.is_zero_at_every_rate else "NPV is 0 at no rate"
        several = f"{pluralise(len(roots), 'rate')} with an NPV of 0" if roots else none
        note, status = f"{several}; NPV decides", None
    elif hurdle is None:
        note, status = "a year", None
    else:
        note = f"a year; hurdle {format_rate(float(hurdle))}"
        status = Status.ABOVE_HURDLE if now.irr >= float(hurdle) else Status.BELOW_HURDLE
    tile = _build_tile(report, "irr", note=note, status=status)
    return tile if now.irr is not None else Tile(**{**vars(tile), "value": "None"})


def _describe_payback(now: Metrics) -> str:
    if now.payback_months is None:
        return "not within the horizon"
    discounted = now.discounted_payback_months
    return f"discounted {format_months(discounted)}" if discounted is not None else "discounted never"


def _describe_depth(report: RoiReport) -> str:
    business = report.business
    if business.timing == "split" and not business.days:
        return f"at its deepest, as costs are paid at the start of a {business.period}"
    if report.cash.at_start:
        return f"at its deepest, after what is paid at the start of a {business.period}"
    return "at its deepest"


def _format_step(metric: str, step: float, report: RoiReport) -> str:
    unit = METRICS[metric].unit
    if unit == "money":
        return report.money(step, sign=True)
    if unit == "months":
        return f"{format_value(step, 'count', 1, signed=True)} months"
    return format_value(step * 100, "points", 0, signed=True)


def _is_improvement(metric: str, now: float, planned: float) -> bool | None:
    if now == planned:
        return None
    return (now < planned) if METRICS[metric].less_is_better else (now > planned)


def _rate_sign(value: float | None) -> Status | None:
    return None if value is None else Status.ABOVE_ZERO if value > 0 else Status.BELOW_ZERO
