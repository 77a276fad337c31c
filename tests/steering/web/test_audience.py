"""The pages of a meeting's audience as they leave the server: one policy, and all that they need named at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from steering.charts.plotly_js import PLOTLY_PATH
from steering.web.audience import PAGES, audience_routes

LIVE = Path(__file__).parents[3] / "components" / "live"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_nothing_but_files_of_this_server(page: str) -> None:
    answer = TestClient(Starlette(routes=list(audience_routes(LIVE)))).get(f"/{page}")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert "unsafe" not in " ".join(policy.values())
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<script(?![^>]* src=)| on\w+=| style=", answer.text)
    assert f'data-plotly="{PLOTLY_PATH}"' in answer.text
    files = re.findall(r'(?:src|href)="live/([^"]+)"', answer.text)
    # Who signs in, or comes by a link for auditors, sees no picture.
    shown = set() if page in ("enter", "auditor") else {"picture.js"}
    assert {f"{page}.js", "client.js", "follow.css", *shown} <= set(files)
    assert [name for name in files if not (LIVE / name).is_file()] == []


def test_modules_that_import_each_other_are_named_once(tmp_path: Path) -> None:
    for name in PAGES:
        (tmp_path / f"{name}.html").write_text("<head></head>", encoding="utf-8")
        (tmp_path / f"{name}.js").write_text("import { a } from './a.js';\n", encoding="utf-8")
    (tmp_path / "a.js").write_text("import './b.js';\nconst text = \"import './none.js';\";\n", encoding="utf-8")
    (tmp_path / "b.js").write_text("import { a } from './a.js';\n", encoding="utf-8")
    answer = TestClient(Starlette(routes=list(audience_routes(tmp_path)))).get("/follow")
    assert re.findall(r'href="live/(\w+)\.js"', answer.text) == ["a", "b"]
