"""What a form may ask: said by rules, kept at publishing, said again by the register's linter."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.forms.custom_fields import is_own, words_hash
from leads.forms.lint import Asked, declared, form_findings
from leads.forms.models import FormVersion, LeadForm, LiveForm
from leads.forms.publishing import findings_of, publish_form
from leads.submissions.minimisation import declared_answers, in_effect_for
from privacy.register.lint import run_lint
from privacy.register.models.facts import Purpose, PurposeCategory
from privacy.register.release import (
    ReleasedCategory,
    ReleasedPeriod,
    ReleasedPurpose,
    ReleasedRegister,
    ReleasedText,
    Snapshot,
)
from tests.leads.conftest import codes, spec

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
KINDS = ("name", "organisation", "email", "phone", "subject", "message")


def test_the_sample_form_has_no_finding(contact_form):
    """R8: the form that ships asks what its purpose declares."""
    assert findings_of(contact_form) == []


def test_an_undeclared_field_is_named_with_its_purpose(make_asked, released):
    """R8, E3: the message names form, field and purpose and leads to the register's row."""
    asked = make_asked("name", "email", "message")
    asked.schema.append(spec("birthday", label="Date of birth", category="birth_date"))
    (finding,) = form_findings(asked, released)
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
        ({"purposes": ("newsletter",)}, "form.purpose_not_in_use"),
        ({"purposes": ("legal_proceedings",)}, "form.period"),
    ],
)
def test_each_rule_refuses_its_form(make_asked, released, changes, code):
    """R8, R28, R39, R58: without purpose, unreleased, no words, nothing asked, no reply, twice, consent, no period."""
    asked = make_asked("name", "email", "message", **changes)
    assert code in codes(form_findings(asked, released))


def test_before_the_first_release_no_form_goes_live(make_asked):
    """R4: there would be no notice."""
    assert codes(form_findings(make_asked("name", "email"), None)) == ["form.release"]


def test_unapproved_words_block_their_language(make_asked, released):
    """R28: approved in another language is not approved in this one."""
    asked = make_asked("name", "email", language="xx")

    def under(**texts):
        other = ReleasedRegister("xx", texts={"purposes": texts})
        return codes(form_findings(asked, replace(released, registers={**released.registers, "xx": other})))

    words = {"title": "T", "description": "D"}
    assert "form.text" in under()
    assert "form.text" in under(contact=ReleasedText(words, approved=False))
    assert under(contact=ReleasedText(words)) == []


def register_of(*purposes):
    """Return a register whose messages are kept for a year under the first of some purposes."""
    period = ReleasedPeriod("contact-submissions", purposes[0].key, value=12, trigger="last_contact")
    words = {
        purpose.key: ReleasedText({"title": "P", "description": "D", "consent_label": "Yes"}) for purpose in purposes
    }
    return Snapshot(
        {
            "en": ReleasedRegister(
                "en", purposes=purposes, periods=(period,), texts={"purposes": words, "categories": {}}
            )
        }
    )


@settings(max_examples=150, deadline=None)
@given(
    asked_keys=st.lists(st.sampled_from([*KINDS, "country", "ip_address"]), unique=True),
    declared_keys=st.sets(st.sampled_from([*KINDS, "country"])),
    needs_reply=st.booleans(),
)
def test_what_goes_live_is_declared(asked_keys, declared_keys, needs_reply):
    """R8: over random forms and purposes, no form without finding collects what is not declared."""
    categories = tuple(ReleasedCategory(key, requirement="required") for key in declared_keys)
    register = register_of(
        ReleasedPurpose("p", basis="contract", needs_reply_channel=needs_reply, categories=categories)
    )
    schema = [spec(key, requirement="one_of" if key in ("email", "phone") else "required") for key in asked_keys]
    findings = form_findings(Asked("Form", "form", "en", ("p",), schema), register)
    undeclared = set(asked_keys) - declared(register.facts, ["p"])
    assert {finding.block.removeprefix("b-") for finding in findings if finding.code == "form.undeclared"} == undeclared
    allowed = bool(asked_keys) and not undeclared and (not needs_reply or bool({"email", "phone"} & set(asked_keys)))
    assert (not findings) == allowed


CATEGORIES = ("name", "email", "phone", "country", "message", "birth_date")


def purpose_of(draw, key, basis, needs_reply):
    requirement = st.sampled_from(["required", "optional"])
    uses = draw(st.dictionaries(st.sampled_from(CATEGORIES[:5]), requirement, max_size=5))
    return ReleasedPurpose(
        key,
        basis=basis,
        source="forms",
        needs_reply_channel=needs_reply,
        sends_mail=basis == "consent",
        categories=tuple(ReleasedCategory(category, requirement=how) for category, how in uses.items()),
    )


@st.composite
def random_forms(draw):
    """A form of random questions, some after a choice, under a random purpose and two random consents."""
    register = register_of(
        purpose_of(draw, "own", "contract", draw(st.booleans())),
        *(purpose_of(draw, key, "consent", False) for key in ("tick_a", "tick_b")),
    )
    requirement = st.sampled_from(["required", "optional", "one_of"])
    schema = [
        spec(key, requirement=draw(requirement)) for key in draw(st.lists(st.sampled_from(CATEGORIES), unique=True))
    ]
    two = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
    schema.append(spec("pick", kind="choice", category=draw(st.sampled_from(CATEGORIES)), choices=two))
    for number, category in enumerate(draw(st.lists(st.sampled_from(CATEGORIES), max_size=3))):
        when = {"key": "pick", "value": draw(st.sampled_from("ab"))}
        schema.append(spec(f"own-{number}", kind="line", category=category, show_when=when))
    ticks = draw(st.lists(st.sampled_from(["tick_a", "tick_b"]), unique=True))
    schema += [
        {"key": f"consent:{key}", "kind": "consent", "category": "", "purpose": key, "block": key} for key in ticks
    ]
    approved = (
        frozenset(words_hash(one, "en") for one in schema if is_own(one, "en")) if draw(st.booleans()) else frozenset()
    )
    return Asked("Form", "form", "en", ["own", *ticks], schema, approved=approved), register


def stored(asked, register, ticked):
    """What a post that answers everything would leave in the database, as `capture_submission` decides it."""
    purposes = [register.facts.purpose(key) for key in asked.purposes]
    answers = {one["key"]: "a" for one in asked.fields} | {f"consent:{key}": True for key in ticked}
    in_effect = in_effect_for(purposes, answers)
    categories = {key for purpose in in_effect for key in purpose.category_keys}
    keys = {purpose.key for purpose in in_effect}
    kept = declared_answers(asked.schema, answers, categories=categories, purposes=keys)
    return {one["category"] for one in asked.fields if one["key"] in kept}, keys


@settings(max_examples=300, deadline=None)
@given(made=random_forms(), ticked=st.sets(st.sampled_from(["tick_a", "tick_b"])))
def test_what_is_stored_is_declared_whatever_is_ticked(made, ticked):
    """R8, R9: over random forms and purposes, declared = collected; what cannot be declared cannot go live."""
    asked, register = made
    kept, in_effect = stored(asked, register, ticked)
    assert in_effect == {"own", *ticked} & set(asked.purposes)
    assert kept <= declared(register.facts, in_effect)
    findings = form_findings(asked, register)
    if findings:
        return
    assert {one["category"] for one in asked.fields} <= declared(register.facts, asked.purposes)
    assert {one["category"] for one in asked.fields if one["requirement"] != "optional"} <= declared(
        register.facts, ["own"]
    )
    if register.facts.purpose("own").needs_reply_channel:
        assert kept & {"email", "phone"}
    assert all(words_hash(one, "en") in asked.approved for one in asked.fields if is_own(one, "en"))


def test_the_property_can_fail():
    """R8: a store that kept whatever it was sent would be found out."""
    uses = (ReleasedCategory("name", requirement="required"),)
    register = register_of(ReleasedPurpose("own", basis="contract", categories=uses))
    asked = Asked("Form", "form", "en", ["own"], [spec("name"), spec("birth_date")])
    kept, in_effect = stored(asked, register, set())
    assert kept == {"name"}
    assert not {one["category"] for one in asked.fields} <= declared(register.facts, in_effect)


def test_a_way_to_reply_in_every_branch_is_enough(make_asked, released):
    """R39: a choice that must be made, each answer of which asks for a way to reply, leaves none without."""
    two = [{"value": "a", "label": "Mail me"}, {"value": "b", "label": "Call me"}]
    choice = spec("how", kind="choice", category="message", requirement="required", choices=two)
    mail = spec("email", requirement="required", show_when={"key": "how", "value": "a"})
    call = spec("phone", requirement="required", show_when={"key": "how", "value": "b"})
    schema = [spec("name"), choice, mail, call]
    asked = make_asked(schema=schema, approved={words_hash(choice, "en")})
    assert form_findings(asked, released) == []
    for less in ([spec("name"), choice, mail], [spec("name"), {**choice, "requirement": "optional"}, mail, call]):
        asked = make_asked(schema=less, approved={words_hash(choice, "en")})
        assert codes(form_findings(asked, released)) == ["form.reply_channel"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "choice", "choices": []}, "form.choices"),
        (
            {"kind": "choices", "choices": [{"value": "1", "label": "Same"}, {"value": "2", "label": "Same"}]},
            "form.choices",
        ),
        ({"kind": "number", "min": 9, "max": 1}, "form.limits"),
        ({"kind": "line", "category": ""}, "form.category"),
        ({"kind": "file", "category": "identity_document"}, "form.undeclared"),
        ({"kind": "line"}, "form.unapproved"),
    ],
)
def test_each_rule_about_questions_refuses_its_question(make_asked, released, changes, code):
    """R8, issue 3, 3: on its block, whatever else is right."""
    asked = make_asked("name", "email", "message")
    asked.schema.append(spec("own", **{"category": "message", **changes}))
    found = form_findings(asked, released)
    assert code in codes(found)
    assert {finding.block for finding in found} == {"b-own"}


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
    blocking = [finding for finding in run_lint() if finding.blocking]
    assert "form.undeclared" in codes(blocking)
    assert any("Your message" in finding.message for finding in blocking)


def test_declared_but_never_asked_is_refused(db):
    """R8, R93: a release may not promise to use what nobody asks for; the fix is named."""
    purpose = Purpose.objects.get(key="contact")
    category = PurposeCategory._meta.get_field("category").related_model.objects.get(key="country")
    PurposeCategory.objects.create(purpose=purpose, category=category)
    (noted,) = [finding for finding in run_lint() if (finding.code, finding.subject) == ("purpose.unasked", "contact")]
    assert "Country" in noted.message
    assert noted.blocking
    assert "Ask for it in a form" in noted.fix


def named_apart(code):
    """Find where code decides by itself what nobody is asked for, instead of asking the requirement."""
    return re.findall(r"Requirement\.(?:HELD|AUTOMATIC)\b", code)


def test_the_requirement_itself_says_whether_it_is_asked_and_how_strict_it_is():
    """R8: one place knows; a new requirement is told here first, and no module keeps a list of its own."""
    told = {one.value: (one.is_asked, one.strictness) for one in PurposeCategory.Requirement}
    assert told == {
        "required": (True, 2),
        "one_of": (True, 1),
        "optional": (True, 0),
        "automatic": (False, 0),
        "held": (False, 0),
    }
    assert named_apart("unasked = (PurposeCategory.Requirement.AUTOMATIC, PurposeCategory.Requirement.HELD)")
    paths = [path for room in ("home", "leads", "privacy") for path in (ROOT / room).rglob("*.py")]
    assert [path.name for path in paths if named_apart(path.read_text(encoding="utf-8"))] == []
