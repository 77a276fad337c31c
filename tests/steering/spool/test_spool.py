"""Files that arrive in chunks: gone on with, changed, damaged, cut off, beyond a quota, on a full disk, forgotten."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from steering.catalog.quotas import QUOTAS, QuotaReached, Quotas, WrongQuota, read_quotas
from steering.errors import UnknownName
from steering.spool.journal import CHUNK
from steering.spool.purposes import permission_for, purpose_of
from steering.spool.spool import STALE_SECONDS, DiskFull, Spool, UnknownUpload, WrongChunk
from tests.steering.spool.bring import bring, open_spool, pieces, sha, upload

DATA = b"0123456789abcdef" * (CHUNK // 16) + b"the end\n"
FIRST, LAST = pieces(DATA)


def read(spool: Spool, id: str) -> bytes:
    [(path, _)] = spool.take([id], "ada", "case", "data:adoption")
    return path.read_bytes()


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """A disk on which a file can't grow beyond a size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_is_here_as_it_was_and_by_its_own_name(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    id = bring(spool, DATA, name=r"C:\data\täglich.csv")
    [(path, name)] = spool.take([id], "ada", "case", "data:adoption")
    assert (path.read_bytes(), name) == (DATA, "täglich.csv")


def test_an_empty_file_is_one_too(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    assert read(spool, bring(spool, b"")) == b""


def test_what_was_cut_off_goes_on_after_a_restart_and_is_not_taken_before(tmp_path: Path) -> None:
    before, brought = open_spool(tmp_path), upload(DATA)
    before.begin(brought)
    before.store(brought.id, "ada", 1, sha(LAST), LAST)
    assert before.finish(brought.id, "ada") is False
    after = open_spool(tmp_path)
    with pytest.raises(UnknownUpload):
        after.take([brought.id], "ada", "case", "data:adoption")
    assert after.list("ada", "case", "data:adoption") == (brought,) and after.bytes_here(brought) == len(LAST)
    after.begin(brought)
    assert after.chunks(brought) == {1: sha(LAST)}
    after.store(brought.id, "ada", 0, sha(FIRST), FIRST)
    assert after.finish(brought.id, "ada") and read(after, brought.id) == DATA


def test_a_chunk_that_has_changed_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    spool, other = open_spool(tmp_path), b"THE END\n"
    id = bring(spool, DATA)
    spool.store(id, "ada", 1, sha(other), other)
    assert spool.finish(id, "ada") and read(spool, id) == FIRST + other


def test_many_at_once_make_one_file(tmp_path: Path) -> None:
    data = bytes(range(256)) * (5 * CHUNK // 256) + b"x"
    brought = upload(data)
    spools = [open_spool(tmp_path) for _ in range(3)]
    spools[0].begin(brought)

    def put(index: int, piece: bytes) -> None:
        for spool in spools:
            spool.store(brought.id, "ada", index, sha(piece), piece)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(put, range(6), pieces(data)))
    assert spools[0].finish(brought.id, "ada") and read(spools[0], brought.id) == data


@pytest.mark.parametrize(
    ("index", "digest", "data", "says"),
    [
        (1, sha(LAST), b"THE END\n", "damaged"),
        (0, sha(LAST), LAST, "no part 1 of 8 bytes"),
        (2, sha(b""), b"", "no part 3 of 0 bytes"),
        (-1, sha(LAST), LAST, "no part 0"),
    ],
)
def test_what_is_no_chunk_of_the_file_is_refused(
    tmp_path: Path, index: int, digest: str, data: bytes, says: str
) -> None:
    spool, brought = open_spool(tmp_path), upload(DATA)
    spool.begin(brought)
    with pytest.raises(WrongChunk, match=says):
        spool.store(brought.id, "ada", index, digest, data)
    assert spool.chunks(brought) == {}


@pytest.mark.parametrize("torn", ["\n1 0123", "1", "\x00\x00", "1 " + "f" * 63, "9 " + "f" * 64])
def test_a_journal_that_a_power_cut_has_torn_loses_a_chunk_at_most(tmp_path: Path, torn: str) -> None:
    spool, brought = open_spool(tmp_path), upload(DATA)
    journal = spool.begin(brought)
    spool.store(brought.id, "ada", 0, sha(FIRST), FIRST)
    with (journal.folder / "chunks").open("a") as file:
        file.write(torn)
    spool.store(brought.id, "ada", 1, sha(LAST), LAST)
    assert spool.chunks(brought) == {0: sha(FIRST), 1: sha(LAST)}
    assert spool.finish(brought.id, "ada")


def test_bytes_that_the_disk_has_lost_are_asked_for_again(tmp_path: Path) -> None:
    spool, brought = open_spool(tmp_path), upload(DATA)
    journal = spool.begin(brought)
    for index, piece in enumerate((FIRST, LAST)):
        spool.store(brought.id, "ada", index, sha(piece), piece)
    with journal.data.open("r+b") as file:
        file.write(b"\0" * 512)
    assert spool.finish(brought.id, "ada") is False and spool.chunks(brought) == {1: sha(LAST)}


def test_an_upload_is_nobody_else_s_and_for_nothing_else(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    id = bring(spool, DATA)
    for refused in (
        lambda: spool.store(id, "ben", 1, sha(LAST), LAST),
        lambda: spool.finish(id, "ben"),
        lambda: spool.take([id], "ben", "case", "data:adoption"),
        lambda: spool.take([id], "ada", "elsewhere", "data:adoption"),
        lambda: spool.take([id], "ada", "case", "data:kpi"),
        lambda: spool.find("../" + id, "ada"),
    ):
        with pytest.raises(UnknownUpload, match="not here any more"):
            refused()
    spool.discard(id, "ben")
    assert read(spool, id) == DATA
    assert upload(DATA, owner="ben").id != id, "the same file of somebody else is another upload"
    spool.discard(id, "ada")
    with pytest.raises(UnknownUpload):
        spool.find(id, "ada")


@pytest.mark.parametrize(
    ("quotas", "says"),
    [
        (Quotas(file_bytes=9), "The file has 10 bytes, and it may have 9 bytes"),
        (Quotas(member_files=1), "You have 1 file here, the most that are allowed"),
        (Quotas(member_bytes=15), "You have 15 bytes for files that wait here, and 5 bytes of it left"),
        (Quotas(cohort_bytes=19), "Your cohort has 19 bytes for files that wait here, and 0 bytes of it left"),
        (Quotas(member_uploads_a_day=1), "You have begun 1 upload today"),
        (Quotas(cohort_uploads_a_day=2), "Your cohort has begun 2 uploads today"),
    ],
    ids=["a file", "files", "bytes", "bytes of all", "a day", "a day of all"],
)
def test_beyond_a_quota_nothing_begins_and_what_is_here_goes_on(tmp_path: Path, quotas: Quotas, says: str) -> None:
    ten = b"0123456789"
    before = open_spool(tmp_path)
    own, other = bring(before, ten), bring(before, ten[:9], owner="ben")
    spool = open_spool(tmp_path, quotas)
    with pytest.raises(QuotaReached, match=says):
        spool.begin(upload(ten, name="b.csv"))
    spool.begin(upload(ten))
    assert {each.id for each in spool.list()} == {own, other}
    if quotas.file_bytes == QUOTAS.file_bytes and quotas.cohort_uploads_a_day > 2 and quotas.cohort_bytes > 19:
        spool.begin(upload(b"x", owner="cleo"))
    else:
        with pytest.raises(QuotaReached):
            spool.begin(upload(ten, owner="cleo"))
    spool.begin(upload(b"x", owner="dora", cohort="another"))


def test_a_file_for_which_there_is_no_room_is_refused_before_it_comes(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, replace(QUOTAS, file_bytes=10**18, member_bytes=10**18, cohort_bytes=10**18))
    with pytest.raises(DiskFull, match=r"There is room for .* more on this server, and the file has .* GB"):
        spool.begin(replace(upload(b""), size=10**17))
    assert spool.list() == ()


def test_on_a_full_disk_what_has_come_stays_and_goes_on_once_there_is_room(tmp_path: Path) -> None:
    spool, brought = open_spool(tmp_path), upload(DATA)
    spool.begin(brought)
    spool.store(brought.id, "ada", 0, sha(FIRST), FIRST)
    with largest_file(CHUNK), pytest.raises(DiskFull, match="What has come so far stays"):
        spool.store(brought.id, "ada", 1, sha(LAST), LAST)
    assert spool.chunks(brought) == {0: sha(FIRST)}
    spool.store(brought.id, "ada", 1, sha(LAST), LAST)
    assert spool.finish(brought.id, "ada") and read(spool, brought.id) == DATA


def test_what_nobody_went_on_with_for_a_day_is_removed(tmp_path: Path) -> None:
    bring(open_spool(tmp_path), DATA)
    (tmp_path / "uploads" / "notes").mkdir()
    later = Spool(tmp_path, QUOTAS, clock=lambda: time.time() + STALE_SECONDS + 60)
    open_spool(tmp_path).tidy()
    assert len(later.list()) == 1
    later.tidy()
    assert later.list() == ()
    later.begin(upload(b"x", name="new.csv"))
    left = {path.name for path in (tmp_path / "uploads").iterdir() if path.is_dir()}
    assert left == {"notes", upload(b"x", name="new.csv").id}, "what is not ours stays"
    assert len(list((tmp_path / "uploads").glob("begun-*"))) == 1


def test_what_is_read_as_a_whole_is_smaller(tmp_path: Path) -> None:
    with pytest.raises(QuotaReached, match="The file has 3 MB, and it may have 2 MB. Choose a smaller one"):
        open_spool(tmp_path).begin(replace(upload(b""), size=3_000_000, purpose="members"))


def test_quotas_are_the_operator_s_to_set() -> None:
    assert read_quotas({}) == QUOTAS
    assert read_quotas({"STEERCO_MOST_FILE_BYTES": "5_000", "STEERCO_MOST_COHORT_CASES": " "}) == replace(
        QUOTAS, file_bytes=5_000
    )
    for wrong in ("many", "-1", "0", "1.5", "9" * 30):
        with pytest.raises(WrongQuota, match="STEERCO_MOST_MEMBER_FILES is .* whole number above zero"):
            read_quotas({"STEERCO_MOST_MEMBER_FILES": wrong})


@pytest.mark.parametrize("purpose", ["", "data", "data:", "data:nothing", "members:adoption", "case:x", "rubric"])
def test_files_are_brought_for_what_is_known_only(purpose: str) -> None:
    assert permission_for(purpose_of("adoption")) == "publish" and permission_for("members") == "manage"
    with pytest.raises(UnknownName):
        permission_for(purpose)
