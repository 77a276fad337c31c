"""The house style as limits: sizes, names and docstrings. The figures may only fall."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = (
    ROOT / "app.py",
    *sorted(path for name in ("pages", "components", "steering") for path in (ROOT / name).rglob("*.py")),
)
LINES = 300
FUNCTION_LINES = 40
# The largest shares of names that are participles, of functions and of stored variables.
FUNCTION_PARTICIPLES = 0.021
# Modules that need a browser as soon as they are loaded; here they are parsed, and tests/browser has them loaded.
BROWSER_ONLY = (
    "picture.js",
    "page.js",
    "stage.js",
    "joining.js",
    "follow.js",
    "auditor.js",
    "enter.js",
    "questions.js",
    "vote.js",
    "number.js",
    "notes.js",
    "recordings.js",
    "try.js",
    "room.js",
    "remote.js",
    "present.js",
    "present_show.js",
    "desk.js",
    "desk_checks.js",
    "desk_modes.js",
    "desk_panels.js",
    "desk_people.js",
    "desk_vote.js",
    "voice_tap.js",
)
VARIABLE_PARTICIPLES = 0.043
IRREGULAR = frozenset(
    re.findall(
        r"\w+",
        "found said known kept made laid held shown told drawn written given taken done gone seen meant read left put "
        "set begun brought sent sold bought built lost met paid lent spent thought caught hidden chosen broken spoken "
        "worn torn",
    )
)
NO_PARTICIPLES = frozenset({"need", "feed", "speed", "seed", "exceed", "embed"})
SCRIPTS = sorted((ROOT / "components" / "live").glob("*.js"))


def is_participle(name: str) -> bool:
    """Whether a name begins with a participle: `known_teams`, `_said`."""
    first = name.strip("_").split("_")[0]
    return first in IRREGULAR or (first.endswith("ed") and len(first) > 3 and first not in NO_PARTICIPLES)


@cache
def nodes() -> tuple[tuple[Path, ast.AST], ...]:
    """Every node of the syntax trees of all sources, with its file."""
    trees = [(path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES]
    return tuple((path, node) for path, tree in trees for node in ast.walk(tree))


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path, node in nodes():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield path, node


def test_files_are_short() -> None:
    sizes = {path.relative_to(ROOT): path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
    assert {path: lines for path, lines in sizes.items() if lines > LINES} == {}


def test_functions_are_short() -> None:
    long = [
        f"{path}:{node.name}" for path, node in functions() if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def test_a_class_name_means_one_thing() -> None:
    counts = Counter(node.name for _, node in nodes() if isinstance(node, ast.ClassDef))
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_string_stands_for_a_comment() -> None:
    bare = [
        f"{path}:{statement.lineno}"
        for path, node in nodes()
        if isinstance(body := getattr(node, "body", None), list)
        for statement in body[1:]
        if isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    ]
    assert bare == []


def test_every_module_has_a_docstring() -> None:
    without = [path for path, node in nodes() if isinstance(node, ast.Module) and not has_text(ast.get_docstring(node))]
    assert without == []


def has_text(docstring: str | None) -> bool:
    return bool(docstring and re.search(r"\w", docstring))


def test_functions_are_named_by_verbs() -> None:
    names = [node.name for _, node in functions()]
    assert sum(map(is_participle, names)) / len(names) <= FUNCTION_PARTICIPLES


def test_variables_are_named_by_nouns() -> None:
    names = [node.id for _, node in nodes() if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    assert sum(map(is_participle, names)) / len(names) <= VARIABLE_PARTICIPLES


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_scripts_of_the_browser_are_modules_that_find_one_another(script: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, so the scripts of components/live are not loaded here")
    if script.name in BROWSER_ONLY:
        parse = subprocess.run(
            [node, "--input-type=module", "--check"], input=script.read_bytes(), capture_output=True, check=False
        )
        assert parse.returncode == 0, parse.stderr.decode()
        return
    load = f"const found = await import({script.as_uri()!r}); process.exit(Object.keys(found).length ? 0 : 1)"
    module = subprocess.run([node, "--input-type=module", "-e", load], capture_output=True, check=False)
    assert module.returncode == 0, module.stderr.decode()
