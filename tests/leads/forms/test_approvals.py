"""Questions in an editor's own words wait until a privacy officer has read them (R8)."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from leads.forms.approvals import QuestionChanged, approve_question, waiting_questions
from leads.forms.custom_fields import is_own
from leads.forms.models import FieldApproval, LeadForm, LiveForm
from leads.forms.publishing import findings_of
from leads.forms.sample import load
from tests.factories import member_of
from tests.leads.building import answer, ask, draft_form, ident, line
from tests.leads.conftest import codes

pytestmark = pytest.mark.django_db
FIELDS = (ask("name", "Name"), ask("email", "E-mail", "one_of"), ask("message", "Message"))
OWN = ask("choice", "What", choices=[answer("Truck", ask("line", "Axle")), answer("Car")])


def unapproved(form):
    return [finding for finding in findings_of(form) if finding.code == "form.unapproved"]


def publish(form):
    form.save_revision().publish()
    form.refresh_from_db()
    return form


@pytest.fixture
def form(db):
    """Published by its editor, and waiting."""
    return publish(draft_form(*FIELDS, OWN))


@pytest.fixture
def officer(client):
    client.force_login(member_of("Privacy officers"))
    return client


def approve_all(now=None):
    for waiting in waiting_questions():
        approve_question(words_hash=waiting.hash, user=None, now=now or timezone.now())


def test_a_form_with_own_words_waits_and_names_each_question(form):
    """R8: also a question asked after an answer; each message names its question and its block."""
    found = unapproved(form)
    assert [finding.block for finding in found] == [ident("What"), ident("Axle")]
    assert "“Axle”" in found[1].message
    assert "English" in found[1].message
    assert not LiveForm.objects.filter(slug="offer").exists()


def test_approving_the_last_question_puts_the_form_live(form):
    """R8: what only waited for approval goes live with it."""
    approve_all()
    assert unapproved(form) == []
    assert LiveForm.objects.filter(slug="offer", language="en").exists()


@pytest.mark.parametrize(
    "changed",
    [
        ask("choice", "What else", choices=[answer("Truck"), answer("Car")]),
        ask("choice", "What", choices=[answer("Truck"), answer("Your date of birth")]),
        ask("choice", "What", choices=[answer("Truck"), answer("Car")], help="Write your date of birth"),
        ask("choice", "What", choices=[answer("Truck"), answer("Car")], category_of_data="organisation"),
        ask("choices", "What", choices=[line("Truck"), line("Car")]),
    ],
    ids=["label", "answers", "help", "data category", "way of asking"],
)
def test_other_words_need_another_approval(form, changed):
    """R8: a label, an answer, an explanation, the kind of data named: each is what was approved, or is not."""
    approve_all()
    form.body = [*FIELDS, changed]
    publish(form)
    assert [finding.block for finding in unapproved(form)] == [changed["id"]]
    live = LiveForm.objects.select_related("version").get(slug="offer", language="en").version
    assert live.label(ident("What")) == "What"


def test_order_place_and_demand_need_no_other_approval(form):
    """R8: the same words, moved, demanded, or in a copy of the form, ask nothing new."""
    approve_all()
    again = ask("choice", "What", "required", choices=[answer("Car"), answer("Truck")])
    assert unapproved(draft_form(again, *FIELDS, slug="copy")) == []


def test_a_translation_is_approved_in_its_own_language(form):
    """R8: words can mislead in one language only."""
    approve_all()
    assert len(unapproved(draft_form(OWN, language="nl"))) == 2


def test_standard_questions_need_none(contact_form):
    """R8: their kind is checked by what they are; the list stays empty."""
    assert unapproved(contact_form) == []
    assert waiting_questions() == []


def test_an_approval_is_never_changed_or_deleted(form):
    """R8: who approved which words, and when, stays."""
    approve_all()
    approval = FieldApproval.objects.first()
    for attempt in (lambda: FieldApproval.objects.update(category="name"), approval.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_words_changed_meanwhile_are_not_approved(form):
    """R8: only what was read is approved."""
    hashes = [waiting.hash for waiting in waiting_questions()]
    form.body = [*FIELDS, ask("line", "Date of birth")]
    publish(form)
    with pytest.raises(QuestionChanged):
        approve_question(words_hash=hashes[0], user=None, now=timezone.now())


def test_an_officer_approves_on_the_screen(form, officer):
    """R8, X7: the list shows the words, the kind of data, the answer it follows; one press approves one."""
    url = reverse("form_questions")
    html = officer.get(url).content.decode()
    for words in ("What", "Truck · Car", "Axle", "Asked after the answer", "Message", "Contact form", "English"):
        assert words in html, words
    first = waiting_questions()[0]
    response = officer.post(url, {"question": first.hash}, follow=True)
    assert "is approved" in response.content.decode()
    approval = FieldApproval.objects.get(form_name="Offer")
    assert approval.approved_by.groups.get() == Group.objects.get(name="Privacy officers")
    assert "Read it again" in officer.post(url, {"question": "0" * 64}, follow=True).content.decode()


def test_an_editor_cannot_approve(form, client):
    """R8: who writes a question does not approve it."""
    client.force_login(member_of("Editors"))
    client.post(reverse("form_questions"), {"question": waiting_questions()[0].hash})
    assert not FieldApproval.objects.filter(form_name="Offer").exists()
    edit = client.get(reverse("wagtailsnippets_leads_forms_leadform:edit", args=[form.pk])).content.decode()
    assert "Nobody has approved the question “Axle”" in edit
    assert reverse("form_questions") not in edit


def test_officers_are_told_on_the_home_and_beside_the_form(form, officer):
    """R8, X7: with the number, and a way to the words."""
    assert "2 questions of forms wait for your approval." in officer.get(reverse("wagtailadmin_home")).content.decode()
    edit = officer.get(reverse("wagtailsnippets_leads_forms_leadform:edit", args=[form.pk])).content.decode()
    assert reverse("form_questions") in edit


def test_the_report_says_what_stands_in_the_way(form, officer):
    """E3: the same findings, for every form and language, as its newest draft stands."""
    form.purpose = None
    form.save_revision()
    html = officer.get(reverse("blocked_forms")).content.decode()
    assert "has no purpose" in html
    assert "Visitors do not see it." in html
    assert codes(findings_of(form)) == ["form.purpose"]


def test_the_list_costs_the_same_for_many_forms(form, django_assert_max_num_queries):
    """X7: three queries and the register's, however many forms and questions."""
    for number in range(5):
        draft_form(*FIELDS, ask("line", f"Question {number}"), slug=f"form-{number}")
    with django_assert_max_num_queries(5):
        assert len(waiting_questions()) == 7


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("organisation", {"label": "Your religion"}),
        ("subject", {"label": "Citizen service number"}),
        ("message", {"label": "Your medical history"}),
        ("message", {"label": "Message", "help": "Name your illnesses."}),
        ("subject", {"label": "Subject", "choices": [line("I am pregnant"), line("I am not")]}),
        ("name", {"label": "Your name and date of birth"}),
    ],
)
def test_own_words_on_a_standard_question_wait_as_well(kind, changes):
    """R8: a label, an explanation or an answer makes another question of the same field; visitors do not see it first."""
    label = changes.pop("label")
    asked = ask(kind, label, **changes)
    form = publish(draft_form(*[field for field in FIELDS if field["type"] != kind], asked))
    assert [finding.block for finding in unapproved(form)] == [asked["id"]]
    assert [waiting.spec["label"] for waiting in waiting_questions()] == [label]
    assert not LiveForm.objects.filter(slug="offer").exists()
    approve_all()
    assert LiveForm.objects.filter(slug="offer", language="en").exists()


@pytest.mark.parametrize(
    ("language", "label"), [("en", "company"), ("nl", "Bedrijf"), ("de", "Unternehmen"), ("fr", "Entreprise")]
)
def test_a_standard_question_in_its_own_words_waits_for_nobody(language, label):
    """R8: in each language; the words of another language are not its own."""
    spec = {"kind": "organisation", "label": label, "help": ""}
    assert not is_own(spec, language)
    assert is_own(spec, "fr" if language != "fr" else "en")


def test_the_words_that_come_with_the_software_were_read():
    """R8: nothing of the sample waits; what an officer's site worded otherwise is not passed by loading it again."""
    assert waiting_questions() == []
    form = LeadForm.objects.get(slug="contact", locale__language_code="en")
    publish(draft_form(*FIELDS, ask("line", "Axle")))
    (axle,) = waiting_questions()
    approve_question(words_hash=axle.hash, user=member_of("Privacy officers"), now=timezone.now())
    body = form.body.get_prep_value()
    body[0]["value"]["label"] = "Your religion"
    form.body = body
    form.save_revision()
    load()
    assert [waiting.spec["label"] for waiting in waiting_questions()] == ["Your religion"]
