"""`/meet/<seat>/ipe`: whoever may question a figure on stage takes its sheet along."""

from __future__ import annotations

from steering.exports.witness import parse_witness
from steering.frames.blocks import Tiles, leaves
from tests.steering.web.meeting_visits import House


def test_the_sheet_of_a_figure_on_stage_names_who_asked(begun: House) -> None:
    presenter = begun.enter("Presenter")
    assert presenter.drive("page", page="kpis").status == 200
    hash = begun.room.meeting.stage.hash
    exhibit = begun.room.find_exhibit(hash)
    assert exhibit is not None
    tile = next(tile for block in leaves(exhibit.frame.blocks) if isinstance(block, Tiles) for tile in block.tiles)
    answer = begun.enter("Ben").get(f"ipe?frame={hash}&id={tile.id}")
    assert answer.status == 200, answer.body
    assert answer.headers["content-disposition"].startswith('attachment; filename="ipe-halden-')
    page = answer.body.decode()
    assert f"<h1>{tile.label}</h1>" in page and "Ben (member of the meeting" in page and "<pre>" in page
    assert parse_witness(answer.body) == begun.room.records.audit_head()


def test_what_is_not_on_stage_and_what_is_no_figure_is_refused_in_a_sentence(begun: House) -> None:
    browser = begun.enter("Ben")
    hash = begun.room.meeting.stage.hash
    gone, nothing = browser.get(f"ipe?frame={'0' * 64}&id=npv"), browser.get(f"ipe?frame={hash}&id=status-<b>")
    assert (gone.status, nothing.status) == (404, 404)
    assert gone.error.startswith("This was shown before") and nothing.error.startswith("This figure has no")
