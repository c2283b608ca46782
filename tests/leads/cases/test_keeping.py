"""How long cases are kept, and what erasure and holds do with them (policy §5; R52, R58)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.cases import people, services
from leads.cases.models import CaseStep, Disclosure, LegalCase
from leads.submissions.models import Submission
from leads.submissions.periods import erasure_day
from privacy.retention.erasure import begin_erasure, carry_out, outcomes
from privacy.retention.expiry import expire_all
from privacy.retention.holds import place, release
from tests.leads.cases.conftest import ADDRESS, NOTIFIER, PERSON

pytestmark = pytest.mark.django_db
REASONS = "We looked at it and the photo was taken in public, so it stays."


def decide(case, by, *, at=None):
    now = at or timezone.now()
    services.assess(case=case, basis="legal_obligation", ground="DSA", text="Told Bob.", by=by, now=now)
    services.decide(case=case, acted=False, reasons=REASONS, by=by, now=now)
    case.refresh_from_db()


def erase(subject_id):
    return carry_out(begin_erasure(subject_ids=[subject_id], actor_id=None, now=timezone.now()), now=timezone.now())


def test_notices_go_six_months_after_the_decision_and_not_before(notice, ada, time_machine):
    """R58: the clock starts with the decision; one that waits is kept."""
    long_ago = timezone.now() - timedelta(days=400)
    waits, done = notice(at=long_ago), notice(at=long_ago)
    decide(done, ada)
    assert erasure_day(waits.submission) is None
    assert 180 <= (erasure_day(done.submission) - timezone.localdate()).days <= 185
    expire_all(now=timezone.now())
    assert LegalCase.objects.count() == 2
    later = timezone.now() + timedelta(days=190)
    expire_all(now=later)
    assert list(LegalCase.objects.all()) == [waits]
    assert list(Submission.objects.all()) == [waits.submission]
    assert not CaseStep.objects.filter(case=done.pk).exists()


def test_orders_go_by_the_rule_for_proceedings(order, ada):
    case = order()
    decide(case, ada)
    expire_all(now=timezone.now() + timedelta(days=170))
    assert LegalCase.objects.exists()
    expire_all(now=timezone.now() + timedelta(days=190))
    assert not LegalCase.objects.exists()


def test_a_hold_keeps_a_decided_case_and_letting_go_lets_it_go(notice, ada):
    case = notice()
    decide(case, ada, at=timezone.now() - timedelta(days=300))
    hold = place(
        subject_ids=[case.subject_id],
        stores=["leads_submissions.Submission"],
        ground="claim",
        reason="Summons",
        review_on=timezone.localdate() + timedelta(days=30),
        by=ada,
        now=timezone.now(),
    )
    expire_all(now=timezone.now())
    assert LegalCase.objects.exists()
    release(hold=hold, by=ada, now=timezone.now())
    expire_all(now=timezone.now())
    assert not LegalCase.objects.exists()
    assert not Submission.objects.exists()


def test_a_hold_on_a_case_keeps_its_history_too(order, ada):
    case = order(email="advocate@claims.example")
    decide(case, ada, at=timezone.now() - timedelta(days=300))
    place(
        subject_ids=[case.subject_id],
        stores=["leads_cases.LegalCase"],
        ground="claim",
        reason="Summons",
        review_on=timezone.localdate() + timedelta(days=30),
        by=ada,
        now=timezone.now(),
    )
    steps = case.steps.count()
    expire_all(now=timezone.now())
    assert LegalCase.objects.get().steps.count() == steps > 0


def test_an_undecided_notice_is_kept_from_erasure_whole_and_goes_after_the_decision(notice, ada):
    case = notice()
    kept = {outcome.store.model._meta.label: outcome.kept for outcome in outcomes(erase(case.subject_id))}
    assert LegalCase.objects.filter(pk=case.pk).exists()
    message = Submission.objects.get(pk=case.submission_id)
    assert message.answers["email"] == NOTIFIER
    assert message.identifiers.exists()
    for label in ("leads_cases.LegalCase", "leads_submissions.Submission", "leads_submissions.SubmissionIdentifier"):
        assert list(kept[label]) == [
            "Kept while a notice or legal case is handled, as the law asks (GDPR Art. 17(3)(b) and (e))."
        ]
    decide(case, ada)
    erase(case.subject_id)
    assert not LegalCase.objects.exists()
    assert not Submission.objects.exists()


def test_erasing_whom_data_were_about_leaves_the_proof_without_them(receive, order, ada, eve):
    subject = receive(PERSON).subject_id
    case = order()
    person = people.add_person(case=case, subject_ids=[subject], by=ada, now=timezone.now())
    keys = [line.key for record in people.records_to_choose(person) for line in record.lines][:1]
    made = people.disclose(
        person=person,
        keys=keys,
        authority="Police",
        recipient="X",
        ground="Y",
        bar="",
        bar_until=None,
        by=ada,
        now=timezone.now(),
    )
    people.export_file(disclosure=made, by=eve, now=timezone.now())
    erase(subject)
    left = Disclosure.objects.get()
    assert ADDRESS not in str(left.fields)
    assert PERSON["name"] not in f"{left.fields}{left.recipient}{left.ground}"
    assert not Submission.objects.filter(subject=subject).exists()


def test_a_case_under_which_data_were_handed_over_stays_as_proof(order, receive, ada):
    case = order(email="officier@om.example")
    subject = receive(PERSON).subject_id
    person = people.add_person(case=case, subject_ids=[subject], by=ada, now=timezone.now())
    keys = [line.key for record in people.records_to_choose(person) for line in record.lines][:1]
    people.disclose(
        person=person,
        keys=keys,
        authority="OM",
        recipient="X",
        ground="Y",
        bar="",
        bar_until=None,
        by=ada,
        now=timezone.now(),
    )
    decide(case, ada)
    erase(case.subject_id)
    assert LegalCase.objects.filter(pk=case.pk).exists()
