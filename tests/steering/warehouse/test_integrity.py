"""A bit that flips on the disk is found before a figure is shown, or soon after in a large file."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from steering.ingest import accept, roll_up
from steering.warehouse import DamagedRelease, DamagedRollup, Warehouse, read_manifest, rows_path
from steering.warehouse.integrity import IntegrityCheck, is_intact, rollups

ROWS = "month,team_id,team,business_unit,stage,active_users,models_in_production\n" + "".join(
    f"2026-01,T{number},Team {number},Care,pilot,{number},0\n" for number in range(200)
)
COSTS = (
    "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,BillingAccountId,BillingPeriodStart,"
    "BillingPeriodEnd,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,ServiceCategory,ProviderName,Tags\n"
    "1,1,1,1,USD,x,2026-03-01,2026-04-01,Usage,2026-03-01T00:00:00Z,2026-03-01T01:00:00Z,a,Compute,Cloud,"
    '"{""team"": ""t1""}"\n'
)


def release(home: Path, dataset: str = "adoption", text: str = ROWS) -> str:
    """The id of a release of a small file."""
    path = home / f"{dataset}.csv"
    path.write_text(text, encoding="utf-8")
    return accept(path, dataset, home, by="x").release


def flip(file: Path, place: int, bit: int = 0) -> None:
    """Change one bit of a file."""
    content = bytearray(file.read_bytes())
    content[place] ^= 1 << bit
    file.write_bytes(content)


def test_no_flipped_bit_gives_other_rows(tmp_path: Path) -> None:
    id = release(tmp_path)
    rows = rows_path(tmp_path, "adoption", id)
    good, chance = rows.read_bytes(), random.Random(12)
    for _ in range(60):
        rows.parent.mkdir(exist_ok=True)
        flip(rows, chance.randrange(len(good)), chance.randrange(8))
        with (
            Warehouse(tmp_path) as warehouse,
            pytest.raises(DamagedRelease, match=r"SHA-256 .* put aside .*Load the same file again"),
        ):
            warehouse.query("adoption_unit_names", {"adoption": id})
        (aside,) = tmp_path.glob("releases/adoption/.damaged-*")
        (aside / "rows.parquet").write_bytes(good)
        aside.rename(rows.parent)


def test_what_was_put_aside_stays_told_and_comes_back_with_the_file(tmp_path: Path) -> None:
    id = release(tmp_path)
    flip(rows_path(tmp_path, "adoption", id), 100)
    with Warehouse(tmp_path) as warehouse:
        for _ in range(2):
            with pytest.raises(DamagedRelease, match="put aside as releases/adoption/.damaged-"):
                warehouse.query("adoption_unit_names", {"adoption": id})
        assert warehouse.integrity.damage_count == 1
        assert release(tmp_path) == id
        assert list(warehouse.query("adoption_unit_names", {"adoption": id})["business_unit"]) == ["Care"]


def test_a_file_is_compared_once_and_again_when_it_is_another(tmp_path: Path) -> None:
    id = release(tmp_path)
    rows = rows_path(tmp_path, "adoption", id)
    check = IntegrityCheck(tmp_path)
    check.check("adoption", id)
    stamp = rows.stat()
    flip(rows, 50)
    with pytest.raises(DamagedRelease):
        check.check("adoption", id)
    assert not rows.exists() and stamp.st_size > 0


def test_a_large_file_is_compared_beside_the_queries(tmp_path: Path) -> None:
    id = release(tmp_path)
    flip(rows_path(tmp_path, "adoption", id), 100)
    check = IntegrityCheck(tmp_path, large_bytes=1)
    check.check("adoption", id)
    check.wait()
    assert check.damage_count == 1
    with pytest.raises(DamagedRelease, match="put aside"):
        check.check("adoption", id)


def test_a_damaged_rollup_is_removed_and_made_again(tmp_path: Path) -> None:
    id = release(tmp_path, "cost", COSTS)
    monthly = roll_up(tmp_path, "cost", id, "team")
    good = monthly.read_bytes()
    for rollup in rollups(monthly.parent, "team"):
        flip(rollup, 60)
        with Warehouse(tmp_path) as warehouse:
            with pytest.raises(DamagedRollup, match="is made again"):
                warehouse.query("month_names_of_cost", {"cost": f"{id}@team"})
            roll_up(tmp_path, "cost", id, "team", is_intact=warehouse.integrity.is_intact)
            assert list(warehouse.query("month_names_of_cost", {"cost": f"{id}@team"})["month"]) == ["2026-03"]
        assert is_intact(rollup)
    assert monthly.read_bytes() == good


def test_no_rollup_is_made_of_damaged_rows(tmp_path: Path) -> None:
    id = release(tmp_path, "cost", COSTS)
    for rollup in rollups(rows_path(tmp_path, "cost", id).parent, "team"):
        rollup.unlink()
    flip(rows_path(tmp_path, "cost", id), 200)
    with pytest.raises(DamagedRelease):
        roll_up(tmp_path, "cost", id, "team")
    with pytest.raises(DamagedRelease, match="put aside"):
        read_manifest(tmp_path, "cost", id)
