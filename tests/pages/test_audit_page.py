"""The claims audit: this case's own figures, the published example, and a file of one's own."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

Visit = Callable[..., AppTest]
WRONG = b"discount_rate: 0.1\ncashflows: {net: [-100, 110]}\nstated: [{metric: npv, value: 10}]\n"
JUDGED = "What a person has to judge can't be told from the file alone."


def captions(seen: AppTest) -> list[str]:
    return [caption.value.replace("\\", "") for caption in seen.caption]


def headers(seen: AppTest) -> list[str]:
    return [header.value.replace("\\", "") for header in seen.header]


def test_the_published_example_comes_and_goes(visit: Visit) -> None:
    seen = visit(page="audit")
    assert headers(seen) == ["All of 8 stated figures can stand"]
    seen.button(key="audit-published").click().run()
    assert "8 of 10 stated figures do not follow" in headers(seen)[1]
    seen.button(key="audit-published").click().run()
    assert len(headers(seen)) == 1


def test_a_file_is_audited_and_not_stored(visit: Visit) -> None:
    seen = visit(page="audit")
    seen.file_uploader(key="audit-upload").upload("mine.yaml", WRONG, "text/yaml").run()
    assert headers(seen)[1].startswith("mine.yaml: 1 of 1 stated figure does not follow")
    again = visit(page="audit")
    assert len(headers(again)) == 1


def test_a_file_is_reviewed_as_well(visit: Visit) -> None:
    seen = visit(page="audit")
    assert [said for said in captions(seen) if "questions" in said] == [f"10 questions: 8 passed, 2 failed. {JUDGED}"]
    seen.file_uploader(key="audit-upload").upload("mine.yaml", WRONG, "text/yaml").run()
    own, other = [said for said in captions(seen) if "questions" in said]
    assert own != other
    assert other == f"10 questions: 5 failed, 3 for a person to judge, 2 not applicable. {JUDGED}"


def test_a_file_that_can_not_be_read_says_why(visit: Visit) -> None:
    seen = visit(page="audit")
    seen.file_uploader(key="audit-upload").upload("mine.yaml", b"discount_rate: ten", "text/yaml").run()
    assert "can't be audited" in seen.error[0].value
    assert not seen.exception
