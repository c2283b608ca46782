"""Letters that do not arrive, and letters that nobody translated (R84)."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from privacy.outbox.models import OutboxMail
from privacy.outbox.services import MAX_ATTEMPTS, send_due
from privacy.rights import post_answer, services
from privacy.rights.letters import answer_letter, untranslated
from privacy.rights.models import RightsRequest
from privacy.rights.selectors import blockers, figures, waiting
from privacy.rights.steps import NotPossible, asker_of
from tests.privacy.rights.conftest import ADDRESS, LIST, act, desk, sent

pytestmark = pytest.mark.django_db
Outcome = RightsRequest.Outcome


@pytest.fixture
def answered(ask, ada):
    request = ask("complaint", identity="mail")
    sent()
    services.answer(request=request, outcome="granted", text="We moved the bin.", reason="", by=ada, now=timezone.now())
    request.refresh_from_db()
    return request


def refuse_every_mail(monkeypatch):
    def deliver(message, *, message_id):
        raise smtplib.SMTPRecipientsRefused({})

    monkeypatch.setattr("privacy.outbox.services.deliver", deliver)


def attempts(number):
    """Let the queue try, each time once the wait is over."""
    for day in range(number):
        with time_machine.travel(timezone.now() + timedelta(days=day + 1)):
            send_due(now=timezone.now())


def test_an_answer_that_is_given_up_opens_the_request_again(answered, ada, monkeypatch):
    """R84: not before the last attempt; it waits by its old clock, and the list says why."""
    refuse_every_mail(monkeypatch)
    attempts(MAX_ATTEMPTS - 1)
    answered.refresh_from_db()
    assert answered.state == "answered"
    attempts(MAX_ATTEMPTS)
    due = answered.due_on
    answered.refresh_from_db()
    assert (answered.state, answered.answered_at, answered.due_on) == ("open", None, due)
    assert OutboxMail.objects.get(kind=services.ANSWERED).state == "given_up"
    assert list(waiting()) == [answered]
    assert figures(now=timezone.now()).waiting == 1
    assert any("did not arrive" in one.what for one in blockers(answered, asker_of(answered), now=timezone.now()))
    page = desk(ada).get(f"{LIST}{answered.pk}/").content.decode()
    assert "We moved the bin." in page
    assert "answer by post" in page


def test_it_goes_out_by_post_with_the_same_words(answered, ada):
    """R84: the address that does not work is taken out, so that nothing is mailed to it any more."""
    act(desk(ada), answered, "came_back")
    act(desk(ada), answered, "by_post")
    mail.outbox.clear()
    act(desk(ada), answered, "answer", outcome="granted", text="We moved the bin.", reason="")
    answered.refresh_from_db()
    assert (answered.state, answered.email) == ("answered", "")
    assert [one for one in sent() if ADDRESS in one.to and answered.reference in one.subject] == []
    letter = desk(ada).get(f"{LIST}{answered.pk}/letter/").content.decode()
    assert "We moved the bin." in letter


def test_after_a_letter_by_post_the_name_in_a_deletion_goes_too(person, ask, ada, bob, monkeypatch):
    """R73, R84: the mail that never arrived does not keep the name for ever."""
    request = ask("erasure", identity="mail")
    sent()
    now = timezone.now()
    services.propose_erasure(request=request, by=ada, now=now)
    services.erase_as_proposed(request=request, by=bob, now=now)
    services.answer(request=request, outcome="granted", text="", reason="", by=ada, now=now)
    refuse_every_mail(monkeypatch)
    attempts(MAX_ATTEMPTS)
    post_answer.answer_by_post(request=request, by=ada, now=now)
    services.answer(request=request, outcome="granted", text="", reason="", by=ada, now=now)
    for task in request.tasks.filter(done_at=None):
        services.finish_task(task=task, by=ada, now=now)
    services.close(request=request, by=ada, now=now)
    assert post_answer.forget_names(now=now) == 1
    request.refresh_from_db()
    assert (request.name, request.email, request.words) == ("", "", "")


def test_what_has_no_answer_cannot_come_back(ask, ada, answered):
    """R84: an open request, and one that names nobody any more."""
    with pytest.raises(NotPossible):
        post_answer.came_back(request=ask("access"), by=ada, now=timezone.now())
    services.close(request=answered, by=ada, now=timezone.now())
    post_answer.forget(RightsRequest.objects.get(pk=answered.pk), now=timezone.now())
    with pytest.raises(NotPossible):
        post_answer.came_back(request=answered, by=ada, now=timezone.now())


def test_a_mail_of_another_kind_reopens_nothing(ask, monkeypatch):
    """R84: the confirmation that a request came is no answer."""
    request = ask("access")
    refuse_every_mail(monkeypatch)
    attempts(MAX_ATTEMPTS)
    assert OutboxMail.objects.get(kind=services.RECEIVED).state == "given_up"
    assert not request.steps.filter(kind="came_back").exists()


@pytest.mark.parametrize("right", ["access", "erasure", "rectification", "restriction", "objection", "complaint"])
@pytest.mark.parametrize("language", ["nl", "de", "fr"])
def test_every_letter_is_there_in_every_language(right, language, ask):
    """R84: for each right and outcome, no sentence of the source language is left."""
    request = ask(right, language=language)
    assert {outcome: untranslated(request, outcome) for outcome in Outcome.values} == {
        key: [] for key in Outcome.values
    }


def test_a_language_without_letters_blocks_from_the_first_day(ask, ada, settings):
    """R84: known at once, not on day 28; the answer does not go out half in English."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("pl", "Polski")]
    request = ask("complaint", language="pl", identity="call")
    assert "Our answer to your request" in untranslated(request, "granted")
    found = [one.what for one in blockers(request, asker_of(request), now=timezone.now())]
    assert any("not translated into the person" in what for what in found)
    with pytest.raises(NotPossible, match="not translated"):
        services.answer(request=request, outcome="granted", text="x", reason="", by=ada, now=timezone.now())
    assert answer_letter(request).heading == "Our answer to your request"
