"""What a browser needs for the sliders of the business case, as plain values in the frame."""

from __future__ import annotations

from typing import Any

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.blocks import Chart
from steering.roi.browser_model import BrowserModel, browser_model
from steering.roi.drivers import DriverSetting, driver_settings
from steering.roi.report import RoiReport


def build_model(context: CaseContext, filters: Filters, report: RoiReport, chart: Chart) -> dict[str, Any]:
    """Build the terms of the model, the sliders with a text for each of their stops, and what the chart needs."""
    model = browser_model(context, filters)
    settings = driver_settings(report.business, filters, context.scenarios)
    return {
        "terms": model.as_dict(),
        "values": {setting.name: setting.value for setting in settings},
        "sliders": [_slider(setting, model) for setting in settings],
        "currency": report.currency,
        "unit": float(report.business.unit),
        "chart": {
            "id": chart.about or chart.id,
            "title": chart.title,
            "alt": chart.alt,
            "periods": list(report.periods),
            "unit": report.unit_label,
            "months": None if report.business.days else report.months_a_period,
            "apart": report.business.apart,
        },
    }


def _slider(setting: DriverSetting, model: BrowserModel) -> dict[str, Any]:
    texts = [setting.format(value) for value in model.stops[setting.name]]
    return {"name": setting.name, "label": setting.definition.label, "help": setting.definition.help, "texts": texts}
