"""What a form may ask: said by rules, kept at publishing, said again by the register's linter."""

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.capture.guard import Asked, declared, form_findings
from leads.capture.models import FormVersion, LeadForm, LiveForm
from leads.capture.services import findings_of, publish_form
from privacy.register.drafts import draft_data
from privacy.register.lint import run_lint
from privacy.register.models import Purpose, PurposeCategory
from tests.leads.capture.conftest import codes, spec

pytestmark = pytest.mark.django_db
KINDS = ("name", "organisation", "email", "phone", "subject", "message")


def test_the_sample_form_has_no_finding(contact_form):
    """R8: the form that ships asks what its purpose declares."""
    assert findings_of(contact_form) == []


def test_an_undeclared_field_is_named_with_its_purpose(make_asked, released_data):
    """R8, E3: the message names form, field and purpose and leads to the register's row."""
    asked = make_asked("name", "email", "message")
    asked.schema.append(spec("birthday", label="Date of birth", category="birth_date"))
    (finding,) = form_findings(asked, released_data)
    assert finding.code == "form.undeclared"
    assert "Date of birth" in finding.message
    assert "Contact form" in finding.message
    assert finding.block == "b-birthday"
    assert finding.blocking


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purposes": ()}, "form.purpose"),
        ({"purposes": ("tea",)}, "form.purpose_unreleased"),
        ({"language": "it"}, "form.text"),
        ({"schema": []}, "form.empty"),
        ({"schema": [spec("name")]}, "form.reply_channel"),
        ({"schema": [spec("name"), spec("email")]}, "form.reply_channel"),
        ({"schema": [spec("email", requirement="one_of"), spec("email", requirement="one_of")]}, "form.twice"),
        ({"purposes": ("newsletter",)}, "form.consent"),
        ({"purposes": ("legal_requests",)}, "form.period"),
    ],
)
def test_each_rule_refuses_its_form(make_asked, released_data, changes, code):
    """R8, R28, R39, R58: without purpose, unreleased, no words, nothing asked, no reply, twice, consent, no period."""
    asked = make_asked("name", "email", "message", **changes)
    assert code in codes(form_findings(asked, released_data))


def test_before_the_first_release_no_form_goes_live(make_asked):
    """R4: there would be no notice."""
    assert codes(form_findings(make_asked("name", "email"), None)) == ["form.release"]


def test_unapproved_words_block_their_language(make_asked, released_data):
    """R28: approved in another language is not approved in this one."""
    data = {**released_data, "texts": {**released_data["texts"], "xx": {"purposes": {}}}}
    assert "form.text" in codes(form_findings(make_asked("name", "email", language="xx"), data))
    data["texts"]["xx"]["purposes"]["contact"] = {"title": "T", "description": "D", "approved": False}
    assert "form.text" in codes(form_findings(make_asked("name", "email", language="xx"), data))
    data["texts"]["xx"]["purposes"]["contact"]["approved"] = True
    assert form_findings(make_asked("name", "email", language="xx"), data) == []


@settings(max_examples=150, deadline=None)
@given(
    asked_keys=st.lists(st.sampled_from([*KINDS, "country", "ip_address"]), unique=True),
    declared_keys=st.sets(st.sampled_from([*KINDS, "country"])),
    needs_reply=st.booleans(),
)
def test_what_goes_live_is_declared(asked_keys, declared_keys, needs_reply):
    """R8: over random forms and purposes, no form without finding collects what is not declared."""
    data = {
        "purposes": {
            "p": {
                "basis": "contract",
                "needs_reply_channel": needs_reply,
                "categories": [{"key": key, "requirement": "optional"} for key in declared_keys],
            }
        },
        "texts": {"en": {"purposes": {"p": {"title": "P", "description": "D"}}}},
        "retention": {"contact-submissions": {"purpose": "p", "value": 12, "trigger": "last_contact"}},
    }
    schema = [spec(key, requirement="one_of" if key in ("email", "phone") else "required") for key in asked_keys]
    findings = form_findings(Asked("Form", "form", "en", ("p",), schema), data)
    undeclared = set(asked_keys) - declared(data, ["p"])
    assert {finding.block.removeprefix("b-") for finding in findings if finding.code == "form.undeclared"} == undeclared
    allowed = bool(asked_keys) and not undeclared and (not needs_reply or bool({"email", "phone"} & set(asked_keys)))
    assert (not findings) == allowed


def test_a_refused_publication_leaves_the_last_good_version_live(contact_form):
    """R28, E3: nothing raises; visitors see what they saw."""
    before = LiveForm.objects.get(slug="contact", language="en").version
    contact_form.purpose = None
    contact_form.title = "Broken"
    contact_form.save_revision().publish()
    contact_form.refresh_from_db()
    assert LiveForm.objects.get(slug="contact", language="en").version == before
    assert codes(findings_of(contact_form)) == ["form.purpose"]


def test_publishing_the_same_again_makes_no_new_version(contact_form):
    """R44: a version is a change, not a click."""
    count = FormVersion.objects.count()
    contact_form.save_revision().publish()
    assert FormVersion.objects.count() == count


def test_a_version_never_changes(contact_form):
    """R44, R27: the database refuses to change or delete what a message points at."""
    from django.db import IntegrityError, transaction

    version = FormVersion.objects.filter(form=contact_form).first()
    for attempt in (lambda: FormVersion.objects.filter(pk=version.pk).update(name="x"), version.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_taking_a_form_offline_hides_it_and_publishing_brings_it_back(contact_form, visitor):
    """E4: offline shows phone and mail."""
    contact_form.unpublish()
    assert visitor.get("/en/forms/contact/").status_code == 404
    contact_form.refresh_from_db()
    contact_form.save_revision().publish()
    assert visitor.get("/en/forms/contact/").status_code == 200


def test_two_forms_cannot_share_an_address(contact_form):
    """A second form at a live address is a finding, not a mix-up."""
    other = LeadForm(
        locale=contact_form.locale, name="Other", slug="contact", purpose=contact_form.purpose, body=contact_form.body,
        title="Other", submit_label="Send", thanks_title="Thanks", thanks="<p>Thanks</p>",
    )  # fmt: skip
    other.save()
    assert codes(publish_form(form=other, now=timezone.now()).findings) == ["form.address"]


def test_a_release_may_not_take_away_what_a_live_form_asks(db):
    """R8, E3: taking the message out of the purpose is refused while the form asks for it."""
    PurposeCategory.objects.filter(purpose__key="contact", category__key="message").delete()
    blocking = [finding for finding in run_lint(draft_data()) if finding.blocking]
    assert "form.undeclared" in codes(blocking)
    assert any("Your message" in finding.message for finding in blocking)


def test_declared_but_never_asked_is_noted(db):
    """R8, R38: said by the linter, without standing in the way of a release."""
    purpose = Purpose.objects.get(key="contact")
    category = PurposeCategory._meta.get_field("category").related_model.objects.get(key="country")
    PurposeCategory.objects.create(purpose=purpose, category=category)
    (noted,) = [
        finding
        for finding in run_lint(draft_data())
        if (finding.code, finding.subject) == ("purpose.unasked", "contact")
    ]
    assert "Country" in noted.message
    assert not noted.blocking
