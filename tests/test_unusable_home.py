"""A home that can't be used: a sentence in the log, on the pages and for whoever asks after the health."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import app
from components import answers, session


def test_a_home_that_cannot_be_made_is_a_sentence_without_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("STEERCO_HOME", str(tmp_path / "file" / "home"))
    session.open_state.cache_clear()

    async def start_and_stop() -> None:
        async with app.lifespan(app.app):
            pass

    asyncio.run(start_and_stop())
    (record,) = caplog.records
    assert "can't be made (Not a directory). Let STEERCO_HOME name one that can." in record.getMessage()
    assert record.exc_info is None
    assert answers.health()["reason"] == record.getMessage()
