"""Large cost files are left to DuckDB's own reader: the same report comes of them, problems and rows included."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from steering.catalog.contracts import contract
from steering.ingest import IngestReport, check
from steering.ingest.file_type import detect_file
from steering.ingest.focus.validate import validate_focus
from steering.ingest.pipeline import LARGE_BYTES
from steering.ingest.reader import read_table
from steering.ingest.scan import scan_text
from steering.progress import silent
from steering.warehouse import UnreadableFile, scratch

HEAD = (
    "BilledCost,BillingCurrency,ChargeCategory,ChargeClass,ChargePeriodEnd,ChargePeriodStart,ContractedCost,"
    "EffectiveCost,PricingQuantity,ProviderName,ServiceName,Tags,x_note\n"
)
GOOD = (
    "{n}.25,USD,Usage,,2026-03-02T00:00:00Z,2026-03-01T00:00:00Z,1,{n}.25,1,Cloud One,Machines,"
    '"{{""team"": ""t{n}""}}",note {n}\n'
)
Lines = list[str]


def good(rows: int = 30) -> Lines:
    return [HEAD, *(GOOD.format(n=n) for n in range(1, rows + 1))]


def with_row(old: str, new: str) -> Lines:
    """A file in which row 12 says something else."""
    lines = good()
    assert old in lines[11]
    lines[11] = lines[11].replace(old, new, 1)
    return lines


def judged(path: Path, quick: bool) -> tuple[object, ...]:
    """What comes of a file through one of the two readers."""
    agreed = contract("cost")
    with scratch(reads=(path,)) as context:
        reading = read_table([detect_file(path, path.name)], agreed, context, quick=quick)
        assert (reading.lines is not None) == quick
        found = validate_focus(reading, agreed, context, "team", silent)
        return found.format, found.rows, found.findings.first_problems, found.sums, found.release, dict(found.types)


class TestSameReport:
    @pytest.mark.parametrize(
        "lines",
        [
            good(),
            with_row("USD", "EUR"),
            with_row("USD", ""),
            with_row("USD", "usd"),
            with_row("Usage", "usage"),
            with_row("Usage", "Rent"),
            with_row("11.25", "11.2500000001"),
            with_row("11.25", "1e3"),
            with_row("11.25", " 11.25 "),
            with_row("11.25", "NULL"),
            with_row("11.25", "x"),
            with_row("11.25", "-123456789012345.5"),
            with_row("2026-03-02T00:00:00Z", "2026-02-02T00:00:00Z"),
            with_row("2026-03-02T00:00:00Z", "2026-03-01 23:00:00+01:00"),
            with_row("2026-03-02T00:00:00Z", "25/3/2026"),
            with_row("2026-03-02T00:00:00Z", "2026-03-42"),
            with_row(",1,11.25,1,", ",null,11.25,-1,"),
            with_row("Cloud One", "NULL"),
            with_row("Cloud One", "  Cloud One "),
            with_row("Cloud One", "'=1+1"),
            with_row("Cloud One", "Owner's cloud"),
            with_row("Cloud One", "Wölkchen's"),
            with_row("Cloud One", "Wölkchen;'=1"),
            with_row("Cloud One", "Wölkchen"),
            with_row("Cloud One", "Wo\u0308lkchen"),
            with_row("Cloud One", "a\u200bb"),
            with_row("Cloud One", "a\tb"),
            with_row("Cloud One", '"a, ""b"" c"'),
            with_row("Cloud One", '"two\nlines"'),
            with_row("Cloud One", '"\nline ends outside"'),
            with_row("{", ""),
            with_row('"{""team"": ""t11""}"', '"""team"": ""t11"""'),
            with_row('"{""team"": ""t11""}"', "team=t11"),
            [*good(), GOOD.format(n=30)],
            [*good()[:-1], good()[-1].rstrip("\n")],
            [*good(), *good()],
            [*good(), *with_row("11.25", "x")],
            [*good(), "\ufeff", *good()],
            [line.replace("\n", "\r\n") for line in [*good(3), *good(5)]],
            [line.replace("\n", "\r\n") for line in good()],
            [line.replace(",", ";") for line in good() if "team" not in line or line == HEAD]
            + ["1;USD;Usage;;2026-03-02;2026-03-01;1;1;1;a;b;;c\n"],
        ],
    )
    def test_from_both_readers(self, tmp_path: Path, lines: Lines) -> None:
        path = tmp_path / "cost.csv"
        path.write_bytes("".join(lines).encode())
        assert judged(path, quick=True) == judged(path, quick=False)

    @pytest.mark.parametrize(
        "lines",
        [
            [*good(), *with_row("Cloud One", '"two\nlines"')],
            [*good(2), HEAD.rstrip("\n")],
            [*good(2), HEAD.lower(), *good(2)[1:]],
        ],
    )
    def test_parts_that_only_our_reader_counts_are_left_to_it(self, tmp_path: Path, lines: Lines) -> None:
        path = tmp_path / "cost.csv"
        path.write_text("".join(lines))
        with pytest.raises(UnreadableFile):
            judged(path, quick=True)
        assert judged(path, quick=False)[1] == sum(line.endswith("\n") and "note " in line for line in lines)

    def test_packed(self, tmp_path: Path) -> None:
        (tmp_path / "cost.csv").write_text("".join(good()))
        (tmp_path / "cost.csv.gz").write_bytes(gzip.compress("".join(good()).encode()))
        assert judged(tmp_path / "cost.csv.gz", quick=True)[4] == judged(tmp_path / "cost.csv", quick=False)[4]


class TestLargeFiles:
    @pytest.fixture
    def large(self, tmp_path: Path) -> Callable[[str], IngestReport]:
        """`large(text)` checks a large file that ends in this text."""
        rows = good(LARGE_BYTES // len(GOOD.format(n=1)) + 10)

        def checked(ending: str) -> IngestReport:
            (tmp_path / "cost.csv").write_bytes("".join([*rows, ending]).encode())
            return check(tmp_path / "cost.csv", "cost")

        self.last = len(rows) + 1
        return checked

    def test_a_good_one(self, large: Callable[[str], IngestReport]) -> None:
        report = large("")
        assert report.accepted == report.rows == self.last - 2

    @pytest.mark.parametrize(
        ("ending", "found", "after"),
        [
            ("1.5,USD,Usa", "3 cells", 0),
            ("\n\n1.5,USD,Usage\n", "3 cells", 2),
            ('1.5,"USD"x,Usage,,,,,,,,,,\n', "text after a closing quote", 0),
            ('1.5,USD,"Usage,,,,,,,,,,\n', "a quote that is not closed", 0),
            (GOOD.format(n=1).replace("USD", "U\x00D"), "U\\x00D", 0),
            (GOOD.format(n=1).replace("1.25", "1,25", 1), "14 cells", 0),
        ],
    )
    def test_what_is_wrong_at_the_end_is_found_with_its_row(
        self, large: Callable[[str], IngestReport], ending: str, found: str, after: int
    ) -> None:
        report = large(ending)
        problem = report.problems[0]
        assert (problem.severity, problem.found, problem.row) == ("error", found, self.last + after)
        assert (report.accepted, report.release) == (0, None)


class TestLookOver:
    @pytest.mark.parametrize(
        ("text", "regular", "plain"),
        [
            ("a,b\n1,2\n", True, True),
            ("a,b\r\n1,2\r\n", True, True),
            ("a,b\r1,2\r", False, False),
            ("a,b\r\n1,2\r", False, False),
            ("a,b\n1,\x1f2\n", False, False),
            ("a,b\n1,\t2\n", True, False),
            ("a,b\n1,ä\n", True, False),
        ],
    )
    def test_bytes(self, tmp_path: Path, text: str, regular: bool, plain: bool) -> None:
        path = tmp_path / "x.csv"
        path.write_bytes(text.encode())
        look = scan_text(detect_file(path, "x.csv"))
        assert (look.regular, look.plain) == (regular, plain)
