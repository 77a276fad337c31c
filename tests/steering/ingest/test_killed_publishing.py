"""Publishing and rolling back, killed at any step, and readers beside it: all of the old or of the new, no mixture."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from steering.ingest import accept
from steering.ingest.publishing import build_publication
from steering.records import Records
from steering.records.audit_chain import find_break
from steering.state.app_state import AppState
from steering.warehouse import Manifest, read_manifest, rows_path
from steering.warehouse.releases import sha256_of
from tests.actors import TESTER
from tests.server import ROOT
from tests.steering.ingest.killed_publisher import PLACES, ROWS
from tests.steering.small_cases import small

# How many of the moments before the records are asked, and after.
BEFORE, AFTER = 4, 10


def numbers(records: Records) -> set[str]:
    """Which publication is in force, told from each of its datasets."""
    return {entry.source_name.split("-")[1] for entry in records.in_force("case").values()}


def test_a_kill_at_any_step_leaves_the_old_or_the_new(tmp_path: Path, open_records: Callable[[], Records]) -> None:
    with open_records() as records:
        address = records.engine.url
        is_file = address.get_backend_name() == "sqlite"
        url = "" if is_file else address.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.steering.ingest.killed_publisher", str(tmp_path), url]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdin and process.stdout
            stdin, stdout = process.stdin, process.stdout

            def attempt(number: int, last: int) -> str:
                print(number, last, file=stdin, flush=True)
                return stdout.readline().strip()

            before, total = map(int, attempt(1, 0).split())
            assert numbers(records) == {"1.csv"}
            steps = [1 + before * at // BEFORE for at in range(BEFORE)]
            steps += [before + 1 + (total - before - 1) * at // (AFTER - 1) for at in range(AFTER)]
            outcomes = []
            for number, step in enumerate(steps, start=2):
                old = numbers(records)
                told = attempt(number, step)
                assert told == "killed" or int(told.split()[0]) > 0, told
                now = numbers(records)
                assert now in (old, {f"{number}.csv"}), f"killed at call {step} of {total}"
                outcomes.append(now == old)
                for entry in records.in_force("case").values():
                    manifest = read_manifest(tmp_path, entry.dataset, entry.release_id)
                    assert sha256_of(rows_path(tmp_path, entry.dataset, entry.release_id)) == manifest.parquet_sha256
            process.stdin.close()
        assert all(outcomes[:BEFORE]), "nothing is in force before the records are asked"
        entries, head = records.audit_log.read_all()
        assert find_break(entries, head) is None
        history = records.history("case", "kpi")
        assert len(entries) == 2 * len(history) == 2 * (1 + outcomes.count(False))


def test_a_cohort_whose_rollback_is_killed_has_the_old_or_the_new_everywhere(
    tmp_path: Path, open_records: Callable[[], Records]
) -> None:
    with open_records() as records:
        address = records.engine.url
        url = "" if address.get_backend_name() == "sqlite" else address.render_as_string(hide_password=False)
        manifests = []
        for number in (1, 2):
            path = tmp_path / f"kpi-{number}.csv"
            path.write_text(ROWS["kpi"].format(number=number), "utf-8")
            manifests.append(accept([path], "kpi", tmp_path, by="tester"))

        def publish(manifest: Manifest) -> None:
            wanted = [build_publication(manifest, place, source="upload") for place in PLACES]
            records.publish_all(wanted, by=TESTER)

        def read() -> set[str]:
            return {own["kpi"][-1].release_id for own in records.joint_histories(PLACES).values()}

        old, new = manifests[1].release, manifests[0].release
        publish(manifests[0])
        command = [sys.executable, "-m", "tests.steering.ingest.killed_publisher", str(tmp_path), url, "back"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdin and process.stdout
            publish(manifests[1])
            print(1, 0, file=process.stdin, flush=True)
            before, total = map(int, process.stdout.readline().split())
            assert read() == {new}
            outcomes = []
            for at in range(AFTER):
                if read() == {new}:
                    publish(manifests[1])
                step = before + 1 + (total - before - 1) * at // (AFTER - 1)
                print(2, step, file=process.stdin, flush=True)
                told = process.stdout.readline().strip()
                assert told == "killed" or int(told.split()[0]) > 0, told
                assert read() in ({old}, {new}), f"killed at call {step} of {total}"
                outcomes.append(read() == {old})
            process.stdin.close()
        assert outcomes[0], "nothing goes back before the records are asked"
        entries, head = records.audit_log.read_all()
        assert find_break(entries, head) is None
        assert len(entries) == len(PLACES) * len(records.history(PLACES[0], "kpi"))


def test_readers_see_datasets_that_were_published_together(tmp_path: Path) -> None:
    home = tmp_path / "home"
    app, done = AppState(home, small(tmp_path / "case")), Event()
    wanted = []
    for number in range(1, 13):
        for dataset, rows in ROWS.items():
            path = tmp_path / f"{dataset}-{number}.csv"
            path.write_text(rows.format(number=number), "utf-8")
            manifest = accept([path], dataset, home, by="tester")
            wanted.append(build_publication(manifest, "case", source="upload"))

    def publish() -> None:
        with Records(home) as records:
            for pair in zip(wanted[::2], wanted[1::2], strict=True):
                records.publish_all(pair, by=TESTER)
        done.set()

    thread = Thread(target=publish)
    seen = set()
    thread.start()
    while not done.is_set():
        states = app.snapshot().context.dataset_states
        pair = {name: state.history[-1].source_name.split("-")[1] for name, state in states.items()}
        releases = {name: state.manifest and state.manifest.source_name.split("-")[1] for name, state in states.items()}
        assert releases == pair and len(set(pair.values())) <= 1 and len(pair) in (0, 2)
        seen |= set(pair.values())
    thread.join()
    last = app.snapshot().context.dataset_states
    assert {state.history[-1].source_name.split("-")[1] for state in last.values()} == {"12.csv"}
    assert seen
    app.close()
