"""Pictures of frames, their tables, and what shows them, as a browser gets them from the real server."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase
from typing import Any
from urllib.parse import quote

import pytest

from steering.charts.plotly_js import PLOTLY_PATH, library
from steering.picture.style import style_sheet
from steering.web.headers import HEADERS
from tests.pages import case_folders
from tests.server import Server
from tests.steering.exports.workbook import read
from tests.steering.picture import reading

GZIP = {"Accept-Encoding": "gzip, br"}
NOBODY_S = "0" * 64
STRANGERS = [{"Sec-Fetch-Site": site} for site in ("cross-site", "same-site")]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A page that the server has drawn for somebody: its picture, and where that is."""

    picture: dict[str, Any]
    path: str

    @property
    def tables(self) -> list[str]:
        """The ids of the tables that can be taken along."""
        links = (link for part in self.picture["markup"] for link in reading.read(part).all("a"))
        return list(dict.fromkeys(link["data-table"] or "" for link in links if "data-table" in link))


@pytest.fixture(scope="module")
def costs(app: Server) -> Shown:
    """The page of costs, which has charts and tables."""
    status, headers, body = app.ask("/view/costs", GZIP)
    assert (status, headers["content-encoding"]) == (200, "gzip")
    picture = json.loads(gzip.decompress(body))["picture"]
    return Shown(picture=picture, path=f"/frames/{picture['hash']}")


class TestPictures:
    def test_it_is_the_one_that_the_page_has(self, app: Server, costs: Shown) -> None:
        status, headers, body = app.ask(costs.path)
        assert (status, headers["content-type"]) == (200, "application/json")
        assert json.loads(body) == costs.picture
        assert len(costs.picture["charts"]) > 1

    def test_it_comes_compressed_to_whoever_takes_that(self, app: Server, costs: Shown) -> None:
        plain, packed = app.ask(costs.path), app.ask(costs.path, GZIP)
        assert "content-encoding" not in plain[1]
        assert packed[1]["content-encoding"] == "gzip"
        assert gzip.decompress(packed[2]) == plain[2]
        assert len(packed[2]) < len(plain[2]) / 3
        assert all("Accept-Encoding" in headers["vary"] for _, headers, _ in (plain, packed))

    def test_a_browser_keeps_it_for_good_and_nobody_else_does(self, app: Server, costs: Shown) -> None:
        assert app.ask(costs.path)[1]["cache-control"] == "private, max-age=31536000, immutable"

    @pytest.mark.parametrize("name", [NOBODY_S, "x", "%00", "..%2f..", quote("<script>alert(1)</script>", safe="")])
    def test_one_that_nobody_has_is_missed_and_may_be_asked_for_again(self, app: Server, name: str) -> None:
        status, headers, body = app.ask(f"/frames/{name}")
        # Streamlit itself refuses what might lead out of a folder.
        assert status in (400, 404)
        assert "immutable" not in headers.get("cache-control", "")
        assert b"script" not in body

    def test_a_missed_one_says_what_to_do(self, app: Server) -> None:
        body = app.ask(f"/frames/{NOBODY_S}")[2]
        assert body == b"This picture is no longer at hand. Load the page again."

    def test_it_has_the_security_headers(self, app: Server, costs: Shown) -> None:
        headers = app.ask(costs.path)[1]
        assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS


class TestTables:
    def test_each_is_there_as_csv_and_as_a_workbook(self, app: Server, costs: Shown) -> None:
        assert len(costs.tables) > 2
        for table in costs.tables:
            text = app.ask(f"{costs.path}/{quote(table, safe='')}.csv")
            book = app.ask(f"{costs.path}/{quote(table, safe='')}.xlsx")
            assert (text[0], book[0]) == (200, 200), table
            heads = next(csv.reader(io.StringIO(text[2].decode("utf-8-sig"))))
            assert heads
            cells = read(book[2]).cells
            assert [cells[f"{ascii_uppercase[column]}1"] for column in range(len(heads))] == heads

    def test_they_are_files_to_be_kept_by_whoever_asked(self, app: Server, costs: Shown) -> None:
        for ending, kind in (("csv", "text/csv; charset=utf-8"), ("xlsx", "application/vnd.openxmlformats")):
            headers = app.ask(f"{costs.path}/{costs.tables[0]}.{ending}")[1]
            assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
            assert headers["content-disposition"].endswith(f".{ending}")
            assert headers["content-type"].startswith(kind)
            assert headers["cache-control"] == "private, no-store"

    @pytest.mark.parametrize("table", ["nowhere.csv", "nowhere.xlsx", "{}.pdf", "{}.", "{}", ".csv", "{}.csv/more"])
    def test_anything_else_is_missed(self, app: Server, costs: Shown, table: str) -> None:
        assert app.ask(f"{costs.path}/{table.format(costs.tables[0])}")[0] == 404

    def test_one_of_a_picture_that_nobody_has_is_missed(self, app: Server, costs: Shown) -> None:
        assert app.ask(f"/frames/{NOBODY_S}/{costs.tables[0]}.csv")[0] == 404


class TestStrangers:
    @pytest.mark.parametrize("headers", STRANGERS, ids=lambda headers: headers["Sec-Fetch-Site"])
    def test_a_page_of_another_site_or_port_gets_nothing(
        self, app: Server, costs: Shown, headers: dict[str, str]
    ) -> None:
        for path in (costs.path, f"{costs.path}/{costs.tables[0]}.csv", f"/frames/{NOBODY_S}", "/view/costs"):
            status, _, body = app.ask(path, headers)
            assert (status, body) == (403, b"Frames are shown on the pages of this server only."), path

    @pytest.mark.parametrize("site", ["same-origin", "none"])
    def test_a_page_of_its_own_and_an_address_that_somebody_types_get_it(
        self, app: Server, costs: Shown, site: str
    ) -> None:
        assert app.ask(costs.path, {"Sec-Fetch-Site": site})[0] == 200


class TestWhatShowsThem:
    def test_the_style_sheet_is_asked_about_at_each_use(self, app: Server) -> None:
        status, headers, body = app.ask("/picture.css")
        assert (status, headers["cache-control"]) == (200, "no-cache")
        assert headers["content-type"] == "text/css; charset=utf-8"
        assert body.decode() == style_sheet()

    def test_plotly_is_the_file_that_is_installed_and_kept_for_good(self, app: Server) -> None:
        status, headers, body = app.ask(f"/{PLOTLY_PATH}")
        assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
        assert headers["content-type"].split(";")[0] == "text/javascript"
        assert body.decode() == library()

    def test_plotly_comes_compressed_to_whoever_takes_that(self, app: Server) -> None:
        status, headers, body = app.ask(f"/{PLOTLY_PATH}", GZIP)
        assert (status, headers["content-encoding"]) == (200, "gzip")
        assert "Accept-Encoding" in headers["vary"]
        assert gzip.decompress(body).decode() == library()

    def test_another_version_of_it_is_not_there(self, app: Server) -> None:
        assert library().encode() not in app.ask("/plotly-0.0.1.js")[2]


def test_a_server_that_was_started_anew_has_no_picture_before_somebody_asks(
    app: Server, serve: Callable[..., Server], tmp_path: Path
) -> None:
    server = serve(case=case_folders.bare(tmp_path / "case"))
    body = gzip.decompress(server.ask("/view/kpis", GZIP)[2])
    path = f"/frames/{json.loads(body)['picture']['hash']}"
    assert app.ask(path)[0] == 404
    assert server.ask(path)[0] == 200
