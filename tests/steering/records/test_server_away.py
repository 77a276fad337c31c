"""A database server that stops while the records are open: a sentence, and all goes on when it is back."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from steering.errors import StoreUnavailable
from steering.records import Records
from steering.records.engine import NO_SERVER
from tests.server import free_port
from tests.steering.records import databases
from tests.steering.records.relay import relay_to


def test_a_server_that_ends_its_connections_is_a_sentence_and_then_answers_again(tmp_path: Path) -> None:
    with databases.postgresql() as url:
        if url is None:
            pytest.skip(databases.MISSING)
        with Records(tmp_path, url=url.render_as_string(hide_password=False)) as records:
            records.version()
            other = sa.create_engine(url, isolation_level="AUTOCOMMIT")
            with other.begin() as connection:
                # What a stop of the server does to each connection.
                ends = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                connection.execute(sa.text(ends))
            other.dispose()
            with pytest.raises(StoreUnavailable) as told:
                records.version()
            assert str(told.value) == NO_SERVER
            assert records.version() == 0


def test_a_connection_that_is_reset_is_a_sentence_and_then_answers_again(tmp_path: Path) -> None:
    with databases.postgresql() as url:
        if url is None:
            pytest.skip(databases.MISSING)
        assert url.port
        with relay_to(url.port) as (port, reset):
            through = url.set(port=port).render_as_string(hide_password=False)
            with Records(tmp_path, url=through) as records:
                records.version()
                reset()
                with pytest.raises(StoreUnavailable) as told:
                    records.version()
                assert str(told.value) == NO_SERVER
                assert records.version() == 0


def test_a_server_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    url = f"postgresql+pg8000://tests@127.0.0.1:{free_port()}/postgres"
    with pytest.raises(StoreUnavailable) as told:
        Records(tmp_path, url=url)
    assert str(told.value) == NO_SERVER
