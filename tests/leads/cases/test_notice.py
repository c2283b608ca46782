"""The form for abuse and take-down notices: what the DSA asks, a number at once, a case for each (R48)."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from leads.cases.models import LegalCase
from leads.forms.lint import Asked, form_findings
from leads.forms.rendering import mark, shown_now
from leads.forms.selectors import live_version
from privacy.ledger.models import LedgerEvent
from privacy.register.selectors import current_release
from tests.leads.cases.conftest import NOTICE, NOTIFIER, make_notice, sent
from tests.leads.conftest import codes, proof_of_work

pytestmark = pytest.mark.django_db
PATH = "/en/forms/notice/"
POSTED = {**NOTICE, "statement": "yes"}


@pytest.fixture
def post(visitor):
    def make(**changed):
        answers = {name: value for name, value in {**POSTED, **changed}.items() if value is not None}
        mark_of = mark(shown_now(live_version("notice", "en")))
        key = visitor.key(slug="notice")
        return visitor.post(
            PATH,
            {
                "form_key": key,
                "form_shown": mark_of,
                "website": "",
                "form_proof": proof_of_work(key, "notice"),
                **answers,
            },
        )

    return make


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_the_form_asks_the_fields_of_the_law_in_every_language(language):
    """R48: DSA Art. 16(2): reasons (a), exact location (b), name and e-mail address (c), good faith (d)."""
    schema = {spec["key"]: spec for spec in live_version("notice", language).schema}
    assert list(schema) == ["illegal_kind", "location", "message", "name", "email", "statement"]
    assert {spec["requirement"] for spec in schema.values()} == {"required"}
    waived = {key for key, spec in schema.items() if spec.get("waived_when")}
    assert waived == {"name", "email"}
    assert {schema[key]["waived_when"]["value"] for key in waived} == {"child_abuse"}
    if language != "en":
        english = {spec["key"]: spec["label"] for spec in live_version("notice", "en").schema}
        assert all(spec["label"] != english[key] for key, spec in schema.items()), schema


def test_a_notice_gets_its_number_at_once_on_the_page_and_by_mail(post, visitor):
    """R48: The number on the receipt is the case's; the mail holds no word of the notice."""
    answer = post()
    assert answer.status_code == 302, answer.content
    case = LegalCase.objects.get()
    assert case.reference == case.submission.reference
    assert case.reference in visitor.get(answer.url).content.decode()
    to_person = next(found for found in sent() if found.to == [NOTIFIER])
    assert case.reference in to_person.subject
    assert case.reference in to_person.body
    assert "photo" not in to_person.body
    assert (case.kind, case.state, case.basis) == ("notice", "received", "")
    assert LedgerEvent.objects.get(pk=case.submission.events[0]).purpose_key == "legal_requests"


def test_without_a_name_only_sexual_abuse_of_children_can_be_reported(post):
    """R48: name and address may be left empty for that category alone (DSA Art. 16(2)(c))."""
    refused = post(name=None, email=None)
    assert refused.status_code == 422
    assert not LegalCase.objects.exists()
    assert b"Fill in" in refused.content
    taken = post(name=None, email=None, illegal_kind="child_abuse")
    assert taken.status_code == 302
    case = LegalCase.objects.get()
    assert case.submission.answers.keys() & {"name", "email"} == set()
    assert [found.to for found in sent() if "We received" in found.subject] == []


@pytest.mark.parametrize("missing", ["illegal_kind", "location", "message", "statement"])
def test_every_other_field_must_be_answered_and_nothing_typed_is_lost(post, missing):
    """R48: each field of the law is asked for again, with everything else as it was typed."""
    answer = post(**{missing: None})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert not LegalCase.objects.exists()
    for name in {"location", "message", "name"} - {missing}:
        assert POSTED[name].split("\n")[0] in html
    if missing == "statement":
        assert "without it we cannot take the notice" in html
        assert re.search('<input type="checkbox" [^>]*value="yes"[^>]* aria-invalid="true"[^>]* required', html)


def test_a_tick_is_not_taken_from_another_site(post, visitor):
    """Another site may write the answers; what the sender confirms, it cannot confirm."""
    answer = visitor.post(PATH, POSTED, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert " checked" not in answer.content.decode().split('name="statement"')[1][:120]


def test_a_notice_full_of_addresses_is_not_held_back(post):
    links = "\n".join(f"https://www.kargro.example/page-{number}/" for number in range(12))
    assert post(location=links).status_code == 302
    assert LegalCase.objects.get().submission.state == "new"


def test_one_sent_to_try_the_form_is_no_case():
    from leads.forms.rendering import released_purposes
    from leads.submissions.services import capture_submission
    from leads.submissions.spam import new_key

    version = live_version("notice", "en")
    message = capture_submission(
        version=version,
        purposes=released_purposes(version),
        release_number=current_release().number,
        answers=NOTICE,
        shown=shown_now(version),
        key_digest=new_key("notice", now=timezone.now()).digest,
        address="192.0.2.9",
        terms=None,
        now=timezone.now(),
        is_test=True,
    )
    assert message.is_test
    assert not LegalCase.objects.exists()


def test_the_receipt_speaks_the_language_of_the_form():
    make_notice(NOTICE, language="nl")
    assert "Your notice" not in next(found for found in sent() if found.to == [NOTIFIER]).body
    assert mail.outbox


class TestForms:
    """A form for legal requests that asks less than the law cannot go live, nor can another form ask for it."""

    def asked(self, keys, purpose):
        schema = [spec for spec in live_version("notice", "en").schema if spec["key"] in keys]
        return Asked(name="N", slug="n", language="en", purposes=(purpose,), schema=schema)

    def test_less_than_the_law_asks(self):
        released = current_release()
        full = {spec["key"] for spec in live_version("notice", "en").schema}
        assert form_findings(self.asked(full, "legal_requests"), released) == []
        for missing in full:
            assert "form.notice" in codes(form_findings(self.asked(full - {missing}, "legal_requests"), released)), (
                missing
            )

    def test_a_contact_form_with_the_questions_of_a_notice(self):
        full = {spec["key"] for spec in live_version("notice", "en").schema}
        assert "form.notice" in codes(form_findings(self.asked(full, "contact"), current_release()))
