"""`import-structurizr`: what a workspace becomes, what is left out by name, and files that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from steering.__main__ import main
from steering.cases.dossier.architecture import Architecture, check_architecture
from steering.cases.dossier.structurizr import LARGEST
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml

WORKSPACE: dict[str, Any] = {
    "model": {
        "people": [{"id": "1", "name": "Buyer", "relationships": [{"sourceId": "1", "destinationId": "4"}]}],
        "softwareSystems": [
            {
                "id": "2",
                "name": "Shop",
                "containers": [
                    {
                        "id": "3",
                        "name": "Web: the <b>page</b>",
                        "technology": "Python",
                        "components": [{"id": "4", "name": "Basket"}],
                        "relationships": [
                            {"sourceId": "3", "destinationId": "5", "description": "pays", "technology": "HTTPS"},
                            {"sourceId": "3", "destinationId": "99"},
                        ],
                    }
                ],
            },
            {"id": "5", "name": "Shop"},
        ],
        "deploymentNodes": [
            {
                "id": "6",
                "name": "Cloud",
                "infrastructureNodes": [{"id": "9", "name": "DNS"}],
                "children": [{"id": "7", "name": "Host", "containerInstances": [{"id": "8", "containerId": "3"}]}],
            }
        ],
    },
    "views": {"systemContextViews": [{"key": "a"}]},
}


def read(path: Path) -> Architecture:
    document = parse_yaml(path.read_text("utf-8"), "architecture.yaml")
    value, problems = validate_as(document, Architecture)
    assert value is not None and not problems
    assert list(check_architecture(value, document)) == []
    return value


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "workspace.json"
    path.write_text(content, "utf-8")
    return path


def test_people_systems_containers_nodes_and_relations_are_carried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "architecture.yaml"
    assert main(["import-structurizr", str(write(tmp_path, json.dumps(WORKSPACE))), "--out", str(out)]) == 0
    architecture = read(out)
    assert [system.id for system in architecture.systems] == ["shop", "shop-2"]
    (component,) = architecture.components
    assert (component.name, component.system, component.technology) == ("Web: the <b>page</b>", "shop", "Python")
    assert [(one.start, one.end, one.about, one.protocol) for one in architecture.relations] == [
        ("buyer", component.id, None, None),
        (component.id, "shop-2", "pays", "HTTPS"),
    ]
    assert [(node.id, node.within, node.runs) for node in architecture.nodes] == [
        ("cloud", None, ()),
        ("host", "cloud", (component.id,)),
    ]
    said = capsys.readouterr().out
    left_out = ("components within a container: 1", "infrastructure nodes: 1", "views, as they", "were left out: 1")
    assert [words for words in left_out if words not in said] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "expected JSON"),
        ("[]", "a list"),
        ('{"model": {}}', "no model with people or softwareSystems"),
        ("[" * 100_000, "expected JSON"),
        (" " * (LARGEST + 1), "over 10 MB"),
    ],
    ids=["broken", "list", "empty", "deep", "large"],
)
def test_what_is_no_workspace_gets_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    out = tmp_path / "architecture.yaml"
    assert main(["import-structurizr", str(write(tmp_path, content)), "--out", str(out)]) == 2
    errors = capsys.readouterr().err
    assert said in errors and errors.count("workspace.json: found") == 1
    assert not out.exists()


def test_a_file_that_is_there_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "architecture.yaml"
    out.write_text("mine", "utf-8")
    assert main(["import-structurizr", str(write(tmp_path, json.dumps(WORKSPACE))), "--out", str(out)]) == 2
    assert out.read_text("utf-8") == "mine"
    assert "architecture.yaml" in capsys.readouterr().err


def test_what_has_no_place_in_an_architecture_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = {
        "documentation": {"sections": [{"title": "Context"}]},
        "model": {
            "softwareSystems": [
                {
                    "id": "1",
                    "name": "Shop",
                    "documentation": {"decisions": [{"id": "1"}, {"id": "2"}]},
                    "containers": [{"id": "2", "name": "Web", "description": "Shows the goods.", "group": "Front"}],
                }
            ],
            "deploymentNodes": [
                {
                    "id": "3",
                    "name": "Host",
                    "instances": "1..N",
                    "relationships": [{"sourceId": "3", "destinationId": "4"}],
                    "infrastructureNodes": [
                        {"id": "4", "name": "DNS", "relationships": [{"sourceId": "4", "destinationId": "3"}]}
                    ],
                }
            ],
        },
    }
    path, out = write(tmp_path, json.dumps(workspace)), tmp_path / "architecture.yaml"
    assert main(["import-structurizr", str(path), "--out", str(out)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Left out: decision records: 2",
        "Left out: groups: 1",
        "Left out: infrastructure nodes: 1",
        "Left out: numbers of nodes that are alike: 1",
        "Left out: relations of nodes: 2",
        "Left out: sections of documentation: 1",
    ]
    assert [component.about for component in read(out).components] == ["Shows the goods."]
