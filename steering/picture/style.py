"""The one style sheet of pictures, with the colours of both themes from where they are written."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from steering.charts import palette
from steering.charts.plotly_js import FONTS
from steering.drawings.theme import FONT, write_rules

LIVE = Path(__file__).parents[2] / "components" / "live"
SHEETS = ("picture.css", "drivers.css", "stage.css")
# What draws a chart, and what shows pictures with it: in one module the words between them are left out.
SCRIPTS = ("charts.js", "picture.js")
EXPORT, IMPORT = re.compile(r"^export ", re.M), re.compile(r"^import .*\n", re.M)
HUES = ("green", "orange", "red", "gray")


@cache
def style_sheet() -> str:
    """Return the style sheet of pictures. Charts find the colour of a role as `--x` and its reserved digits."""
    sheet = "".join((LIVE / name).read_text("utf-8") for name in SHEETS).replace("FONTS", FONTS)
    sheet = sheet.replace(
        "DRAWINGS", f"& .sketch {{font: 14px/1.4 {FONT};}}\n" + write_rules("& .sketch ", _write_colour)
    )
    return sheet.replace("LIGHT", _variables("light")).replace("DARK", _variables("dark"))


def script() -> str:
    """Return the script that shows pictures, an ECMAScript module without imports or exports."""
    charts, pictures = ((LIVE / name).read_text("utf-8") for name in SCRIPTS)
    return EXPORT.sub("", charts) + IMPORT.sub("", pictures)


def theme_colours(theme: palette.Theme) -> dict[str, str]:
    """Return the theme's colours by their names in the style sheet."""
    settings = tomllib.loads(palette.CONFIG.read_text("utf-8"))["theme"][theme]
    roles = palette.colours(theme)
    variables = {
        "ground": roles[palette.GROUND],
        "text": roles[palette.TEXT],
        "actual": roles[palette.ACTUAL],
        "panel": settings["secondaryBackgroundColor"],
        "line": settings["borderColor"],
        "link": settings["linkColor"],
        "primary": settings["primaryColor"],
    }
    for hue in HUES:
        variables[hue] = settings[f"{hue}TextColor"]
        variables[f"{hue}-ground"] = settings[f"{hue}BackgroundColor"]
    return variables


def _variables(theme: palette.Theme) -> str:
    roles = {f"x{role.lstrip('#')}": colour for role, colour in palette.colours(theme).items()}
    variables = theme_colours(theme) | roles
    return "".join(f"--{name}:{colour};" for name, colour in variables.items()) + f"color-scheme:{theme};"


def _write_colour(value: str) -> str:
    return f"var(--{value})" if value in theme_colours("light") else value
