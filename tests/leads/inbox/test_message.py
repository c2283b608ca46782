"""One message: everything that was said, nothing shown without a trace, and who is on it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.inbox.services import claim
from leads.submissions.models import Submission
from leads.submissions.periods import erasure_day
from privacy.access.models import AccessEvent
from privacy.register.selectors import released_register
from tests.leads.inbox.conftest import LIST, desk, page, url, work

pytestmark = pytest.mark.django_db


def test_the_message_shows_every_answer_as_it_was_asked(anna, message):
    """R44: labels of the version it was sent with; the day of erasure is told (R60)."""
    html = page(desk(anna), url(message))
    for text in ("Your name", "Jan Jansen", "E-mail address", "Two hundred casings", "Jansen Transport", "Contact"):
        assert text in html, text
    assert f"{erasure_day(message):%Y}" in html


def test_renamed_and_removed_questions_keep_their_answers(anna, message, contact_form):
    """R44: the form changed since; the message reads as it was sent."""
    body = [block for block in contact_form.body.get_prep_value() if block["type"] != "organisation"]
    for block in body:
        if block["type"] == "name":
            block["value"]["label"] = "Who are you?"
    contact_form.body = body
    contact_form.save_revision().publish()
    html = page(desk(anna), url(message))
    assert "Your name" in html
    assert "Who are you?" not in html
    assert "Jansen Transport" in html


def test_address_and_number_are_shown_when_asked_for_which_is_logged(anna, message):
    """R65, R68: masked first; a press shows them and leaves a trace."""
    client = desk(anna)
    html = page(client, url(message))
    assert "j••••@…" in html
    assert "••••78" in html
    assert "jan@example.com" not in html
    assert "612345678" not in html
    assert not AccessEvent.objects.filter(action="reveal").exists()
    shown = client.post(url(message, "show/")).content.decode()
    assert 'href="mailto:jan@example.com"' in shown
    assert 'href="tel:+31612345678"' in shown
    event = AccessEvent.objects.get(action="reveal")
    assert (event.object_id, event.actor_id, event.purpose_key) == (message.pk, anna.pk, "contact")
    assert "Looked at the contact details" in page(client, url(message))
    assert client.get(url(message, "show/")).status_code == 405


def test_the_proof_of_the_basis_is_shown_in_the_words_of_that_day(anna, message):
    """R27, R44: purpose, basis, what was said, when, in which version."""
    html = page(desk(anna), url(message))
    purpose = released_register("en").purpose("contact")
    assert purpose.title in html
    assert purpose.basis_label in html
    assert purpose.description[:60] in html
    assert f"in the words of policy version {message.release_number}" in html


def test_the_history_tells_who_did_and_who_looked(anna, bert, message):
    """R68: notes and openings together, the newest first; opening twice in a row is told once."""
    client = desk(anna)
    client.get(url(message))
    client.get(url(message))
    work(client, message, "no_answer", text="Line was busy")
    desk(bert).get(url(message))
    html = page(desk(bert), url(message))
    history = html[html.index('id="inbox-history"') :]
    assert history.count("Opened") == 2
    assert history.index("bert,") < history.index("Called, no answer") < history.rindex("anna,")
    assert "Line was busy" in history
    assert history.index("Line was busy") < history.index("Received")


def test_opening_says_who_is_on_it_and_keeps_nobody_out(anna, bert, message):
    """X7: softly, for ten minutes; whoever is on it is not told so."""
    start = timezone.now()
    desk(anna).get(url(message))
    assert "is on this since" not in page(desk(anna), url(message))
    with time_machine.travel(start + timedelta(minutes=3, seconds=30), tick=True):
        html = page(desk(bert), url(message))
        assert "anna is on this since 3" in html
        assert 'value="replied"' in html
    with time_machine.travel(start + timedelta(minutes=12), tick=True):
        assert "is on this since" not in page(desk(bert), url(message))
        assert "bert is on this since" in page(desk(anna), url(message))


def test_reading_alone_claims_nothing(staff, message):
    """X7: who may not answer is not on it; neither is anybody on what is answered."""
    desk(staff("rita", "view", purposes=["contact"])).get(url(message))
    message.refresh_from_db()
    assert message.claimed_by is None


def test_a_claim_is_taken_over_only_when_it_is_over(anna, bert, message):
    """X7: two open at the same moment: the first is on it."""
    now = timezone.now()
    assert claim(message=message, user=anna, now=now)
    assert not claim(message=message, user=bert, now=now)
    assert claim(message=message, user=anna, now=now + timedelta(minutes=1))
    assert claim(message=message, user=bert, now=now + timedelta(minutes=11))


def test_a_test_message_says_so(anna, message):
    """X7: in the list and in full."""
    Submission.objects.update(is_test=True)
    client = desk(anna)
    assert "This is a test." in page(client, url(message))
    assert "inbox-mark-test" in page(client, f"{LIST}?show=tests")


def test_a_message_held_back_is_not_worked(anna, message):
    """X7: it says so, and has no buttons."""
    Submission.objects.update(state="held")
    html = page(desk(anna), url(message))
    assert "This message is held back." in html
    assert 'value="replied"' not in html


def test_a_message_costs_the_same_with_a_long_history(anna, bert, message):
    """X7: at most 25 queries, however much was done."""
    client, costs = desk(anna), []
    for rounds in (1, 8):
        for _ in range(rounds):
            work(desk(bert), message, "remark", text="Again")
            client.get(url(message))
        with CaptureQueriesContext(connection) as queries:
            page(client, url(message))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 25, costs


def test_what_is_gone_is_not_found(anna):
    assert desk(anna).get(f"{LIST}999999/", follow=True).status_code == 404
