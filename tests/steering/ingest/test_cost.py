"""Cost files of the FOCUS standard: recognised, added up exactly, and every habit of the exporters met."""

import csv
import datetime as dt
import gzip
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from steering.ingest import IngestReport, accept, check, contract, roll_up
from steering.ingest.focus.versions import detect_version
from steering.warehouse import Warehouse, rows_path, scratch
from steering.warehouse.tags import rollup_file
from tests.steering.ingest.focus_files import GOOD, focus, only

Save = Callable[..., Path]
DAILY = rollup_file("daily", "team")


@pytest.fixture
def cost(save: Save) -> Callable[..., IngestReport]:
    """`cost({...}, {...})` checks a file of these rows."""

    def checked(*rows: dict[str, str], without: tuple[str, ...] = ()) -> IngestReport:
        return check(save(focus(*rows, without=without), "cost.csv"), "cost")

    return checked


@pytest.fixture(scope="module")
def sample(shared_data: Path) -> Path:
    return shared_data / "focus" / "focus_sample_1.0.csv"


class TestOfficialSample:
    def test_is_accepted_with_its_exact_sums(self, sample: Path) -> None:
        report = check(sample, "cost")
        assert (report.format, report.rows, report.accepted) == ("FOCUS 1.0", 1000, 1000)
        assert report.sums["BilledCost"] == "20.52022672899"
        providers = report.sums["by_provider"]
        assert {name: found["BilledCost"] for name, found in providers.items()} == {
            "AWS": "18.00663861840",
            "Oracle": "0.53707392473",
            "Microsoft": "1.97651418586",
        }
        assert Decimal(providers["AWS"]["EffectiveCost"]) == 13
        assert "ContractedCost" not in providers["Oracle"]

    def test_its_oddities_are_warnings(self, sample: Path) -> None:
        report = check(sample, "cost")
        assert report.error_count == 0
        nulls = [problem for problem in report.problems if problem.column == "ContractedCost"]
        assert [problem.row for problem in nulls] == [927, 928, 943, 946, 949, 950, 952]
        assert {problem.found for problem in nulls} == {"NULL"}
        (implausible,) = [problem for problem in report.problems if problem.column == "EffectiveCost"]
        assert "604 of 942 rows of AWS" in implausible.found
        assert [problem.found for problem in report.problems if problem.column == "Id"] == ["the column Id"]

    def test_naive_tag_coverage_is_108_percent(self, sample: Path, tmp_path: Path) -> None:
        manifest = accept(sample, "cost", tmp_path, by="x", team_tag="business_unit")
        with scratch(writes=(tmp_path,)) as context:
            rows = rows_path(tmp_path, "cost", manifest.release)
            ((share, positive),) = context.run(
                'select sum("BilledCost") filter ("Tags" is not null) / sum("BilledCost"), '
                'sum("BilledCost") filter ("Tags" is not null and "BilledCost" > 0) '
                f'/ sum("BilledCost") filter ("BilledCost" > 0) from \'{rows}\''
            )
        assert round(share, 2) == 1.08
        assert positive < 1

    def test_unknown_columns_are_kept(self, sample: Path, tmp_path: Path) -> None:
        manifest = accept(sample, "cost", tmp_path, by="x")
        rows = pq.read_table(rows_path(tmp_path, "cost", manifest.release))
        assert len(set(rows["Id"].to_pylist())) == 1000
        assert str(rows.schema.field("BilledCost").type) == "decimal128(18, 11)"
        assert manifest.period == ("2024-09", "2024-09")

    def test_the_same_rows_as_parquet_are_the_same_release(self, sample: Path, tmp_path: Path) -> None:
        names = next(csv.reader(sample.read_text(encoding="utf-8").splitlines()[:1]))
        text = pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, "string"), strings_can_be_null=True, null_values=["", "NULL"]
        )
        pq.write_table(pacsv.read_csv(sample, convert_options=text), tmp_path / "cost.parquet")
        assert check(tmp_path / "cost.parquet", "cost").release == check(sample, "cost").release
        (tmp_path / "cost.csv.gz").write_bytes(gzip.compress(sample.read_bytes()))
        assert check(tmp_path / "cost.csv.gz", "cost").release == check(sample, "cost").release

    def test_typed_parquet_with_tags_as_a_map(self, save: Save, tmp_path: Path) -> None:
        moment = {"start": dt.datetime(2026, 3, 1), "end": dt.datetime(2026, 3, 2)}
        columns = {name: pa.array([text or None]) for name, text in GOOD.items()}
        columns |= {name: pa.array([Decimal(GOOD[name])]) for name in GOOD if name.endswith("Cost")}
        columns["ChargePeriodStart"] = pa.array([moment["start"]], pa.timestamp("us"))
        columns["ChargePeriodEnd"] = pa.array([moment["end"]], pa.timestamp("ms", "Asia/Tokyo"))
        columns["Tags"] = pa.array([[("team", "team-01")]], pa.map_(pa.string(), pa.string()))
        pq.write_table(pa.table(columns), tmp_path / "typed.parquet")
        text = save(focus({"Tags": '{"team":"team-01"}'}), "cost.csv")
        report = check(tmp_path / "typed.parquet", "cost")
        assert (report.problems, report.release) == ((), check(text, "cost").release)


class TestWorkedExamples:
    @pytest.mark.parametrize(
        "name",
        [
            "one_hundred_percent_utilization_with_commitment_discount_flexibility_with_1_resource",
            "zero_percent_utilization_without_commitment_discount_flexibility",
        ],
    )
    def test_a_commitment_costs_what_was_used_and_left_unused(
        self, shared_data: Path, tmp_path: Path, name: str
    ) -> None:
        manifest = accept(shared_data / "focus" / "spec_examples" / f"{name}.csv", "cost", tmp_path, by="x")
        with scratch(writes=(tmp_path,)) as context:
            daily = rows_path(tmp_path, "cost", manifest.release).with_name(DAILY)
            balances = context.run(
                "select sum(billed) filter (charge_category = 'Purchase'), "
                "sum(effective) filter (commitment_status in ('Used', 'Unused')) "
                f"from '{daily}' where commitment_id is not null group by commitment_id, day"
            )
        assert balances and all(bought == spent for bought, spent in balances)

    def test_coverage_depends_on_what_was_eligible(self, shared_data: Path, tmp_path: Path) -> None:
        path = shared_data / "focus" / "ai_examples" / "coverage_rate_eligibility_adjusted.csv"
        manifest = accept(path, "cost", tmp_path, by="x")
        with scratch(writes=(tmp_path,)) as context:
            daily = rows_path(tmp_path, "cost", manifest.release).with_name(DAILY)
            ((naive, eligible),) = context.run(
                "select sum(effective) filter (commitment_status = 'Used') / sum(effective), "
                "sum(effective) filter (commitment_status = 'Used') "
                "/ sum(effective) filter (eligible or commitment_status = 'Used') "
                f"from '{daily}'"
            )
        assert (round(naive, 3), round(eligible, 3)) == (0.5, 0.556)

    def test_tokens_are_priced_by_the_million(self, shared_data: Path, tmp_path: Path) -> None:
        path = shared_data / "focus" / "ai_examples" / "per_token_ai_model_api.csv"
        manifest = accept(path, "cost", tmp_path, by="x")
        assert manifest.sums["BilledCost"] == "94.50"
        assert list(manifest.sums["by_provider"]) == ["Solora AI"]
        with scratch(writes=(tmp_path,)) as context:
            daily = rows_path(tmp_path, "cost", manifest.release).with_name(DAILY)
            ((price,),) = context.run(
                f"select 1000000 * sum(billed) / sum(consumed_quantity) from '{daily}' where consumed_unit = 'Tokens'"
            )
        assert price == 9

    @pytest.mark.parametrize(
        ("name", "title", "accepted"),
        [
            ("commitment_discount_purchase_scenario_1", "FOCUS (incomplete 1.1)", 1),
            ("commitment_discount_purchase_scenario_2", "FOCUS (incomplete 1.1)", 0),
            ("saas_spend_agreements_a1", "FOCUS 1.1", 4),
            ("simple_saas_agreements_a1", "FOCUS 1.1", 0),
            ("virtual_currency_pricing_model_c", "FOCUS (incomplete 1.2)", 2),
        ],
    )
    def test_each_is_accepted_or_says_why_not(self, shared_data: Path, name: str, title: str, accepted: int) -> None:
        report = check(shared_data / "focus" / "spec_examples" / f"{name}.csv", "cost")
        assert (report.format, report.accepted) == (title, accepted)

    def test_an_impossible_hour_and_an_amount_with_a_currency_sign(self, shared_data: Path) -> None:
        folder = shared_data / "focus" / "spec_examples"
        hour = check(folder / "commitment_discount_purchase_scenario_2.csv", "cost").problems[0]
        assert (hour.row, hour.column, hour.found) == (4, "ChargePeriodEnd", "2023-02-01T30:00:00Z")
        amount = check(folder / "simple_saas_agreements_a1.csv", "cost").problems[0]
        assert (amount.row, amount.column, amount.found) == (2, "BilledCost", "$10,000.00")


class TestNativeExports:
    @pytest.mark.parametrize(
        ("name", "provider"),
        [
            ("aws_cur_anonymous", "AWS"),
            ("azure_ea_anonymous", "Azure"),
            ("EA_ActualCost_Small", "Azure"),
            ("EA_AmortizedCost_Small", "Azure"),
            ("EA_NoRows", "Azure"),
            ("headersets_BOM", "Azure"),
            ("headersets_Enterprise", "Azure"),
            ("values_Template", "Azure"),
            ("values_VirtualMachine", "Azure"),
        ],
    )
    def test_real_ones_are_named(self, shared_data: Path, name: str, provider: str) -> None:
        report = check(shared_data / "exports" / f"{name}.csv", "cost")
        problem = only(report)
        assert (problem.severity, report.accepted, report.release) == ("error", 0, None)
        assert provider in problem.found and "FOCUS" in problem.remedy

    @pytest.mark.parametrize(
        ("header", "provider"),
        [
            ("lineItem/referenceNo,lineItem/intervalUsageStart,product/service,cost/myCost", "OCI"),
            ("line_item_usage_account_id,line_item_unblended_cost", "AWS"),
            ("Abonnement-GUID;Ressourcengruppe;Kostenstelle;Verbrauchter Dienst", "Azure"),
            ("billing_account_id,usage_start_time,cost,service.id", "Google"),
        ],
    )
    def test_others_by_their_header(self, save: Save, header: str, provider: str) -> None:
        assert provider in only(check(save(f"{header}\n1,2,3,4\n", "x.csv"), "cost")).found


class TestVersions:
    def names(self, version: str) -> set[str]:
        columns = contract("cost").columns
        return {
            column.name
            for column in columns
            if getattr(column, "level", "") == "mandatory"
            and column.introduced <= version  # type: ignore[union-attr]
            and (column.removed or "9") > version  # type: ignore[union-attr]
        }

    @pytest.mark.parametrize(
        ("version", "extra"), [("1.0", "Tags"), ("1.1", "SkuMeter"), ("1.2", "InvoiceId"), ("1.4", "InvoiceDetailId")]
    )
    def test_the_highest_that_is_complete_and_begun(self, version: str, extra: str) -> None:
        found = detect_version({*self.names(version), extra}, contract("cost"))
        assert (found.title, found.missing, found.later) == (f"FOCUS {version}", (), None)

    def test_1_3_has_both_names_of_the_provider(self) -> None:
        found = detect_version(self.names("1.3"), contract("cost"))
        assert found.title == "FOCUS 1.3"
        assert {"ProviderName", "ServiceProviderName", "HostProviderName"} <= self.names("1.3")
        assert "ProviderName" not in self.names("1.4")

    def test_what_a_newer_version_would_need_is_said(self, cost: Callable[..., IngestReport]) -> None:
        report = cost({"AllocatedMethodId": "m"})
        assert report.format == "FOCUS 1.0"
        problem = only(report)
        assert "FOCUS 1.3" in problem.found and "ServiceProviderName" in problem.found

    def test_an_incomplete_file_says_what_is_missing(self, cost: Callable[..., IngestReport]) -> None:
        report = cost({}, without=("ListCost", "PublisherName"))
        assert (report.format, report.accepted) == ("FOCUS (incomplete 1.0)", 1)
        assert "ListCost, PublisherName" in only(report).found

    def test_a_file_without_a_needed_column_is_refused(self, cost: Callable[..., IngestReport]) -> None:
        report = cost({}, without=("EffectiveCost",))
        assert (report.accepted, report.release) == (0, None)
        assert (only(report).column, only(report).severity) == ("EffectiveCost", "error"), "and no word of using it"


class TestCells:
    def test_a_good_file_has_no_problem(self, cost: Callable[..., IngestReport]) -> None:
        report = cost({})
        assert (report.problems, report.accepted, report.sums["BilledCost"]) == ((), 1, "1.50")

    @pytest.mark.parametrize(
        ("column", "cell", "severity"),
        [
            ("BilledCost", "", "error"),
            ("BilledCost", "NULL", "error"),
            ("EffectiveCost", "null", "error"),
            ("BilledCost", "1,5", "error"),
            ("BilledCost", "NaN", "error"),
            ("BilledCost", "1_000", "error"),
            ("BilledCost", "1e400", "error"),
            ("BilledCost", "1" * 16, "error"),
            ("ChargeCategory", "Usages", "error"),
            ("ChargePeriodStart", "yesterday", "error"),
            ("ChargePeriodStart", "46000", "error"),
            ("ChargePeriodEnd", "2026-02-30", "error"),
            ("BillingCurrency", "", "error"),
            ("Tags", "team=1", "error"),
            ("Tags", '["team"]', "error"),
            ("ServiceName", "a\x07b", "error"),
            ("ServiceName", "x" * 70_000, "error"),
            ("ServiceCategory", "Computing", "warning"),
            ("ContractedCost", "NULL", "warning"),
            ("BillingCurrency", "Dollar", "warning"),
        ],
    )
    def test_what_is_wrong_with_a_cell(
        self, cost: Callable[..., IngestReport], column: str, cell: str, severity: str
    ) -> None:
        report = cost({"ServiceName": "first"}, {column: cell})
        (problem,) = [problem for problem in report.problems if problem.row]
        assert (problem.severity, problem.row, problem.column) == (severity, 3, column), report.problems
        assert problem.found.isprintable() and problem.expected and problem.remedy
        assert report.accepted == (0 if severity == "error" else 2)

    @pytest.mark.parametrize("written", ["150e-2", "1.5", "+1.500", "15E-1", " 1.50 "])
    def test_numbers_are_exact_however_written(self, cost: Callable[..., IngestReport], written: str) -> None:
        assert cost({"BilledCost": written}).release == cost({}).release

    def test_the_largest_scale_of_a_column_is_kept(self, cost: Callable[..., IngestReport]) -> None:
        report = cost({"BilledCost": "0.1"}, {"BilledCost": "1e-20", "ServiceName": "b"})
        assert report.sums["BilledCost"] == "0.10000000000000000001"

    def test_few_words_are_taken_in_any_case(self, cost: Callable[..., IngestReport]) -> None:
        assert cost({"ChargeCategory": "usage"}).release == cost({}).release

    def test_tags_without_braces_are_mended_with_a_warning(self, cost: Callable[..., IngestReport]) -> None:
        report = cost({"Tags": '"team": "team-01"'})
        assert (only(report).severity, report.release) == ("warning", cost({"Tags": '{"team": "team-01"}'}).release)

    def test_json_and_quotes_inside_cells(self, cost: Callable[..., IngestReport]) -> None:
        text = 'a "quoted", comma\nand line'
        assert cost({"ChargeDescription": text, "Tags": '{"a": "x \\"y\\", z", "team": true}'}).problems == ()


class TestRows:
    def test_a_period_that_runs_backwards(self, cost: Callable[..., IngestReport]) -> None:
        problem = only(cost({}, {"ChargePeriodEnd": "2026-02-01T00:00:00Z"}))
        assert (problem.severity, problem.row, problem.column) == ("error", 3, "ChargePeriodEnd")

    def test_overlapping_periods_are_normal(self, cost: Callable[..., IngestReport]) -> None:
        assert cost({}, {"ChargePeriodEnd": "2026-03-20T00:00:00Z"}).problems == ()

    def test_the_same_charge_twice(self, cost: Callable[..., IngestReport]) -> None:
        report = cost({}, {}, {})
        assert (only(report).severity, report.accepted) == ("warning", 3)
        assert only(report).found == "2 rows of USD 3.00 that repeat another one in every cell"

    def test_negative_usage_unless_it_corrects(self, cost: Callable[..., IngestReport]) -> None:
        assert only(cost({"PricingQuantity": "-3"})).severity == "warning"
        assert cost({"PricingQuantity": "-3", "ChargeClass": "Correction"}).problems == ()

    def test_currencies_are_never_summed(self, cost: Callable[..., IngestReport]) -> None:
        report = cost({}, {"BillingCurrency": "EUR", "BilledCost": "7.00"})
        assert set(report.sums) == {"by_currency"}
        assert report.sums["by_currency"]["USD"]["BilledCost"] == "1.50"
        assert report.sums["by_currency"]["EUR"]["by_provider"]["Cloud One"]["BilledCost"] == "7.00"
        assert only(report).found == "2 currencies: EUR, USD"

    def test_a_header_alone(self, cost: Callable[..., IngestReport]) -> None:
        assert only(cost()).found == "a header without any row"

    def test_a_row_cut_off_at_the_end(self, save: Save) -> None:
        text = focus({}, {"ServiceName": "b"})
        report = check(save(text[: text.rindex("Cloud One")], "x.csv"), "cost")
        assert (only(report).row, report.accepted) == (3, 0)
        assert only(report).found.endswith("cells")

    def test_nul_bytes(self, save: Save) -> None:
        text = focus({}, {"ServiceName": "b"}).encode()
        assert check(save(text.replace(b"Machines", b"Mach\x00nes"), "x.csv"), "cost").accepted == 0


class TestDates:
    @pytest.mark.parametrize(
        "written",
        ["2026-03-01T00:00:00Z", "2026-03-01T00:00:00.000Z", "2026-03-01T01:00:00+01:00", "2026-03-01T00:00Z"],
    )
    def test_one_moment_in_several_ways(self, cost: Callable[..., IngestReport], written: str) -> None:
        assert cost({"ChargePeriodStart": written}).release == cost({}).release

    def test_without_a_zone_they_are_utc_with_a_warning(self, cost: Callable[..., IngestReport]) -> None:
        report = cost({"ChargePeriodStart": "2026-03-01 00:00:00"})
        assert (only(report).severity, report.release) == ("warning", cost({}).release)

    def slashed(self, *dates: str) -> dict[str, str]:
        names = ("BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd")
        return dict(zip(names, dates, strict=True))

    def test_month_first_by_the_billing_period(self, cost: Callable[..., IngestReport]) -> None:
        report = cost(self.slashed("3/1/26", "4/1/26", "3/1/2026", "3/2/26"))
        assert "month first" in only(report).found and report.release == cost({}).release

    def test_day_first_because_no_month_is_the_25th(self, cost: Callable[..., IngestReport]) -> None:
        report = cost(self.slashed("01/03/2026", "01/04/2026", "01/03/2026", "25/03/2026"))
        assert "day first" in only(report).found and report.accepted == 1

    def test_unclear_ones_are_named(self, cost: Callable[..., IngestReport]) -> None:
        report = cost({"ChargePeriodStart": "3/2/26", "ChargePeriodEnd": "3/3/26"})
        assert {(problem.row, problem.column) for problem in report.problems} == {
            (2, "ChargePeriodStart"),
            (2, "ChargePeriodEnd"),
        }
        assert report.accepted == 0 and "comes first" in report.problems[0].remedy


class TestRollup:
    ROWS = (
        {"ServiceName": "a", "Tags": '{"team": "t1", "unit": "u1"}', "BilledCost": "1.25"},
        {"ServiceName": "b", "Tags": '{"team": "t2", "unit": "u1", "shared": ""}', "BilledCost": "2.50"},
        {"ServiceName": "c", "Tags": "", "BilledCost": "-0.50", "ChargeCategory": "Credit"},
        {"ServiceName": "d", "Tags": '{"team": " "}', "ChargePeriodEnd": "2026-06-01T00:00:00Z"},
    )

    def test_days_teams_and_shared_costs(self, save: Save, tmp_path: Path) -> None:
        manifest = accept(save(focus(*self.ROWS), "c.csv"), "cost", tmp_path, by="x")
        daily = pq.read_table(rows_path(tmp_path, "cost", manifest.release).with_name(DAILY))
        found = {row["service"]: row for row in daily.to_pylist()}
        assert [found[name]["team"] for name in "abcd"] == ["t1", "t2", None, None]
        assert [found[name]["shared"] for name in "abcd"] == [False, True, False, False]
        assert {str(row["day"]) for row in found.values()} == {"2026-03-01"}
        assert found["b"]["billed"] == Decimal("2.50") and found["c"]["charge_category"] == "Credit"
        assert {row["eligible"] for row in found.values()} == {None}
        assert sum(row["rows"] for row in found.values()) == 4

    def test_another_tag_has_a_rollup_of_its_own(self, save: Save, tmp_path: Path) -> None:
        path = save(focus(*self.ROWS), "c.csv")
        manifest = accept(path, "cost", tmp_path, by="x")
        assert accept(path, "cost", tmp_path, by="y", team_tag="unit").release == manifest.release
        odd = roll_up(tmp_path, "cost", manifest.release, "cost/center %@'\"")
        assert odd.is_file() and odd.parent == rows_path(tmp_path, "cost", manifest.release).parent
        with Warehouse(tmp_path) as warehouse:
            asked = {"limit": 10, "from": "2026-03-01", "until": "2026-04-01"}
            asked |= {"service": None, "teams": None, "currency": "USD"}
            for tag, team, services in (("team", "t1", ["a"]), ("unit", "u1", ["b", "a"])):
                releases = {"cost": f"{manifest.release}@{tag}"}
                rows = warehouse.query("cost_rows", releases, team=team, **asked)
                by_amount = sorted(rows.records(), key=lambda row: -row["billed"])
                assert [row["service"] for row in by_amount] == services
                assert list(warehouse.query("cost_by_month", releases)["billed"]) == [4.75]

    def test_rows_of_a_small_file_keep_its_order(self, save: Save, tmp_path: Path) -> None:
        rows = [{"ServiceName": f"s{n}", "Tags": f'{{"team": "t{n * 7 % 5}"}}'} for n in range(18)]
        manifest = accept(save(focus(*rows), "c.csv"), "cost", tmp_path, by="x")
        stored = pq.read_table(rows_path(tmp_path, "cost", manifest.release))
        assert stored["ServiceName"].to_pylist() == [f"s{n}" for n in range(18)]

    def test_progress_is_told(self, save: Save, tmp_path: Path) -> None:
        told: list[tuple[str, float | None]] = []
        accept(save(focus({}), "c.csv"), "cost", tmp_path, by="x", progress=lambda *said: told.append(said))
        shares = [share for _, share in told if share is not None]
        assert shares == sorted(shares) and shares[-1] == 1.0 and len(told) >= 4
