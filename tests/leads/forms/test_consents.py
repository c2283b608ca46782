"""A box is a purpose: worded by the release, ticked by nobody but the visitor, recorded once (R9, R10, R27)."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.forms.publishing import findings_of
from leads.submissions import services
from leads.submissions.models import Submission
from privacy.ledger.models import Evidence, LedgerEvent
from privacy.register.models.texts import PurposeText
from privacy.register.selectors import current_release
from tests.leads.building import approve_all_of, ask, consent, draft_form, live_form, send
from tests.leads.conftest import Visitor, codes
from tests.privacy.register.helpers import planted

pytestmark = pytest.mark.django_db
FIELDS = (ask("name", "Name"), ask("email", "E-mail", "one_of"), ask("country", "Country"), ask("message", "Message"))
ANSWERS = {"name": "Jan", "email": "jan@example.com", "country": "BE", "message": "Hello"}
TICK = {"consent:newsletter": "yes"}


@pytest.fixture
def version(db, in_use):
    in_use("newsletter")
    return live_form(*FIELDS, consent())


def purpose(key="newsletter", language="en"):
    return current_release().in_language(language).purpose(key)


def box(html):
    return re.search(r'<input[^>]*name="consent:newsletter"[^>]*>', html)[0]


def test_the_box_is_worded_by_the_release_and_empty(version):
    """R10, R28: label and help of the purpose, the notice of both purposes, nothing ticked or demanded."""
    html = Visitor().get("/en/forms/offer/").content.decode()
    assert purpose().consent_label in html
    assert purpose().consent_help in html
    assert purpose().description in html
    assert purpose("contact").description in html
    assert "checked" not in box(html)
    assert "required" not in box(html)
    assert "data-tick" in box(html)


@pytest.mark.parametrize("query", ["consent:newsletter=yes", "consent%3Anewsletter=yes", "newsletter=1&checked=1"])
def test_no_address_ticks_it(version, query):
    """R10: not by a URL parameter; the page is the same for everyone."""
    plain = Visitor().get("/en/forms/offer/").content
    assert Visitor().get(f"/en/forms/offer/?{query}").content == plain


def test_one_tick_is_one_event_with_its_words(version):
    """R27, R10, R13: asked for until it is confirmed, with the hash of the words shown; the request has its own event."""
    assert send(version, {**ANSWERS, **TICK}).status_code == 302
    events = {event.purpose_key: event for event in LedgerEvent.objects.all()}
    assert (events["newsletter"].action, events["newsletter"].basis) == ("requested", "consent")
    assert events["newsletter"].text_hash == purpose().text_hash
    assert (events["contact"].action, len(events)) == ("requested", 2)
    submission = Submission.objects.get()
    assert sorted(submission.events) == sorted(event.pk for event in events.values())
    assert submission.answers == {**ANSWERS, "consent:newsletter": True}
    assert submission.form_version.label("consent:newsletter") == purpose().title
    assert submission.form_version.in_words("consent:newsletter", True) == "Yes"


def test_a_consent_costs_three_statements_more(version):
    """Issue 3, Numbers; R20: an event, its place in the chain, and the address, which is kept with a consent alone."""

    def statements(answers):
        with CaptureQueriesContext(connection) as queries:
            assert send(version, answers).status_code == 302
        control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
        return [query["sql"] for query in queries if not query["sql"].startswith(control)]

    send(version, {**ANSWERS, "email": "warm@example.com"})
    plain = statements({**ANSWERS, "email": "one@example.com", "message": "One"})
    ticked = statements({**ANSWERS, **TICK, "email": "two@example.com", "message": "Two"})
    assert len(plain) <= 14, plain
    assert len(ticked) <= min(len(plain) + 3, 16), ticked
    assert not Evidence.objects.exclude(event__purpose_key="newsletter").exists()
    assert Evidence.objects.filter(event__purpose_key="newsletter").count() == 1


@pytest.mark.parametrize("value", [None, "", "no", "on", "1", "true", "YES"])
def test_no_tick_leaves_no_row(version, value):
    """R10: nothing but our own box's value is a tick; a missing key is no consent, and no refusal either."""
    send(version, {**ANSWERS, **({} if value is None else {"consent:newsletter": value})})
    assert list(LedgerEvent.objects.values_list("purpose_key", flat=True)) == ["contact"]
    assert "consent:newsletter" not in Submission.objects.get().answers


def test_what_only_the_consent_declares_is_kept_only_with_it(version):
    """R9: the country belongs to the newsletter; who does not subscribe does not leave it behind."""
    send(version, ANSWERS)
    assert "country" not in Submission.objects.get().answers
    send(version, {**ANSWERS, "email": "els@example.com", **TICK})
    assert Submission.objects.order_by("-pk")[0].answers["country"] == "BE"


def test_the_same_answers_sent_twice_are_one_message(version):
    """R45: dropped answers do not make a message look like another."""
    visitor = Visitor()
    key = visitor.key(slug="offer")
    first = send(version, ANSWERS, visitor=visitor, form_key=key)
    again = send(version, ANSWERS, visitor=visitor, form_key=key)
    assert (first.status_code, again.status_code) == (302, 302)
    assert Submission.objects.count() == 1


def test_a_tick_added_to_a_sent_form_is_another_message(version):
    """R45, R10: a consent given a moment later is not swallowed."""
    visitor = Visitor()
    key = visitor.key(slug="offer")
    send(version, ANSWERS, visitor=visitor, form_key=key)
    assert (
        "sent this form once already"
        in send(version, {**ANSWERS, **TICK}, visitor=visitor, form_key=key).content.decode()
    )


def test_another_site_cannot_tick_it(version):
    """R10: a foreign page may send its own answers; the box comes back empty."""
    visitor = Visitor()
    visitor.defaults["HTTP_SEC_FETCH_SITE"] = "cross-site"
    html = send(version, {**ANSWERS, **TICK}, visitor=visitor).content.decode()
    assert "checked" not in box(html)
    assert not LedgerEvent.objects.exists()


def test_ones_own_tick_is_not_lost_by_an_error(version):
    """X2: what the visitor ticked stays ticked while an error is put right, also on the check page."""
    assert "checked" in box(send(version, {**ANSWERS, **TICK, "email": "x"}).content.decode())
    html = Visitor().post("/en/forms/offer/", {**ANSWERS, **TICK}).content.decode()
    assert "Check and send" in html
    assert "checked" in box(html)


def test_a_handler_runs_with_the_consent_and_only_then(version, monkeypatch):
    """Issue 3, 2: inside the capture transaction, once, when its purpose was asked for."""
    seen = []
    monkeypatch.setitem(services._handlers, "newsletter", [lambda message, event, now: seen.append(event.action)])
    send(version, ANSWERS)
    assert seen == []
    send(version, {**ANSWERS, **TICK, "message": "Again"})
    assert seen == ["requested"]


def test_a_failing_handler_keeps_nothing(version, monkeypatch):
    """P5: all or nothing."""

    def fail(message, event, now):
        raise ArithmeticError

    monkeypatch.setitem(services._handlers, "newsletter", [fail])
    with pytest.raises(ArithmeticError):
        send(version, {**ANSWERS, **TICK})
    assert not Submission.objects.exists()
    assert not LedgerEvent.objects.exists()


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ((*FIELDS, consent("contact")), "form.consent_purpose"),
        ((*FIELDS, consent("cookies_functional")), "form.consent_purpose"),
        ((*FIELDS, consent("")), "form.consent_purpose"),
        ((ask("name"), ask("phone", "Phone", "required"), consent()), "form.consent_needs"),
        ((*FIELDS[:2], ask("country", "Country", "required"), consent()), "form.consent_demanded"),
        ((*FIELDS, consent(), consent()), "form.twice"),
    ],
)
def test_a_consent_that_misleads_is_refused_on_its_block(blocks, code, in_use):
    """R8, R10: no box without choice, words or use; nothing demanded that only a consent allows."""
    in_use("newsletter")
    form = draft_form(*blocks)
    approve_all_of(form)
    found = findings_of(form)
    assert code in codes(found)
    assert all(finding.block for finding in found if finding.code == code)


def test_words_beside_the_box_must_be_approved_in_the_language(version):
    """T5, R28: without approved words in Dutch the form is not live in Dutch."""
    from leads.forms.lint import form_findings
    from leads.forms.lint_rules import asked_by

    texts = current_release().facts.texts
    text = texts["purposes"]["newsletter"]
    speechless = replace(text, words={**text.words, "consent_label": ""})
    register = planted(current_release(), texts={**texts, "purposes": {**texts["purposes"], "newsletter": speechless}})
    assert codes(form_findings(asked_by(version), register)) == ["form.consent_text"]
    assert PurposeText.objects.filter(purpose__key="newsletter").exclude(consent_label="").count() >= 4
