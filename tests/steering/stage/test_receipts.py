"""Receipts of a meeting: what they hold, whose ballots, and that whoever edits the log later is convicted."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from steering.errors import SteercoError, StoreUnavailable
from steering.records import Records
from steering.records.meetings import GENESIS, link
from steering.stage.receipts import Receipt, parse_receipt
from steering.stage.recordings import Recordings
from steering.stage.room import Room
from steering.stage.verification import Discrepancy, have_one_history, verify_receipt
from steering.stage.voting import hash_key
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.stage.played import Played, plan, play, rooms


@pytest.fixture
def meeting(tmp_path: Path, records: Records, example: CaseSnapshot) -> Played:
    return play(tmp_path, records, example)


def verify(meeting: Played, receipt: Receipt) -> tuple[Discrepancy, ...]:
    log = meeting.records.meetings.log(receipt.meeting)
    assert log
    return verify_receipt(receipt, log, meeting.records.meetings, Recordings(meeting.home / "recordings"))


def rewrite(meeting: Played, bodies: list[str]) -> None:
    """Write the whole chain anew with other bodies, as the owner of the server could."""
    with sqlite3.connect(meeting.home / "records.sqlite") as raw:
        raw.execute("delete from meeting_events")
        head = GENESIS
        for seq, body in enumerate(bodies, start=1):
            head = link(head, body)
            raw.execute("insert into meeting_events values (?, ?, ?, ?)", (meeting.room.id, seq, body, head))
        raw.execute("update meetings set seq = ?, head = ?", (len(bodies), head))


def change(meeting: Played, kind: str, old: str, new: str) -> int:
    """Change the last event of a kind and write the whole chain anew; return the number of the event."""
    bodies = [event.body for event in meeting.records.meetings.events(meeting.room.id)]
    place = max(index for index, body in enumerate(bodies) if json.loads(body)["kind"] == kind)
    assert old in bodies[place]
    bodies[place] = bodies[place].replace(old, new)
    rewrite(meeting, bodies)
    return place + 1


class TestWhatAReceiptHolds:
    def test_the_terms_the_screen_the_result_and_one_s_own_ballot(self, meeting: Played) -> None:
        receipt, pictures = meeting.receipt("Ben")
        first, second = receipt.votes
        assert (receipt.name, receipt.meeting, receipt.title) == ("Ben", meeting.room.id, "Review <of> the year")
        assert (receipt.seq, receipt.head) == (meeting.room.meeting.seq, meeting.room.head)
        assert first.result and first.result["words"] == "Carried: 2 of 3, needed 2"
        assert first.own and first.own.ballot == {"choice": "reject", "conditions": []}
        assert first.terms["rule"] == "two_thirds" and first.terms["quorum"] == 2
        assert second.own and second.own.ballot["conditions"] == ["Train Ben's team first."]
        assert second.own.key == hash_key(second.id, meeting.keys["Ben"][second.id])
        picture = pictures[first.screen.frame]
        assert hashlib.sha256(picture).hexdigest() == first.screen.picture
        assert json.loads(picture)["hash"] == first.screen.frame == meeting.room.meeting.stage.hash
        assert first.screen.place["scene"] and dict(first.screen.releases) == dict(meeting.room.meeting.stage.releases)
        assert "as of Oct 2026" in first.screen.state and first.screen.message

    def test_of_a_secret_vote_only_with_the_key(self, meeting: Played) -> None:
        meeting.keys = {"Ben": {}, "Cy": {"no vote": "0" * 32}}
        ben, cy = meeting.receipt("Ben")[0], meeting.receipt("Cy")[0]
        assert (ben.votes[1].own, ben.votes[1].has_voted) == (None, True)
        assert (cy.votes[1].own, cy.votes[1].has_voted) == (None, False)

    def test_the_key_itself_is_in_no_receipt_and_in_no_record(self, meeting: Played, tmp_path: Path) -> None:
        vote, key = list(meeting.keys["Ben"].items())[1]
        text = json.dumps(meeting.receipt("Ben")[0].as_dict())
        assert "Train Ben" in text and key not in text
        stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert hash_key(vote, key).encode() in stored and key.encode() not in stored

    def test_while_a_vote_is_open_nothing_of_it_but_one_s_own(
        self, tmp_path: Path, records: Records, example: CaseSnapshot
    ) -> None:
        meeting = plan(tmp_path, records, example)
        meeting.drive("start")
        meeting.open_vote()
        before = meeting.receipt("Cy")[0]
        meeting.cast("Ada", "approve")
        meeting.cast("Ben", "reject")
        receipt, _ = meeting.receipt("Cy")
        # But for where the log ends, others' ballots change nothing.
        ends = {"seq": before.seq, "head": before.head, "at": before.at, "trail": before.trail, "audit": before.audit}
        assert replace(receipt, **ends) == before
        assert receipt.votes[0].own is None and receipt.votes[0].result is None
        own = meeting.receipt("Ben")[0].votes[0].own
        assert own and own.ballot["choice"] == "reject"

    def test_the_same_state_is_the_same_receipt_and_stays_the_same_after_a_restart(
        self, meeting: Played, records: Records, example: CaseSnapshot
    ) -> None:
        before = meeting.receipt("Ada")
        meeting.room = rooms(meeting.home, records, example).room(meeting.room.id)
        assert meeting.receipt("Ada") == before
        assert parse_receipt(json.dumps(before[0].as_dict())) == before[0]

    def test_a_picture_that_is_not_the_one_shown_is_left_out(self, meeting: Played) -> None:
        frame = meeting.room.meeting.stage.hash
        path = meeting.home / "recordings" / frame[:2] / f"{frame}.json.gz"
        path.write_bytes(path.read_bytes()[:-1])
        assert meeting.receipt("Ada")[1] == {}


class TestWhoEditsTheLogIsConvicted:
    def test_a_log_that_nobody_touched_holds_also_when_the_meeting_goes_on(self, meeting: Played) -> None:
        receipts = [meeting.receipt(name)[0] for name in ("Ada", "Ben", "Cy")]
        meeting.ask("Ada", "And now?")
        receipts.append(meeting.receipt("Presenter")[0])
        assert [verify(meeting, receipt) for receipt in receipts] == [(), (), (), ()]
        assert have_one_history(receipts)

    def test_a_chain_that_was_written_anew_is_convicted_by_any_one_receipt(self, meeting: Played) -> None:
        receipts = [meeting.receipt(name)[0] for name in ("Ada", "Ben", "Cy", "Guest")]
        edited = change(meeting, "vote", '"by":"', '"by":"x')
        log = meeting.records.meetings.log(meeting.room.id)
        assert log and log.fault is None
        for receipt in receipts:
            (finding,) = verify(meeting, receipt)
            assert (finding.subject, finding.event) == ("log", edited)

    def test_any_edit_is_found_where_it_was_made(self, meeting: Played) -> None:
        receipt, dice = meeting.receipt("Cy")[0], random.Random(14)
        log = meeting.records.meetings.log(meeting.room.id)
        assert log
        right = [event.body for event in log.events]
        for number in range(100):
            place, bodies = dice.randrange(receipt.seq), list(right)
            match number % 4:
                case 0:
                    bodies.pop(place)
                case 1:
                    bodies.insert(place, bodies[place - 1])
                case 2:
                    bodies[place] = bodies[place].replace(":", ": ", 1)
                case _:
                    del bodies[place:]
            rewrite(meeting, bodies)
            (finding,) = verify(meeting, receipt)
            assert (finding.subject, finding.event) == ("log", place + 1)
        rewrite(meeting, right)
        assert verify(meeting, receipt) == ()

    def test_the_result_alone(self, meeting: Played) -> None:
        receipt = meeting.receipt("Cy")[0]
        edited = change(meeting, "close-vote", "Carried", "Not carried")
        assert [(finding.subject, finding.event) for finding in verify(meeting, receipt)] == [("log", edited)]

    def test_secret_ballots_that_were_changed_or_removed(self, meeting: Played) -> None:
        receipts = {name: meeting.receipt(name)[0] for name in ("Ada", "Ben", "Cy")}
        own = receipts["Ben"].votes[1].own
        assert own
        with sqlite3.connect(meeting.home / "records.sqlite") as raw:
            raw.execute("update ballots set body = replace(body, 'conditions\\\"', 'reject\\\"')")
            raw.execute('update ballots set body = \'{"choice":"reject"}\' where key = ?', (own.key,))
        assert [finding.subject for finding in verify(meeting, receipts["Ben"])] == ["ballots", "ballots"]
        # Others see that the result is another one.
        assert [finding.subject for finding in verify(meeting, receipts["Cy"])] == ["ballots"]

    def test_a_recording_that_was_changed(self, meeting: Played) -> None:
        receipt, frame = meeting.receipt("Ada")[0], meeting.room.meeting.stage.hash
        path = meeting.home / "recordings" / frame[:2] / f"{frame}.json.gz"
        path.write_bytes(path.read_bytes()[:200] + b"x" + path.read_bytes()[201:])
        assert {finding.subject for finding in verify(meeting, receipt)} == {"picture"}

    @pytest.mark.parametrize(
        ("words", "old", "new"),
        [
            ("what its holder cast", '"choice": "approve"', '"choice": "reject"'),
            ("its result", '"Carried: 2 of 3, needed 2"', '"Carried: 3 of 3, needed 2"'),
            ("its terms", '"quorum": 2', '"quorum": 3'),
            ("when it was closed", '"closed_at": "2', '"closed_at": "1'),
        ],
    )
    def test_a_receipt_that_was_changed(self, meeting: Played, words: str, old: str, new: str) -> None:
        text = json.dumps(meeting.receipt("Cy")[0].as_dict())
        assert old in text
        findings = verify(meeting, parse_receipt(text.replace(old, new, 1)))
        assert findings and findings[0].subject == "receipt" and words in findings[0].text

    def test_a_receipt_of_another_history_stands_alone(self, meeting: Played) -> None:
        receipt = meeting.receipt("Ada")[0]
        forged = replace(receipt, head="0" * 64, trail="0" * len(receipt.trail))
        assert not have_one_history([receipt, forged])
        assert [finding.event for finding in verify(meeting, forged)] == [1]


class TestWhatCanNotBeRead:
    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda text: text[:100], "is no JSON"),
            (lambda text: "[" * 100_000, "is no JSON"),
            (lambda text: "[]", "damaged"),
            (lambda text: text.replace('"format": 1', '"format": 2'), "has format 2"),
            (lambda text: text.replace('"head"', '"tail"'), "head: field required"),
            (lambda text: text.replace('"seq": ', '"seq": 1'), "hashes for"),
            (lambda text: text.replace('"two_thirds"', '"most"'), "damaged: rule"),
        ],
    )
    def test_is_said(self, meeting: Played, change: Callable[[str], str], message: str) -> None:
        text = change(json.dumps(meeting.receipt("Ada")[0].as_dict()))
        with pytest.raises(SteercoError, match=message):
            parse_receipt(text)


class TestFlipsInTheLog:
    def test_any_bit_of_a_stored_event_keeps_the_meeting_shut(
        self, meeting: Played, records: Records, example: CaseSnapshot
    ) -> None:
        dice, raw = random.Random(14), sqlite3.connect(meeting.home / "records.sqlite", isolation_level=None)
        rows = raw.execute("select seq, cast(body as blob), cast(sha256 as blob) from meeting_events").fetchall()
        for _ in range(300):
            seq, *texts = dice.choice(rows)
            column = dice.randrange(2)
            text = bytearray(texts[column])
            text[dice.randrange(len(text))] ^= 1 << dice.randrange(8)
            name = ("body", "sha256")[column]
            raw.execute(f"update meeting_events set {name} = cast(? as text) where seq = ?", (bytes(text), seq))
            with pytest.raises(StoreUnavailable, match=rf"event {seq} is missing|not available now: Could not decode"):
                rooms(meeting.home, records, example).room(meeting.room.id)
            raw.execute(f"update meeting_events set {name} = cast(? as text) where seq = ?", (texts[column], seq))
        raw.close()
        assert rooms(meeting.home, records, example).room(meeting.room.id).head == meeting.room.head

    @pytest.mark.parametrize("change", ["delete from meeting_events where seq = {}", "update meetings set seq = 3"])
    def test_an_event_that_is_gone_too(
        self, meeting: Played, records: Records, example: CaseSnapshot, change: str
    ) -> None:
        with sqlite3.connect(meeting.home / "records.sqlite") as raw:
            raw.execute(change.format(meeting.room.meeting.seq))
        with pytest.raises(StoreUnavailable, match="is missing"):
            rooms(meeting.home, records, example).room(meeting.room.id)


class TestALostRecording:
    def lose(self, meeting: Played, records: Records, example: CaseSnapshot, text: bytes | None) -> tuple[Path, Room]:
        """Damage the recording of what is on stage, or remove it, and start the server anew."""
        frame = meeting.room.meeting.stage.hash
        path = meeting.home / "recordings" / frame[:2] / f"{frame}.json.gz"
        path.unlink() if text is None else path.write_bytes(text)
        return path, rooms(meeting.home, records, example).room(meeting.room.id)

    @pytest.mark.parametrize("text", [None, b"", b"x" * 100], ids=["removed", "empty", "damaged"])
    def test_of_what_is_on_stage_is_drawn_again(
        self, meeting: Played, records: Records, example: CaseSnapshot, text: bytes | None
    ) -> None:
        right = meeting.room.recordings.find(meeting.room.meeting.stage.hash)
        path, room = self.lose(meeting, records, example, text)
        assert room.find_picture(room.meeting.stage.hash) == right == path.read_bytes()
        assert meeting.receipt("Ada")[1]

    def test_of_another_scene_is_said(self, meeting: Played, records: Records, example: CaseSnapshot) -> None:
        first = meeting.room.meeting.stage.hash
        meeting.drive("next", seen=meeting.room.meeting.stage.version)
        path = meeting.home / "recordings" / first[:2] / f"{first}.json.gz"
        path.write_bytes(b"x")
        room = rooms(meeting.home, records, example).room(meeting.room.id)
        assert room.find_picture(first) is None and not room.is_recorded(first)
        assert room.is_recorded(room.meeting.stage.hash)
