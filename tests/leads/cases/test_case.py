"""A case from its arrival to its decision: states, basis, reasons, letter, who may (R49, R50)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from leads.cases import services
from leads.cases.letters import decision_letter
from leads.cases.models import LegalCase
from privacy.access.models import AccessEvent
from privacy.access.services import authorise
from tests.factories import granter, member_of
from tests.leads.cases.conftest import DESK, NOTIFIER, desk, sent

pytestmark = pytest.mark.django_db
REASONS = "The photo shows you clearly and you never agreed, so we took it down on 3 December."


def act(client, case, action, **data):
    return client.post(f"{DESK}{case.pk}/act/", {"action": action, **data}, follow=True)


def assess(client, case, **data):
    return act(client, case, "assess", **{"basis": "legal_obligation", "ground": "DSA, Art. 16", **data})


def decide(client, case, outcome="acted", reasons=REASONS):
    return act(client, case, "decide", outcome=outcome, reasons=reasons)


def test_received_assessed_acted_with_a_reasoned_letter(notice, ada):
    """R49: the states in their order; the letter has the reasons, redress and who decided."""
    case, client = notice(), desk(ada)
    sent()
    assert b"Next: assess it" in client.get(f"{DESK}{case.pk}/").content
    assess(client, case)
    case.refresh_from_db()
    assert (case.state, case.submission.state) == ("assessed", "open")
    decide(client, case)
    case.refresh_from_db()
    assert (case.state, case.submission.state) == ("acted", "answered")
    (letter,) = sent()
    assert letter.to == [NOTIFIER]
    assert case.reference in letter.subject
    assert "photo" not in letter.subject
    for words in (
        REASONS,
        "We acted on it.",
        "A person decided this.",
        "https://www.acm.nl/",
        "You can also go to court.",
    ):
        assert words in letter.body, words
    assert [step.kind for step in case.steps.all()] == ["received", "assessed", "decided"]


def test_a_case_cannot_close_without_a_decision_letter(notice, ada):
    """R49: No reasons, too few, no assessment: refused with what to do, and what was typed is still there."""
    case, client = notice(), desk(ada)
    early = decide(client, case)
    assert early.status_code == 409
    assert b"First assess the case" in early.content
    assess(client, case)
    for reasons in ("", "Because."):
        refused = decide(client, case, reasons=reasons)
        assert refused.status_code == 422
    case.refresh_from_db()
    assert case.is_open
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalCase.objects.filter(pk=case.pk).update(state="rejected")
    # The inbox has no other way to close it.
    work = reverse("inbox:work", args=[case.submission_id])
    reader = member_of("Lead handlers", "lea")
    authorise(
        user=reader,
        purpose_key="legal_requests",
        training_valid_until=timezone.localdate() + timedelta(days=9),
        granted_by=granter(),
        now=timezone.now(),
    )
    answer = desk(reader).post(work, {"action": "not_a_lead", "revision": 0, "text": ""})
    assert answer.status_code == 403
    assert b"It is decided there, with reasons." in answer.content
    case.submission.refresh_from_db()
    assert case.submission.state == "open"


def test_what_is_rejected_says_so_and_why(notice, ada):
    """R49: a rejection is a reasoned decision too, and it is taken once."""
    case, client = notice(), desk(ada)
    assess(client, case)
    sent()
    decide(client, case, outcome="rejected")
    assert "We did not act on it." in sent()[0].body
    again = decide(client, case)
    assert again.status_code == 409
    assert b"Open a new one" in again.content


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_every_letter_has_reasons_redress_and_who_decided_in_its_language(notice, ada, language):
    """R49: in the language of the case, whatever the CMS speaks."""
    case = notice(language=language)
    services.assess(case=case, basis="legal_obligation", ground="DSA", text="", by=ada, now=timezone.now())
    services.decide(case=case, acted=False, reasons=REASONS, by=ada, now=timezone.now())
    case.refresh_from_db()
    with override("en" if language != "en" else "nl"):
        letter = decision_letter(case)
    text = "\n".join([*letter.paragraphs, *letter.closing])
    assert REASONS in text
    assert "Autoriteit Consument & Markt" in text
    assert len(letter.closing) == 3
    assert ("A person decided this" in text) == (language == "en")


def test_the_basis_is_chosen_for_each_case_and_never_filled_in(notice, ada):
    """R50: the field is mandatory, on the screen and in the database."""
    case, client = notice(), desk(ada)
    page = client.get(f"{DESK}{case.pk}/").content.decode()
    radios = [line for line in page.split("<input") if 'name="basis"' in line]
    assert len(radios) == 2
    assert not any("checked" in radio for radio in radios)
    refused = act(client, case, "assess", ground="DSA, Art. 16")
    assert refused.status_code == 422
    assert assess(client, case, ground="").status_code == 422
    case.refresh_from_db()
    assert case.state == "received"
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalCase.objects.filter(pk=case.pk).update(state="assessed")
    assess(client, case, basis="legitimate_interest", ground="We defend our Terms, Art. 4.")
    case.refresh_from_db()
    assert (case.basis, case.ground) == ("legitimate_interest", "We defend our Terms, Art. 4.")


def test_whoever_left_no_address_gets_no_letter_and_the_desk_says_so(notice, ada):
    case, client = notice(illegal_kind="child_abuse", name="", email=""), desk(ada)
    assess(client, case)
    sent()
    assert b"They left no address" in client.get(f"{DESK}{case.pk}/").content
    assert b"There is no address to write to" in decide(client, case).content
    assert sent() == []
    assert REASONS.encode() in client.get(f"{DESK}{case.pk}/letter/").content


def test_a_case_that_came_by_letter(ada):
    client = desk(ada)
    tomorrow = timezone.localdate() + timedelta(days=1)
    values = {
        "kind": "claim",
        "language": "nl",
        "name": "Mr. Advocaat",
        "email": "adv@ocaat.example",
        "words": "Dagvaarding 7/26",
    }
    refused = client.post(f"{DESK}new/", {**values, "received_on": tomorrow})
    assert refused.status_code == 422
    assert b"still to come" in refused.content
    assert b"Dagvaarding 7/26" in refused.content
    client.post(f"{DESK}new/", {**values, "received_on": timezone.localdate()})
    case = LegalCase.objects.get()
    assert case.reference.startswith("LC-")
    assert case.purpose_key == "legal_proceedings"
    assess(client, case)
    decide(client, case)
    assert "Wij hebben gedaan wat u vroeg." in sent()[0].body


def test_who_may_see_a_case_and_that_it_is_written_down(notice, order, officer, ada):
    case, letter = notice(), order()
    one = desk(officer("uma", "legal_requests"))
    assert one.get(f"{DESK}{case.pk}/").status_code == 200
    refused = one.get(f"{DESK}{letter.pk}/")
    assert refused.status_code == 403
    assert letter.reference.encode() not in one.get(DESK).content
    assert case.reference.encode() in one.get(DESK).content
    log = AccessEvent.objects.filter(model="leads_cases.LegalCase")
    assert log.filter(object_id=case.pk, action="read").exists()
    assert log.filter(object_id=letter.pk, action="refused").exists()
    assert desk(officer("vic")).get(DESK).status_code == 403
    assert desk(member_of("Lead handlers")).get(DESK).status_code in (302, 403)


def test_the_home_tells_how_many_wait_and_since_when(notice, ada):
    notice(at=timezone.now() - timedelta(days=3))
    html = desk(ada).get("/admin/").content.decode()
    assert "1 legal case is to be decided, received 3" in html.replace("\xa0", " ")


def test_officers_are_mailed_a_link_to_the_case(notice, ada):
    case = notice()
    told = [found for found in sent() + sent() if found.to == [ada.email]]
    assert f"/admin/cases/{case.pk}/" in told[0].body
    assert "photo" not in told[0].body
