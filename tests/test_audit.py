"""`make audit` does not pass where it looked at nothing."""

import json
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement

from tests import audit

HERE, GONE = {"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found on the index"}
HURT = {"name": "c", "version": "3", "vulns": [{"id": "CVE-2026-1"}, {"id": "CVE-2026-2"}]}


@pytest.mark.parametrize(
    ("told", "names", "said", "status", "away"),
    [
        ([HERE], "a", "1 libraries were audited.", 0, 0),
        ([HERE, GONE], "ab", "The index does not know b", 1, 1),
        ([HERE], "ab", "The index does not know b", 1, 1),
        ([HERE, HURT], "ac", "Update c 3: CVE-2026-1, CVE-2026-2.", 1, 1),
        ([GONE], "b", "Nothing was audited", 1, 0),
        ([], "ab", "Nothing was audited", 1, 0),
    ],
)
def test_what_was_not_audited_is_no_success(told, names, said, status, away):
    """P7: only where no index answers at all does `make test` go on, and it says so; `make audit` never does."""
    verdict = audit.judge(json.dumps({"dependencies": told}), set(names))
    for may_be_away, code in ((False, status), (True, away)):
        text, left_with = audit.report(verdict, may_be_away=may_be_away)
        assert said in text
        assert left_with == code


@pytest.mark.parametrize("answer", ["", "Traceback", "{}", "[]"])
def test_an_answer_that_is_none_is_nothing_audited(answer):
    """P7: a program that broke off audited nothing."""
    assert audit.judge(answer, {"a"}).audited == []


def test_every_library_that_is_installed_here_is_asked_about():
    """P7: each with its version and hashes; what another platform would need is not."""
    pins = audit.pins(audit.PINNED.read_text())
    assert len(pins) > 50
    for pin in pins:
        asked = Requirement(pin.partition(" \\")[0])
        assert version(asked.name) in asked.specifier
        assert "--hash=sha256:" in pin


def test_a_program_without_network_says_nothing_was_audited(monkeypatch):
    """P7: the real program, with nobody to ask."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert audit.ask(audit.pins(audit.PINNED.read_text())[:1]).audited == []
