"""Published C4 models through `import-structurizr`: what is carried, what is named as left out, what is drawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from steering.__main__ import main
from steering.cases.dossier.architecture import Architecture, check_architecture
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml
from steering.frames.architecture.page import build_frame
from steering.frames.documents import Drawing
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.dossier.planting import NOW, replace_file
from tests.steering.frames.walking import blocks

FOLDER = Path(__file__).parents[2] / "data" / "structurizr"
SOURCES: dict[str, Any] = yaml.safe_load((FOLDER / "sources.yaml").read_text("utf-8"))


def carry(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, dict[str, Any]]:
    """Return the text of the file that is written, and what the command says of it."""
    out = tmp_path / "architecture.yaml"
    assert main(["import-structurizr", str(FOLDER / f"{name}.json"), "--out", str(out), "--json"]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return out.read_text("utf-8"), report


def read(text: str) -> Architecture:
    document = parse_yaml(text, "dossier/architecture.yaml")
    value, problems = validate_as(document, Architecture)
    assert value is not None and not problems
    assert list(check_architecture(value, document)) == []
    return value


def test_each_file_has_its_source() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(SOURCES)
    assert len(SOURCES) == 5
    assert all(entry["source"] and entry["licence"] for entry in SOURCES.values())


@pytest.mark.parametrize("name", SOURCES)
def test_what_is_carried_and_what_is_not_is_told(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, report = carry(name, tmp_path, capsys)
    assert report["carried"] == SOURCES[name]["carried"]
    assert report["left_out"] == SOURCES[name]["left_out"]
    read(text)


@pytest.mark.parametrize("name", SOURCES)
def test_what_is_carried_is_shown(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], example: CaseSnapshot
) -> None:
    text, report = carry(name, tmp_path, capsys)
    frame = build_frame(replace_file(example.context, "architecture", text), NOW)
    drawings = [block.id for block in blocks(frame) if isinstance(block, Drawing)]
    assert ("containers" in drawings) == ("components" in report["carried"])
    assert ("deployment" in drawings) == ("nodes" in report["carried"])


def test_relations_of_inner_components_become_those_of_their_container(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    relations = read(carry("big-bank", tmp_path, capsys)[0]).relations
    between = {(entry.start, entry.end, entry.about, entry.protocol) for entry in relations}
    assert ("api-application", "mainframe-banking-system", "Uses", "XML/HTTPS") in between
    assert ("mobile-app", "api-application", "Makes API calls to", "JSON/HTTPS") in between
    assert ("personal-banking-customer", "customer-service-staff", "Asks questions to", "Telephone") in between


def test_places_of_several_environments_say_which_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = read(carry("big-bank", tmp_path, capsys)[0]).nodes
    assert [node.name for node in nodes if node.within is None] == [
        "Developer Laptop (Development)",
        "Big Bank plc (Live)",
        "Customer's computer (Live)",
        "Customer's mobile device (Live)",
    ]
    assert [node.runs for node in nodes if node.name == "Apache Tomcat"] == [
        ("api-application", "web-application"), ("api-application",), ("web-application",),
    ]  # fmt: skip


def test_a_single_environment_is_not_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = read(carry("amazon-web-services", tmp_path, capsys)[0]).nodes
    assert [node.name for node in nodes][:2] == ["Amazon Web Services", "US-East-1"]


def test_the_owner_of_a_system_is_carried_from_its_perspective(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    systems = read(carry("system-catalog", tmp_path, capsys)[0]).systems
    assert [system.owner for system in systems] == ["team-b", "team-c", "team-a"]
