"""What the panel of the ROI page's sliders is given to draw; moving them takes a browser."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest


def panel(seen: AppTest) -> dict[str, Any]:
    """Its data: terms, where the sliders stand, tiles and chart."""
    found: dict[str, Any] = json.loads(
        next(part.proto.json for part in seen.get("bidi_component") if part.key == "drivers-panel")
    )
    return found


def figures(seen: AppTest) -> dict[str, str]:
    """The headline figures by id, as they are written."""
    return {tile["id"]: tile["value"] for tile in panel(seen)["tiles"]}
