"""A purpose reworded or withdrawn between the showing of a form and its post: nothing typed is lost, nothing invented."""

import pytest
from django.utils import timezone

from leads.forms.models import LeadForm
from leads.forms.rendering import mark, shown_now
from leads.submissions.models import Submission
from privacy.ledger.models import LedgerEvent
from privacy.register.models.facts import Purpose, RetentionRule
from privacy.register.models.texts import PurposeText
from privacy.register.services import ReleaseRefused, archive
from tests.factories import release
from tests.leads.building import ask, consent, live_form, send
from tests.leads.inbox.conftest import desk
from tests.leads.staff import reader

pytestmark = pytest.mark.django_db
FIELDS = (ask("name", "Name"), ask("email", "E-mail", "one_of"), ask("message", "Message"))
ANSWERS = {"name": "Jan", "email": "jan@example.com", "message": "Two hundred casings"}
TICK = {"consent:newsletter": "yes"}


@pytest.fixture
def version(db, in_use):
    in_use("newsletter")
    return live_form(*FIELDS, consent())


def withdraw(key):
    """Archive a purpose and publish the register without it; what was kept under it needs its period on."""
    other = Purpose.objects.get(key="legal_requests")
    RetentionRule.objects.filter(purpose__key=key, key="contact-submissions").update(purpose=other)
    archive(fact=Purpose.objects.get(key=key), now=timezone.now())
    release()


def asked_for():
    return LedgerEvent.objects.filter(purpose_key="newsletter", action=LedgerEvent.Action.REQUESTED)


def test_a_purpose_that_a_live_form_relies_on_cannot_be_withdrawn(version):
    """R8, E3: neither the form's own purpose nor that of its box, while visitors see the form."""
    for key in ("contact", "newsletter"):
        with pytest.raises(ReleaseRefused):
            withdraw(key)
        Purpose.objects.filter(key=key).update(archived_at=None)


@pytest.mark.parametrize("key", ["contact", "newsletter"])
def test_a_purpose_reworded_meanwhile_is_read_again_before_anything_counts(version, key):
    """R10, R27, Issue 3, Bad input: the answers stay; what is recorded as shown is what was shown."""
    before = mark(shown_now(version))
    PurposeText.objects.filter(purpose__key=key).update(consent_label="We write once a week.", description="We answer.")
    release()
    html = send(version, {**ANSWERS, **TICK}, shown=before).content.decode()
    assert "changed while you had it open" in html
    assert "Two hundred casings" in html
    assert not Submission.objects.exists()
    assert not asked_for().exists()
    assert send(version, {**ANSWERS, **TICK}).status_code == 302
    recorded = {event.purpose_key: event.text_hash for event in LedgerEvent.objects.all()}
    assert set(recorded.values()) == set(shown_now(version).words)
    assert asked_for().count() == 1


def test_a_consent_withdrawn_meanwhile_is_recorded_for_nobody(version):
    """R9, R10, Issue 3, Bad input: the box is gone from form and register; its tick counts for nothing, the message for all."""
    before = mark(shown_now(version))
    form = version.form
    form.body = [block for block in form.body.get_prep_value() if block["type"] != "consent"]
    form.save_revision().publish()
    withdraw("newsletter")
    html = send(version, {**ANSWERS, **TICK}, shown=before).content.decode()
    assert "changed while you had it open" in html
    assert "Two hundred casings" in html
    assert 'name="consent:newsletter"' not in html
    now = LeadForm.objects.get(pk=form.pk).versions.first()
    assert send(now, {**ANSWERS, **TICK}).status_code == 302
    assert "consent:newsletter" not in Submission.objects.get().answers
    assert not asked_for().exists()


def test_a_form_whose_purpose_is_withdrawn_meanwhile_gives_the_answers_back(version):
    """Issue 3, Bad input, E4: 410 with what was typed, phone and mail; nothing stored, no consent recorded."""
    before = mark(shown_now(version))
    version.form.unpublish()
    for form in LeadForm.objects.filter(slug="contact"):
        form.unpublish()
    withdraw("contact")
    response = send(version, {**ANSWERS, **TICK}, shown=before)
    assert response.status_code == 410
    assert "Two hundred casings" in response.content.decode()
    assert "info@kargro.nl" in response.content.decode()
    assert not Submission.objects.exists()
    assert not LedgerEvent.objects.exists()


def test_a_message_of_a_withdrawn_purpose_stays_readable(version):
    """E4: who may read the purpose still reads what was sent for it, and on what basis."""
    hans = reader("hans")
    send(version, {**ANSWERS, **TICK})
    version.form.unpublish()
    for form in LeadForm.objects.filter(slug="contact"):
        form.unpublish()
    withdraw("contact")
    withdraw("newsletter")
    message = Submission.objects.get()
    html = desk(hans).get(f"/admin/inbox/{message.pk}/").content.decode()
    assert "Two hundred casings" in html
    assert "Why we may use these answers" in html
    assert message.reference in desk(hans).get("/admin/inbox/?show=waiting").content.decode()
