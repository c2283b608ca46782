"""A form that opens and closes by the clock, as pages do."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from leads.forms.approvals import approve_question, waiting_questions
from leads.forms.models import LiveForm
from leads.forms.publishing import blocked_forms
from tests.factories import member_of
from tests.leads.building import ask, draft_form
from tests.leads.forms.test_forms_in_cms import EDIT, posted

pytestmark = pytest.mark.django_db
BLOCKS = [ask("name", "Name"), ask("email", "E-mail", "one_of"), ask("message", "Message")]


@pytest.fixture
def editor(client, db):
    client.force_login(member_of("Editors"))
    return client


def day(shift):
    return timezone.localtime(timezone.now() + shift).strftime("%Y-%m-%d %H:%M")


def publish(editor, form, **changes):
    return editor.post(reverse(EDIT, args=[form.pk]), posted(form, **{"action-publish": "1"}, **changes), follow=True)


@pytest.fixture
def three_days_pass(monkeypatch):
    """A function: the scheduler's round in three days."""
    later = timezone.now() + timedelta(days=3)

    def pass_by():
        monkeypatch.setattr(timezone, "now", lambda: later)
        call_command("publish_scheduled", verbosity=0)

    return pass_by


def test_a_form_opens_on_its_day(editor, three_days_pass):
    """E3: until then there is no such form for visitors."""
    form = draft_form(*BLOCKS)
    publish(editor, form, go_live_at=day(timedelta(days=2)))
    assert not LiveForm.objects.filter(slug="offer").exists()
    three_days_pass()
    assert editor.get("/en/forms/offer/").status_code == 200
    assert LiveForm.objects.get(slug="offer").version.texts["title"] == "Offer casings"


def test_a_form_closes_on_its_day_and_tells_visitors_how_to_reach_us(editor, three_days_pass):
    """E3, E4: what was sent stays; the address answers with phone and mail."""
    form = draft_form(*BLOCKS)
    publish(editor, form, expire_at=day(timedelta(days=2)))
    assert editor.get("/en/forms/offer/").status_code == 200
    three_days_pass()
    closed = editor.get("/en/forms/offer/")
    assert closed.status_code == 404
    assert "mailto:" in closed.content.decode()


def test_an_approval_does_not_open_a_form_before_its_day(editor, three_days_pass):
    """R8: a refused draft that has a day waits for the approval first, and then for its day."""
    form = draft_form(*BLOCKS, ask("line", "Axle"))
    publish(editor, form, go_live_at=day(timedelta(days=2)))
    for waiting in waiting_questions():
        approve_question(words_hash=waiting.hash, user=None, now=timezone.now())
    assert not LiveForm.objects.filter(slug="offer").exists()
    three_days_pass()
    assert LiveForm.objects.filter(slug="offer").exists()


def test_what_may_no_longer_go_live_on_its_day_leaves_the_version_before(editor, three_days_pass):
    """R8, E3: the clock passes the same lint as a person, and the screens say what stands in the way."""
    form = draft_form(*BLOCKS)
    publish(editor, form)
    form.refresh_from_db()
    publish(editor, form, slug="taken", title="Later", go_live_at=day(timedelta(days=2)))
    publish(editor, draft_form(*BLOCKS, slug="taken"))
    three_days_pass()
    assert LiveForm.objects.get(version__form=form).version.texts["title"] == "Offer casings"
    assert [blocked.form.pk for blocked in blocked_forms()] == [form.pk]
