"""The house rules that the source itself can show: which way imports run, and who alone may use what.

Each rule is a pure function over source text, so that it is tried on a bad example as well as on the tree.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("app", "pages", "components", "steering")

# From the top down: a part may import from its own level and from those below it, never from one above.
LEVELS = (
    ("app", "pages", "steering.__main__", "steering.commands"),
    ("components",),
    (
        "steering.web",
        "steering.exports",
        "steering.imports",
        "steering.stage",
        "steering.rehearsal",
        "steering.state",
        "steering.overview",
        "steering.exercises",
    ),
    ("steering.picture",),
    ("steering.frames",),
    ("steering.charts", "steering.drawings", "steering.ingest", "steering.mending"),
    ("steering.warehouse", "steering.records", "steering.cases", "steering.conditions", "steering.context"),
    (
        "steering.actors",
        "steering.addresses",
        "steering.archives",
        "steering.clock",
        "steering.errors",
        "steering.catalog",
        "steering.field_types",
        "steering.formatting",
        "steering.formulas",
        "steering.home",
        "steering.lookalikes",
        "steering.months",
        "steering.recurrence",
        "steering.status",
    ),
)
# The level of every part of steering that is not named above: a subject of the agenda.
SUBJECTS = 5

SOLE_USERS = {
    "duckdb": ("steering/warehouse/",),
    "sqlalchemy": ("steering/records/",),
    "alembic": ("steering/records/",),
    "plotly": ("steering/charts/",),
    "icalendar": ("steering/exports/calendar.py",),
    "openpyxl": (
        "steering/ingest/workbook.py",
        "steering/ingest/workbook_copy.py",
        "steering/ingest/spreadsheet.py",
    ),
    "xlsxwriter": ("steering/exports/tables.py", "steering/exports/workbook/"),
    "starlette": ("steering/web/", "app.py"),
    "fsrs": ("steering/rehearsal/spacing.py",),
    "jinja2": ("steering/picture/markup.py",),
    "markdown_it": ("steering/picture/prose.py",),
    "pptx": ("steering/exports/slides/",),
    "mmdr": ("steering/drawings/mermaid.py",),
    "typst": ("steering/exports/papers/typesetter.py",),
    "yaml": ("steering/cases/yaml_reader.py", "steering/catalog/contracts.py"),
    "ruamel": ("steering/cases/yaml_writer.py",),
    "streamlit": ("app.py", "pages/", "components/"),
}
NOT_ON_A_PAGE = (
    "pandas",
    "numpy",
    "scipy",
    "pyarrow",
    "duckdb",
    "sqlalchemy",
    "plotly",
    "decimal",
    "statistics",
    "math",
)
VERBS = "select|with|insert|update|delete|create|drop|from"
SQL = re.compile(rf"\s*(--.*\n\s*)*({VERBS}|{VERBS.upper()})\s[\s\S]*\b(?i:from|into|set|table|as)\b")

Sources = Mapping[str, str]


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """Path in the tree -> text of every Python file that is ours, tests and benchmarks apart."""
    files = [ROOT / "app.py", *(file for top in OURS[1:] for file in (ROOT / top).rglob("*.py"))]
    return {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in files}


@cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def part_of(module: str) -> str:
    """`steering.kpis` for `steering.kpis.x`, `pages` for `pages.brief`."""
    pieces = module.split(".")
    return ".".join(pieces[:2]) if pieces[0] == "steering" else pieces[0]


def level_of(part: str) -> int:
    named = (number for number, level in enumerate(LEVELS) if part in level)
    return next(named, SUBJECTS)


def imports(path: str, text: str) -> Iterator[str]:
    """Every module that a file imports, wherever in the file: under TYPE_CHECKING and in functions too."""
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module_of(path).split(".")
            package = above if path.endswith("__init__.py") else above[:-1]
            home = ".".join(package[: len(package) - node.level + 1]) + "." if node.level else ""
            named = (home + (node.module or "")).strip(".")
            yield from (f"{named}.{alias.name}" for alias in node.names)


def arrows(sources: Sources) -> set[tuple[str, str, str]]:
    """(file, from part, to part) for every import between two parts of ours."""
    found = set()
    for path, text in sources.items():
        start = part_of(module_of(path))
        for module in imports(path, text):
            end = part_of(module)
            if module.split(".")[0] in OURS and end not in (start, "steering"):
                found.add((path, start, end))
    return found


def upward(sources: Sources) -> list[str]:
    return sorted(
        f"{path}: {start} imports {end}, which is above it"
        for path, start, end in arrows(sources)
        if level_of(end) < level_of(start)
    )


def circles(sources: Sources) -> list[str]:
    """Every part that can reach itself through others."""
    after: dict[str, set[str]] = {}
    for _, start, end in arrows(sources):
        after.setdefault(start, set()).add(end)
    found = []
    for start in after:
        reached: set[str] = set()
        waiting = list(after[start])
        while waiting:
            part = waiting.pop()
            if part not in reached:
                reached.add(part)
                waiting += after.get(part, ())
        if start in reached:
            found.append(f"{start} reaches itself")
    return sorted(found)


def second_users(sources: Sources) -> list[str]:
    return sorted(
        {
            f"{path} uses {top}, which only {' and '.join(SOLE_USERS[top])} may"
            for path, text in sources.items()
            for top in {module.split(".")[0] for module in imports(path, text)} & SOLE_USERS.keys()
            if not path.startswith(SOLE_USERS[top])
        }
    )


def session_state(sources: Sources) -> list[str]:
    """Files that touch `session_state`, by any name of Streamlit's module or by import."""
    return sorted(
        path
        for path, text in sources.items()
        if path != "components/session.py"
        and any(
            (isinstance(node, ast.Attribute) and node.attr == "session_state")
            or (isinstance(node, ast.alias) and node.name == "session_state")
            for node in ast.walk(parsed(text))
        )
    )


def unsafe_html(sources: Sources) -> list[str]:
    """Files that ask Streamlit to take text as HTML."""
    name = "unsafe_allow_html"
    return sorted(
        path
        for path, text in sources.items()
        if any(
            (isinstance(node, ast.keyword) and node.arg == name)
            or (isinstance(node, ast.Constant) and node.value == name)
            for node in ast.walk(parsed(text))
        )
    )


def broad_excepts(sources: Sources) -> list[str]:
    found = []
    for path, text in sources.items():
        for node in ast.walk(parsed(text)):
            if isinstance(node, ast.ExceptHandler) and path != "components/shell.py":
                caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                names = {one.id if isinstance(one, ast.Name) else getattr(one, "attr", one) for one in caught}
                if names & {None, "Exception", "BaseException"}:
                    found.append(f"{path}, row {node.lineno}")
    return sorted(found)


def work_on_pages(sources: Sources) -> list[str]:
    """What a page may not do by itself: SQL, pandas and its like, arithmetic."""
    found = []
    for path, text in sources.items():
        if not path.startswith("pages/"):
            continue
        found += [f"{path} imports {module}" for module in imports(path, text) if module.split(".")[0] in NOT_ON_A_PAGE]
        for node in ast.walk(parsed(text)):
            if _calculates(node):
                found.append(f"{path}, row {getattr(node, 'lineno', 0)}: arithmetic")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
                found.append(f"{path}, row {node.lineno}: SQL")
    return sorted(found)


def _calculates(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in ("sum", "round")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        # `folder / "name"` is a path, not a division.
        return not (isinstance(node.right, ast.Constant) and isinstance(node.right.value, str))
    return isinstance(node, (ast.BinOp, ast.AugAssign))


RULES: dict[Callable[[Sources], list[str]], list[dict[str, str]]] = {
    upward: [
        {"steering/errors.py": "from steering.cases import load"},
        {"steering/kpis/scorecard.py": "from steering.frames import brief"},
        {"steering/frames/brief/page.py": "def f():\n    import components.blocks"},
        {"steering/cases/loader.py": "from steering import warehouse, intake"},
        {"steering/context/case_context.py": "if TYPE_CHECKING:\n    from steering.kpis.scorecard import KpiResult"},
        {"steering/cases/loader.py": "from ..frames import brief"},
        {"components/blocks.py": "from pages.agenda import AGENDA"},
    ],
    circles: [
        {
            "steering/kpis/scorecard.py": "import steering.costs",
            "steering/costs/spend.py": "from steering.kpis.series import Point",
        },
        {
            "steering/kpis/scorecard.py": "import steering.costs",
            "steering/costs/spend.py": "from steering import adoption",
            "steering/adoption/progress.py": "from steering.kpis.series import Point",
        },
    ],
    second_users: [
        {"steering/kpis/scorecard.py": "import duckdb"},
        {"components/tables.py": "from plotly import graph_objects as go"},
        {"steering/frames/brief/page.py": "from plotly.graph_objects import Figure"},
        {"steering/kpis/scorecard.py": "def f():\n    import streamlit as st"},
        {"steering/cases/loader.py": "import yaml"},
        {"steering/warehouse/releases.py": "import sqlalchemy as sa"},
        {"components/shell.py": "from starlette.requests import Request"},
    ],
    session_state: [
        {"pages/brief.py": "import streamlit as st\nst.session_state['x'] = 1"},
        {"components/blocks.py": "from streamlit import session_state as kept"},
    ],
    unsafe_html: [
        {"components/blocks.py": "st.markdown(text, unsafe_allow_html=True)"},
        {"components/blocks.py": "st.markdown(text, **{'unsafe_allow_html': True})"},
    ],
    broad_excepts: [
        {"steering/kpis/scorecard.py": "try:\n    f()\nexcept Exception:\n    pass"},
        {"components/blocks.py": "try:\n    f()\nexcept:\n    pass"},
        {"app.py": "try:\n    f()\nexcept (ValueError, BaseException) as error:\n    pass"},
    ],
    work_on_pages: [
        {"pages/costs.py": "import pandas as pd"},
        {"pages/costs.py": "share = part / whole"},
        {"pages/costs.py": "total = sum(amounts)"},
        {"pages/costs.py": "total += 1"},
        {"pages/costs.py": "rows = ask('select team from cost')"},
        {"pages/costs.py": "rows = ask('''\n  with a as (select 1)\n  select * from a''')"},
    ],
}
NAMES = [rule.__name__ for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_the_tree_keeps_the_rule(rule: Callable[[Sources], list[str]], sources: dict[str, str]) -> None:
    assert rule(sources) == []


@pytest.mark.parametrize(
    ("rule", "bad"),
    [(rule, bad) for rule, examples in RULES.items() for bad in examples],
    ids=[f"{rule.__name__}-{number}" for rule, examples in RULES.items() for number in range(len(examples))],
)
def test_the_rule_finds_what_breaks_it(rule: Callable[[Sources], list[str]], bad: dict[str, str]) -> None:
    assert rule(bad)


def test_the_rules_leave_what_is_right_alone() -> None:
    right = {
        "pages/agenda.py": 'ICON = ASSETS / "steerco.svg"\nSAID = "Select a team from the list"',
        "components/shell.py": "try:\n    f()\nexcept Exception:\n    pass",
        "components/session.py": "import streamlit as st\nst.session_state['x'] = 1",
        "steering/frames/brief/page.py": "from steering.charts import kpis\nfrom steering import months",
        "steering/charts/kpis.py": "import plotly.graph_objects as go\nfrom steering.kpis.scorecard import KpiResult",
    }
    assert [found for rule in RULES for found in rule(right)] == []


def test_every_part_that_is_placed_by_name_can_be_told_from_a_subject() -> None:
    assert level_of("steering.errors") > level_of("steering.cases") > level_of("steering.kpis") == SUBJECTS
    assert level_of("steering.kpis") > level_of("steering.frames") > level_of("components") > level_of("app")


def test_the_graph_is_not_empty(sources: dict[str, str]) -> None:
    assert len(sources) > 40
    assert ("steering/context/case_context.py", "steering.context", "steering.cases") in arrows(sources)


def test_data_holds_no_program() -> None:
    assert [file for file in (ROOT / "data").rglob("*") if file.suffix in (".py", ".pyc", ".ipynb")] == []


def test_whatever_is_taken_along_on_a_page_goes_through_the_one_function_that_notes_it() -> None:
    drawing = [path for path in sorted((ROOT / "components").rglob("*.py")) if ".download_button(" in path.read_text()]
    assert [path.name for path in drawing] == ["downloads.py"]
