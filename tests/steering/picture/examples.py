"""A few blocks of every kind, small and full of what the kind can hold: for golden files and for hostile texts."""

from __future__ import annotations

from steering.charts.series import SeriesChart
from steering.conditions import ConditionState
from steering.frames.blocks import (
    Block,
    Chart,
    Choice,
    Claims,
    ClaimState,
    Column,
    Columns,
    FundingRequest,
    Interactive,
    Notice,
    Slot,
    Statement,
    Statements,
    Tab,
    TableBlock,
    Tabs,
    Tile,
    Tiles,
)
from steering.frames.code_block import Code, Passage
from steering.frames.documents import Drawing, HeatCell, HeatMap, HeatRow, Prose
from steering.frames.page_head import PageHead
from steering.status import Status

TILES = Tiles(
    tiles=(
        Tile(
            id="metric:spend",
            label="Spend in October",
            value="USD 4.2M",
            delta="+3.1%",
            since="since September",
            good=False,
            note="Budget: USD 4.0M",
            status=Status.OFF_TRACK,
            help="What the invoices charge",
        ),
        Tile(id="metric:teams", label="Teams in production", short="Teams", value="48", delta="+4", good=True),
        Tile(id="metric:kpis", label="On track", value="7", status=Status.ON_TRACK, note="of nine KPIs"),
        Tile(id="metric:bare", label="Lead time", value="–", delta="no change in days"),
    )
)
TABLE = TableBlock(
    id="units",
    title="Spend by business unit",
    columns=(
        Column(label="Business unit", help="As the invoices name it"),
        Column(label="Teams", kind="count"),
        Column(label="Share of spend", kind="share"),
        Column(label="Spend in October", kind="figure"),
        Column(label="Status", kind="status"),
        Column(label="Since January", kind="series"),
        Column(label="Latest month", kind="month", minor=True),
        Column(label="What is being done", kind="words"),
    ),
    rows=(
        ("Claims", 1204, 0.625, "USD 2.6M", "on track", (1.0, None, 3.0), "2026-10", "Idle machines are switched off"),
        ("Pricing of policies", 3, None, "USD 1.6M", "at risk", (None, None), "2026-09", ""),
    ),
    note="Charges that nobody owns are left out.",
    method="A charge belongs to the unit of its team.",
    figures=(("metric:claims", "Spend of Claims"), ("metric:pricing", "Spend of Pricing")),
)
EMPTY_TABLE = TableBlock(
    id="raid", title="RAID log", columns=(Column(label="Risk"),), rows=(), empty="No risk is on record."
)
LONG_TABLE = TableBlock(
    id="months",
    title="Spend by month",
    columns=(Column(label="Month", kind="month"), Column(label="Spend", kind="count")),
    rows=tuple((f"{2025 + month // 12}-{month % 12 + 1:02}", 100 + month) for month in range(16)),
)
CHART = Chart(
    id="spend",
    title="Spend and budget by month",
    series=SeriesChart(axis="Month", categories=(), series=(), alt="Spend rose from USD 3.9M to USD 4.2M."),
    figure={"data": [{"type": "bar", "x": ["Oct"], "y": [4.2], "name": "Spend"}], "layout": {"height": 200}},
    table=TableBlock(id="spend-table", title="", columns=(Column(label="Month"),), rows=(("October of this year",),)),
    note="Amortised cost.",
    method="Each month by what was used in it.",
    about="metric:spend",
)
PLAIN_CHART = Chart(
    id="curve",
    title="Teams on the platform",
    series=SeriesChart(axis="Month", categories=(), series=(), alt="48 teams of 70."),
    figure={"data": [], "layout": {"height": 180}},
    table=TableBlock(id="curve-table", title="Teams by month", columns=(Column(label="Month"),), rows=()),
)
STATEMENTS = Statements(
    id="attention",
    title="What needs attention",
    findings=(
        Statement(
            text="Change fail rate",
            figure="16.7%",
            detail="One deployment in six fails.",
            meta="KPI, since August",
            status=Status.OFF_TRACK,
            page="kpis",
            place="scorecard",
            focus="change-fail-rate",
        ),
        Statement(text="Gate 3 waits for evidence", page="nowhere"),
        Statement(text="", detail="Nothing else has changed."),
    ),
)
SILENCE = Statements(id="changes", title="What has changed", findings=(), empty="Nothing has changed.")
NOTICE = Notice(text="October is not complete.", remedy="Choose September to see a whole month.", page="sources")
BARE_NOTICE = Notice(text="There are no costs.")
REQUEST = FundingRequest(
    title="Second phase of the platform",
    amount="USD 6.2M",
    purpose="To take the remaining 22 teams along.",
    decide_by="15 Dec 2026",
    figures=(
        Tile(id="ask-range", label="NPV", value="USD 3.1M", note="80% range USD 1.0M to USD 4.0M"),
        Tile(id="ask-gate", label="Gate 3", value="2 of 5 met", status=Status.BREACHED),
    ),
    waiting="Each month of waiting costs USD 0.2M of NPV.",
    note="In real terms.",
    page="roi",
)
BARE_REQUEST = FundingRequest(title="More time", amount="2 months", purpose="To find out.")
CHOICE = Choice(
    name="basis",
    label="Cost basis",
    options=(("amortised", "Amortised cost"), ("invoiced", "Invoiced cost")),
    chosen="invoiced",
)
CODE = Code(
    id="queries",
    title="Every query",
    label="Query",
    passages=(
        Passage(name="spend_by_month.sql", text="select month,\n       sum(cost)\n  from costs", about="A row a month"),
        Passage(name="teams.sql", text="select 1"),
    ),
    language="sql",
)
CLAIMS = Claims(
    id="claims",
    title="What this scene claims",
    claims=(
        ClaimState(text="48 teams are on the platform", state=ConditionState.HOLDS),
        ClaimState(text="One change in eight fails", state=ConditionState.BROKEN, reason="Change fail rate: 16.7%"),
    ),
)
UNSAID = Claims(id="claims", title="", claims=(), empty="No claims.")

LEVELS = ("none", "begun", "in use", "measured")
MATURITY = HeatMap(
    id="maturity",
    title="How far each capability is",
    alt="Of three capabilities one is measured.",
    row_label="Capability",
    group_label="Area",
    columns=("Judged by its owner", "Supported by data"),
    scale=LEVELS,
    rows=(
        HeatRow(
            label="Feature store",
            group="Data",
            cells=(
                HeatCell(text="in use", level=2),
                HeatCell(text="12 of 40 teams", level=1, detail="Adoption", page="adoption", place="curve", focus="t1"),
            ),
        ),
        HeatRow(
            label="Lineage",
            group="Data",
            cells=(HeatCell(text="3"), HeatCell(text="2", status=Status.AT_RISK, level=0)),
        ),
        HeatRow(label="Serving", group="Delivery", cells=(HeatCell(text="", level=3), HeatCell(text="–"))),
    ),
    note="The gap is the difference.",
    method="A level is the lowest that all measures reach.",
)
CAPABILITIES = HeatMap(
    id="capabilities",
    title="Capabilities by cost",
    scale=("low", "high"),
    rows=(
        HeatRow(
            label="Ingest",
            cells=(
                HeatCell(label="Batch", text="USD 1.2M", level=1, page="costs"),
                HeatCell(label="Streams", text="USD 0.1M", level=0, status=Status.MET),
            ),
        ),
        HeatRow(label="Train", cells=()),
    ),
)
RACI = HeatMap(
    id="raci",
    title="Who answers for what",
    columns=("CFO", "Head of <data>"),
    signs=True,
    scale=("R does it", "A answers for it"),
    rows=(
        HeatRow(label="Release money", cells=(HeatCell(text="A", level=1, words="answers for it"), HeatCell(text=""))),
        HeatRow(
            label="Train people",
            cells=(
                HeatCell(text="A/R", level=1, words="answers for it and does it", status=Status.WRONG),
                HeatCell(text="R", level=0, words="does it"),
            ),
        ),
    ),
)
NO_MAP = HeatMap(id="nothing", title="Pain points", rows=(), columns=("Cost",))
PROSE = Prose(
    id="charter",
    title="Charter",
    markdown="""# Purpose

The board *decides*, within **ten** days, what [policy](https://example.org/p?a=1&b=2) asks for; see [Scope](#scope).

### Scope

- [x] `platform`
- teams, <b>all</b> of them

1. First
2. Second

> Nobody decides alone.

| Step | Days |
| --- | ---: |
| Review | 3 |

```sql
select 1 < 2
```

![a plan](https://example.org/plan.png)
""",
    note="governance.yaml, charter",
)
NO_PROSE = Prose(id="onboarding", title="", markdown=" \n", empty="No guide yet.")
DRAWING = Drawing(
    id="context",
    title="What the platform is connected to",
    alt="Teams use the platform, which reads claims.",
    svg=(
        '<svg viewBox="0 0 300 100"><g><title>Teams</title>'
        '<rect class="box" x="1" y="1" width="90" height="40" rx="4"/>'
        '<text x="46" y="25" text-anchor="middle">Teams &amp; &lt;all&gt;</text></g>'
        '<path class="line dashed" d="M91,21 L180,21"/><polygon class="tip" points="180,21 172,17 172,25"/></svg>'
    ),
    table=TableBlock(
        id="context-table", title="", columns=(Column(label="From"), Column(label="To")), rows=(("a", "b"),)
    ),
    note="Made from architecture.yaml.",
    method="Each arrow is a relation.",
)

HEAD = PageHead(
    title="Costs",
    question="What does the platform cost, and who uses it?",
    choices=(CHOICE,),
    trial="scenario Cautious, adoption speed 80%",
    reset=("scenario", "basis"),
    shown_month="Sep 2026",
    newer=("2026-10", "Oct 2026"),
    notices=(BARE_NOTICE,),
)
BARE_HEAD = PageHead(title="Sources", question="Where do the figures come from?", choices=())

# Examples by kind, in the order of the golden files.
EXAMPLES: dict[str, tuple[Block, ...]] = {
    "tiles": (TILES,),
    "chart": (CHART, PLAIN_CHART),
    "table": (TABLE, EMPTY_TABLE, LONG_TABLE),
    "statements": (STATEMENTS, SILENCE),
    "heat_map": (MATURITY, CAPABILITIES, RACI, NO_MAP),
    "prose": (PROSE, NO_PROSE),
    "drawing": (DRAWING,),
    "notice": (NOTICE, BARE_NOTICE),
    "funding_request": (REQUEST, BARE_REQUEST),
    "choice": (CHOICE,),
    "code": (CODE,),
    "claims": (CLAIMS, UNSAID),
    "slot": (Slot(id="upload", about="kpi"),),
    "columns": (Columns(blocks=(BARE_NOTICE, CHOICE), weights=(3, 1)), Columns(blocks=(BARE_NOTICE, SILENCE))),
    "interactive": (Interactive(id="what-if", tiles=TILES, chart=PLAIN_CHART, note="Move a slider."),),
    "tabs": (
        Tabs(
            id="part",
            parts=(
                Tab(id="first", label="By team", blocks=(SILENCE, BARE_NOTICE)),
                Tab(id="none", label="Has nothing", blocks=()),
                Tab(id="second", label="By month", blocks=(Columns(blocks=(CHOICE, UNSAID)),)),
            ),
        ),
    ),
}
