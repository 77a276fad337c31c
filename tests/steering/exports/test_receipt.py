"""A receipt as a file: closed to the network, deterministic, text is text, and its machine-readable part is itself."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from steering.charts.plotly_js import library
from steering.errors import SteercoError
from steering.exports.receipt import name_file, parse_receipt_file, render_receipt
from steering.stage.receipts import OwnBallot, Receipt, Screen, VoteEntry
from tests.steering.picture.hostile import CALM, HOSTILE
from tests.steering.picture.reading import Reader, read

FRAME = "ab" * 32
WHOLE = pytest.mark.parametrize("text", [text for text in HOSTILE if "\ud800" not in text])


def vote(text: str = "Said", *, secret: bool = False) -> VoteEntry:
    person = {"seat": "seat-a", "name": text}
    terms = {"id": "v1", "question": text, "decision": text, "quorum": 1, "secret": secret, "rule": "two_thirds"}
    result = {
        "words": "Carried: 2 of 3, needed 2",
        "decision": "Approve with conditions",
        "counts": {"conditions": 2, "reject": 1},
        "dissent": [{"name": text, "choice": "reject"}],
        "conditions": [text],
    }
    return VoteEntry(
        id="v1",
        terms={**terms, "entitled": [person], "present": [person], "recused": [person]},
        opened_at="2026-11-27T14:02:00.000+00:00",
        screen=Screen(
            frame=FRAME,
            picture="cd" * 32,
            releases={"cost": "12345678abc"},
            message=text,
            state=(text,),
            figures={text: text},
            recorded=text,
        ),
        closed_at="2026-11-27T14:09:00.000+00:00",
        result=result,
        has_voted=True,
        own=OwnBallot(ballot={"choice": "conditions", "conditions": [text]}),
    )


def receipt(*votes: VoteEntry, text: str = "Said") -> Receipt:
    return Receipt(
        meeting="m1",
        title=text,
        organisation=text,
        case="halden",
        day="2026-11-27",
        seat="seat-a",
        name=text,
        seq=2,
        head="ef" * 32,
        at="2026-11-27T14:10:00.000+00:00",
        trail="0" * 24,
        votes=votes,
    )


def picture(text: str = "Said") -> bytes:
    charts = {"spend": json.dumps({"data": [{"name": text}]})}
    return json.dumps({"hash": FRAME, "markup": ["<h1>On stage</h1>"], "charts": charts, "models": {}}).encode()


def page(receipt: Receipt, **pictures: bytes) -> Reader:
    file = render_receipt(receipt, {FRAME: pictures["shown"]} if pictures else {})
    return read(file.decode().replace(library(), ""))


class TestTheFile:
    def test_says_what_was_decided_and_what_its_holder_cast(self) -> None:
        words = " ".join(page(receipt(vote()), shown=picture()).words.split())
        for said in (
            "Receipt of Said",
            "Carried: 2 of 3, needed 2",
            "At least two thirds of the votes cast; quorum 1; open vote",
            "Said: Reject",
            "opened 27 Nov 2026, 14:02 UTC",
            "Closed27 Nov 2026, 14:09 UTC",
            "Your voteApprove with conditionsSaid",
            "On stage",
            "Releasescost 12345678abc",
            "ef" * 32,
            "verify-log --receipt FILE",
        ):
            assert said in words

    def test_has_the_picture_with_its_charts(self) -> None:
        seen = page(receipt(vote()), shown=picture())
        assert [json.loads(text) for text in seen.scripts if '"spend"' in text] == [json.loads(picture())["charts"]]
        assert "<h1>On stage</h1>" in render_receipt(receipt(vote()), {FRAME: picture()}).decode()

    def test_says_where_the_picture_is_gone_and_where_there_was_none(self) -> None:
        assert "is not at hand as it was shown" in page(receipt(vote())).words
        bare = replace(vote(), screen=Screen(frame=""))
        assert "is not at hand" not in page(receipt(bare)).words

    def test_without_a_vote(self) -> None:
        assert "No vote was opened up to this moment." in page(receipt()).words

    def test_a_vote_that_is_open_has_no_result_and_a_secret_one_says_where_its_key_is(self) -> None:
        entry = replace(vote(secret=True), result=None, closed_at="", own=None)
        words = page(receipt(entry), shown=picture()).words
        assert "Open when this receipt was made" in words and "only the browser in which you voted" in words
        assert "Carried" not in words

    def test_the_dissent_of_a_secret_vote_is_a_number(self) -> None:
        entry = vote(secret=True)
        result = {**(entry.result or {}), "dissent": [], "dissenting": 1}
        assert "1, whose names a secret vote does not tell" in page(receipt(replace(entry, result=result))).words

    def test_the_same_receipt_is_the_same_bytes(self) -> None:
        assert render_receipt(receipt(vote()), {FRAME: picture()}) == render_receipt(
            receipt(vote()), {FRAME: picture()}
        )

    def test_asks_for_nothing(self) -> None:
        file = render_receipt(receipt(vote()), {FRAME: picture()}).decode()
        seen = read(file.replace(library(), ""))
        asked = [v for _, found in seen.found for k, v in found.items() if k in ("src", "href", "action", "data") if v]
        assert asked == ["data:,", "#contents", "#vote-1"]
        policy = seen.all("meta")[1]["content"] or ""
        assert policy.startswith("default-src 'none'; script-src 'sha256-")
        assert not [k for _, found in seen.found for k in found if k == "style" or k.startswith("on")]

    def test_the_name_of_the_file(self) -> None:
        assert name_file(receipt(text="Ada O'Neil")) == "receipt-halden-2026-11-27-ada-o-neil.html"
        assert name_file(receipt(text='"; x=\r\n../Ω')) == "receipt-halden-2026-11-27-x.html"


class TestTextIsText:
    @WHOLE
    def test_in_the_whole_file(self, text: str) -> None:
        seen, calm = (page(receipt(vote(said), text=said), shown=picture(said)) for said in (text, CALM))
        assert [tag for tag, _ in seen.found] == [tag for tag, _ in calm.found]
        assert seen.words.replace(HOSTILE[text], CALM) == calm.words
        assert not re.search("[<>&]", "".join(script for script in seen.scripts if '"spend"' in script))

    @WHOLE
    def test_and_comes_back_as_it_was(self, text: str) -> None:
        made = receipt(vote(text), text=text)
        assert parse_receipt_file(render_receipt(made, {FRAME: picture(text)})) == made
        assert parse_receipt_file(json.dumps(made.as_dict()).encode()) == made


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (b"", "no machine-readable part"),
        (b"<html>another page</html>", "no machine-readable part"),
        (b'<script type="application/json" id="receipt">{}</script>' * 2, "more than one"),
        (b'<script type="application/json" id="receipt">{"a": "\xff"}</script>', "not in UTF-8"),
        (b'<script type="application/json" id="receipt">{"format": 1}</script>', "field required"),
        (b'<script type="application/json" id="receipt">{"format": "x"}</script>', "damaged"),
    ],
)
def test_a_file_that_is_no_receipt_is_a_sentence(file: bytes, message: str) -> None:
    with pytest.raises(SteercoError, match=message):
        parse_receipt_file(file)
