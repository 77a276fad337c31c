"""Cases to hold the pages against: none of them is the example, and each is wrong or odd in its own way."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

BARE = """\
title: A bare case
organisation: Example organisation (fictional)
currency: USD
as_of: 2026-10
horizon: {start: 2026-10, months: 1}
"""

KPI = """\
lead_time:
  name: Lead time
  definition: Mean days from approval to production.
  unit: days
  better: lower
  kind: leading
  combine: ratio
  status:
    green: {op: "<=", value: 10}
  owner: Head of the platform
  source: Deployment log
"""

ADOPTION = ("month", "team_id", "team", "business_unit", "wave", "stage", "active_users", "models_in_production")

# Texts that some medium on the way would take for markup; each has to be shown letter by letter.
HOSTILE = {
    "script": "<script>document.title='robbed'</script>",
    "handler": "<img src=x onerror=\"document.title='robbed'\">",
    "anchor": "<a href='http://192.0.2.1/'>press me</a>",
    "link": "[a](http://192.0.2.1/)",
    "image": "![a](http://192.0.2.1/a.png)",
    "bare link": "http://192.0.2.1/ www.steerco.example a@steerco.example",
    "icons": ":material/home: :smile: :streamlit: 12:30:45",
    "colours": ":red[x] :blue-badge[y] :small[z]",
    "formula": "costs $5 and $x^2$ and $$y$$",
    "marks": "*a* _b_ `c` ~d~ # e > f - g 1. h | i",
    "markup": "<b>bold</b> R<sub>2</sub> <br> &lt;i&gt; &amp;",
    "sheet": "=1+1",
    "template": "%{y} {{ 1 }} ${x} {0} %s",
    "right to left": "فريق التحليل abc",
    "long": "Word" * 30,
    "quotes": 'it\'s "so" \\ back\\_slash',
}


def bare(folder: Path) -> Path:
    """A case with the required keys and nothing else."""
    folder.mkdir(parents=True)
    (folder / "case.yaml").write_text(BARE, "utf-8")
    return folder


def one_row(folder: Path) -> Path:
    """One team in one month, and one row of one KPI."""
    bare(folder)
    (folder / "metrics.yaml").write_text(KPI, "utf-8")
    _csv(folder, "adoption", ADOPTION, [("2026-10", "T1", "Claims", "Care", "1", "pilot", 3, 0)])
    _csv(folder, "kpi", ("month", "kpi_id", "numerator", "denominator"), [("2026-10", "lead_time", 24, 2)])
    return folder


def hostile(folder: Path) -> Path:
    """Every text that people write is one of HOSTILE; 200 teams in 16 business units and waves over 6 months."""
    folder.mkdir(parents=True)
    texts = list(HOSTILE.values())
    waves = "".join(_wave(index, text) for index, text in enumerate(texts))
    decisions = "".join(
        f"  - {{id: d{index}, question: {_quoted(text)}, recommendation: {_quoted(text)}, owner: {_quoted(text)}}}\n"
        for index, text in enumerate(texts)
    )
    everything = _quoted(" ".join(texts))
    headlines = ", ".join(f"k{index}" for index in range(len(texts)))
    (folder / "case.yaml").write_text(
        f"title: {_quoted(HOSTILE['script'])}\norganisation: {_quoted(HOSTILE['icons'])}\ncurrency: USD\n"
        f"as_of: 2026-10\nlast_committee: 2026-07\nhorizon: {{start: 2026-05, months: 18}}\nnarrative: {everything}\n"
        f"ask: {{title: {_quoted(HOSTILE['link'])}, amount: 1200, purpose: {everything}}}\n"
        f"decisions:\n{decisions}adoption:\n  waves:\n{waves}headlines: [{headlines}]\n",
        "utf-8",
    )
    blocks = [_kpi(index, text) for index, text in enumerate(texts)]
    (folder / "metrics.yaml").write_text("".join(blocks), "utf-8")
    _csv(folder, "adoption", ADOPTION, _teams(texts))
    columns = ("month", "kpi_id", "value", "note")
    rows = [(f"2026-{month:02}", f"k{n}", month * n, text) for n, text in enumerate(texts) for month in range(5, 11)]
    _csv(folder, "kpi", columns, rows)
    return folder


def broken(folder: Path) -> Path:
    """A case that can't be opened: five problems in two files."""
    folder.mkdir(parents=True)
    (folder / "case.yaml").write_text(
        "titel: A bare case\norganisation: Example organisation (fictional)\ncurrency: dollars\n"
        "as_of: October 2026\nhorizon: {start: 2026-10, months: 0}\n",
        "utf-8",
    )
    (folder / "metrics.yaml").write_text(KPI.replace("better: lower", "better: less"), "utf-8")
    return folder


def half_refused(folder: Path) -> Path:
    """Good KPI data beside adoption data with two bad rows."""
    one_row(folder)
    good = ("2026-10", "T1", "Claims", "Care", "1", "pilot", 3, 0)
    _csv(
        folder,
        "adoption",
        ADOPTION,
        [good, ("2026-10", "T2", *good[2:5], "flying", 3, 0), ("2026-10", "T3", *good[2:6], "many", 0)],
    )
    return folder


def _wave(index: int, text: str) -> str:
    return (
        f"    - {{id: {_quoted(text)}, name: {_quoted(text)}, start: 2026-05, teams: 20, plan: {{2026-10: {index}}}}}\n"
    )


def _kpi(index: int, text: str) -> str:
    words = _quoted(text)
    return (
        f"k{index}:\n  name: {words}\n  definition: {words}\n  question: {words}\n  formula: {words}\n  unit: count\n"
        f"  better: higher\n  kind: lagging\n  combine: sum\n  owner: {words}\n  source: {words}\n"
        f"  status: {{green: {{op: '>=', value: 50}}}}\n  changes: [{{from: 2026-08, what: {words}}}]\n"
    )


def _teams(texts: Sequence[str]) -> Iterable[Sequence[object]]:
    for team in range(200):
        text = texts[team % len(texts)]
        for month in range(5, 11):
            # Months 5 to 10: some teams never start, some fall back at the end, some stay where they are.
            stages = ("not_started", "onboarding", "pilot", "production", "scaled", "pilot")
            stage = "pilot" if team % 5 == 0 and month > 5 else stages[min(month - 5, team % 7)]
            users = 0 if stage == "not_started" else month
            yield (f"2026-{month:02}", f"T{team}", f"{text} {team}", text, text, stage, users, team % 3)


def _csv(folder: Path, dataset: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path = folder / "datasets" / f"{dataset}.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _quoted(text: str) -> str:
    """A YAML scalar in single quotes."""
    return "'" + text.replace("'", "''") + "'"
