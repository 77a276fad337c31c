"""Writes cost data of any size in the columns of FOCUS 1.2, to measure with; the same rows for the same arguments.

    python -m bench.focus_rows --rows 1000000 --out FILE.csv|FILE.parquet [--teams 70 --months 18 --seed 7]

The shape is that of the example (services, tags, commitments, credits, taxes) and of real exports (long
identifiers, many empty cells). Amounts are exact: every cost is quantity times price. Purchases of commitments
are not made to match their use, as they are in the example. Rows are streamed, so memory does not grow with them.
"""

from __future__ import annotations

import argparse
import tempfile
from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from string import Template

import duckdb

from bench.example_places import BILLING, REGIONS, RESOURCE_TYPES, SUB_ACCOUNT, account_id
from bench.example_prices import Price, price_list

LAST = (2026, 10)
# How many times as often as others a role is charged.
FREQUENT = {"gpu": 8, "cpu": 8, "storage": 4, "tokens_in": 2, "tokens_out": 2, "network": 3}
MEMORY = "1GB"
FORMATS = {
    ".csv": "format csv, header, timestampformat '%Y-%m-%dT%H:%M:%SZ'",
    ".parquet": "format parquet, compression zstd, row_group_size 122880",
}
MACROS = """
-- draw: a figure from 0 up to 2^31 - 1 that depends on the row, the seed and what it is drawn for.
create temp macro stirred(x) as xor(x, x >> 15);
create temp macro draw(i, k) as
    stirred((stirred((i * 2654435761 + $seed * 69621 + k * 40503) % 2147483647) * (48271 + 15838 * k)) % 2147483647);
"""

ROWS = """
with numbered as (
    select
        i,
        draw(i, 1) % (select count(*) from skus) as sku_no,
        (i * $months) // $rows as month_no,
        draw(i, 2) as day_draw,
        'T' || lpad((1 + draw(i, 3) % $teams)::varchar, $width, '0') as team,
        draw(i, 4) % 1000 as lot,
        draw(i, 5) % 1000 as cover_lot,
        (1 + draw(i, 6) % 250000)::decimal(10, 2) * 0.01::decimal(2, 2) as wide_quantity,
        draw(i, 7) % 2000 as resource_no
    from range($rows) as counted(i)
),

kinds as (
    select
        *,
        wide_quantity::decimal(10, 2) as quantity,
        case when lot < 985 then 'Usage' when lot < 992 then 'Purchase' when lot < 997 then 'Tax' else 'Credit' end
            as category
    from numbered
),

priced as (
    select
        kinds.*,
        skus.*,
        days.*,
        category = 'Usage' and committable and cover_lot < 450 as covered,
        category = 'Usage' and committable and cover_lot < 15 as idle,
        category in ('Usage', 'Purchase') as sold,
        lot % 20 = 0 as bare,
        lot % 20 = 1 as shared,
        case when category = 'Credit' then -quantity else quantity end as signed
    from kinds
    join skus using (sku_no)
    join days on days.month_no = kinds.month_no and days.day_no = 1 + kinds.day_draw % days_in_month
),

costed as (
    select
        *,
        (signed * list_price)::decimal(18, 6) as list_cost,
        (signed * contracted_price)::decimal(18, 6) as contracted_cost,
        (signed * case when covered then committed_price else contracted_price end)::decimal(18, 6) as effective_cost,
        provider_slug || '-plan-' || (month_no // 6)::varchar as plan,
        case when shared then 'shared' else lower(team) end || '-' || role || '-' || lpad(resource_no::varchar, 4, '0')
            as resource
    from priced
)

select
    case when covered then 0::decimal(18, 6) else effective_cost end as "BilledCost",
    billing_account as "BillingAccountId",
    'Halden Health Group' as "BillingAccountName",
    billing_kind as "BillingAccountType",
    'USD' as "BillingCurrency",
    month_end as "BillingPeriodEnd",
    month_start as "BillingPeriodStart",
    category as "ChargeCategory",
    case when lot = 0 then 'Correction' end as "ChargeClass",
    meter || ' in ' || region_name as "ChargeDescription",
    case category when 'Usage' then 'Usage-Based' when 'Credit' then 'One-Time' else 'Recurring' end
        as "ChargeFrequency",
    day_end as "ChargePeriodEnd",
    day_start as "ChargePeriodStart",
    case when covered then 'Spend' end as "CommitmentDiscountCategory",
    case when covered then plan end as "CommitmentDiscountId",
    case when covered then plan end as "CommitmentDiscountName",
    case when covered then effective_cost end as "CommitmentDiscountQuantity",
    case when idle then 'Unused' when covered then 'Used' end as "CommitmentDiscountStatus",
    case when covered then 'Savings Plan' end as "CommitmentDiscountType",
    case when covered then 'USD' end as "CommitmentDiscountUnit",
    case when category = 'Usage' and not idle then quantity * unit_count end as "ConsumedQuantity",
    case when category = 'Usage' and not idle then consumed_unit end as "ConsumedUnit",
    contracted_cost as "ContractedCost",
    case when sold then contracted_price end as "ContractedUnitPrice",
    case when category = 'Purchase' and lot % 2 = 0 then 0::decimal(18, 6) else effective_cost end as "EffectiveCost",
    provider_slug || '-' || strftime(month_start, '%Y%m') as "InvoiceId",
    publisher as "InvoiceIssuerName",
    list_cost as "ListCost",
    case when sold then list_price end as "ListUnitPrice",
    case when covered then 'Committed' when sold then 'Standard' end as "PricingCategory",
    case when sold then quantity end as "PricingQuantity",
    case when sold then unit end as "PricingUnit",
    provider as "ProviderName",
    publisher as "PublisherName",
    case when sold then region end as "RegionId",
    case when sold then region_name end as "RegionName",
    case when sold then resource_prefix || resource end as "ResourceId",
    case when sold then resource end as "ResourceName",
    case when sold then resource_type end as "ResourceType",
    case when sold then service_category else 'Other' end as "ServiceCategory",
    case when sold then service else category end as "ServiceName",
    case when sold then service_subcategory else 'Other (Other)' end as "ServiceSubcategory",
    case when sold then sku end as "SkuId",
    case when sold then meter end as "SkuMeter",
    null::varchar as "SkuPriceDetails",
    case when sold then sku || case when covered then '-COMMITTED' else '-ON-DEMAND' end end as "SkuPriceId",
    sub_account as "SubAccountId",
    sub_account_name as "SubAccountName",
    sub_account_kind as "SubAccountType",
    case
        when bare or not sold then null
        when shared then '{"shared": "platform", "env": "prod"}'
        else '{"team": "' || team || '", "env": "' || case when lot % 3 = 0 then 'dev' else 'prod' end || '"}'
    end as "Tags"
from costed
"""


def sku_rows() -> Iterator[tuple[object, ...]]:
    """The price list, frequent things several times."""
    lines = [price for price in price_list().values() for _ in range(FREQUENT.get(price.role, 1))]
    for number, price in enumerate(lines):
        yield (number, *sold(price), *bought_at(price), *placed(price))


def sold(price: Price) -> tuple[object, ...]:
    """What it is."""
    count, _, unit = price.unit.rpartition(" ")
    known = (price.provider, price.publisher, price.role, price.service, price.category, price.subcategory)
    return (*known, price.sku, price.meter, price.unit, unit, int(count or 1), price.role in ("gpu", "cpu"))


def bought_at(price: Price) -> tuple[str, ...]:
    """Its prices by list, by contract and with a commitment: four decimals, so that a cost has six."""
    return tuple(f"{price.price * Decimal(part):.4f}" for part in ("1", "0.95", "0.66"))


def placed(price: Price) -> tuple[str, ...]:
    """Where it runs and who is billed."""
    provider = price.provider
    account = account_id(provider, price.role)
    kind = RESOURCE_TYPES[price.role]
    prefix = f"{account}/resources/{kind.lower().replace(' ', '-')}/"
    return (
        provider.split()[0].lower(),
        *BILLING[provider],
        *REGIONS[provider],
        prefix,
        kind,
        account,
        f"Data science {price.role}",
        SUB_ACCOUNT[provider],
    )


SKU_COLUMNS = """
    sku_no integer, provider varchar, publisher varchar, role varchar, service varchar, service_category varchar,
    service_subcategory varchar, sku varchar, meter varchar, unit varchar, consumed_unit varchar,
    unit_count integer, committable boolean, list_price decimal(8, 4), contracted_price decimal(8, 4),
    committed_price decimal(8, 4), provider_slug varchar, billing_account varchar, billing_kind varchar,
    region varchar, region_name varchar, resource_prefix varchar, resource_type varchar, sub_account varchar,
    sub_account_name varchar, sub_account_kind varchar
"""
DAY_COLUMNS = """
    month_no integer, day_no integer, days_in_month integer, month_start timestamp, month_end timestamp,
    day_start timestamp, day_end timestamp
"""


def day_rows(months: int) -> Iterator[tuple[object, ...]]:
    """Every day of the last `months` months, numbered from 0 and 1."""
    last = LAST[0] * 12 + LAST[1] - 1
    for number in range(months):
        year, month = divmod(last - months + 1 + number, 12)
        length = monthrange(year, month + 1)[1]
        first = datetime(year, month + 1, 1)
        for day in range(length):
            start = first + timedelta(days=day)
            yield number, day + 1, length, first, first + timedelta(days=length), start, start + timedelta(days=1)


def prepared(folder: str, seed: int, months: int) -> duckdb.DuckDBPyConnection:
    """A database in memory that holds prices and days, and draws by this seed; what does not fit goes to `folder`."""
    context = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": folder})
    context.execute(Template(MACROS).substitute(seed=seed))
    context.execute(f"create table skus ({SKU_COLUMNS})")
    context.execute(f"create table days ({DAY_COLUMNS})")
    for table, rows in (("skus", list(sku_rows())), ("days", list(day_rows(months)))):
        marks = ", ".join("?" * len(rows[0]))
        context.executemany(f"insert into {table} values ({marks})", rows)
    return context


def write(out: Path, *, rows: int, teams: int = 70, months: int = 18, seed: int = 7) -> None:
    """Writes that many rows: CSV or Parquet, by the name's ending.

    Raises:
        SystemExit: the name ends otherwise.
    """
    options = FORMATS.get(out.suffix)
    if options is None:
        raise SystemExit(f"{out.name} must end in {' or '.join(FORMATS)}")
    query = Template(ROWS).substitute(rows=rows, teams=teams, months=months, width=max(2, len(str(teams))))
    with tempfile.TemporaryDirectory() as folder, prepared(folder, seed, months) as context:
        target = str(out).replace("'", "''")
        context.execute(f"copy ({query}) to '{target}' ({options})")


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(prog="python -m bench.focus_rows", description="Cost data of any size.")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="FILE.csv or FILE.parquet")
    parser.add_argument("--teams", type=int, default=70)
    parser.add_argument("--months", type=int, default=18)
    parser.add_argument("--seed", type=int, default=7)
    write(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
