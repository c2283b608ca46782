"""The worker's round: what must hold before it, and what rooms above have it do."""

import pytest

from privacy.operations import worker
from privacy.operations.worker import Worker, register_precondition, register_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def alone(monkeypatch):
    """A worker for which no room has registered anything; return what was done, in order."""
    monkeypatch.setattr(worker, "_preconditions", [])
    monkeypatch.setattr(worker, "_steps", [])
    monkeypatch.setattr(worker, "plan", lambda *, now: None)
    monkeypatch.setattr(worker, "run_next", lambda *, now: None)
    return []


def holds(done, name, answer=True):
    def precondition(now):
        done.append(name)
        return answer

    return precondition


def test_nothing_is_done_before_every_precondition_holds(alone):
    """P5, R63: they are asked in order, each round anew; one that does not hold ends the round."""
    register_precondition(holds(alone, "first"))
    register_precondition(holds(alone, "second", answer=False))
    register_precondition(holds(alone, "third"))
    register_step(lambda now: alone.append("step"))
    assert Worker().round() is False
    assert alone == ["first", "second"]


def test_a_step_is_repeated_while_there_is_work(alone):
    """P5: piece by piece, fifty at most, then the next step; a round with work is not the last."""
    work = ["a", "b"]
    register_precondition(holds(alone, "first"))
    register_step(lambda now: bool(work and [alone.append(work.pop(0))]))
    register_step(lambda now: len(alone) < 200 and not alone.append("more"))
    assert Worker().round() is True
    assert alone == ["first", "a", "b", *["more"] * worker.TIMES_A_ROUND]
    assert Worker().round() is True


def test_a_precondition_that_cannot_tell_stops_the_round_and_not_the_worker(alone, monkeypatch, caplog):
    """P5, R63: a journal that cannot be read is waited for; nothing is sent meanwhile."""
    running = Worker()

    def unreadable(now):
        running.stop()
        raise PermissionError

    register_precondition(unreadable)
    register_step(lambda now: alone.append("step"))
    monkeypatch.setattr(worker, "BROKEN_SECONDS", 0)
    running.run()
    assert alone == []
    assert "PermissionError" in caplog.text
