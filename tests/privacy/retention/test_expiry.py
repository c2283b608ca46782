"""Each rule just before and just after its cutoff, by the periods of the release in force."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from privacy.access.models import AccessEvent
from privacy.access.services import log_access
from privacy.ledger.models import Evidence, LedgerEvent, LedgerPruned, Subject
from privacy.ledger.services import get_or_create_subject, record_basis
from privacy.ledger.verify import verify
from privacy.outbox.models import OutboxMail
from privacy.personal_data.contract import all_personal_data
from privacy.register.lint import LintContext
from privacy.register.selectors import current_release, released_register
from privacy.retention.expiry import ExpiryFailed, daily_expiry, expire_all
from privacy.retention.lint_rules import every_store_has_its_period
from privacy.retention.models import RetentionRun
from privacy.retention.periods import cutoff
from tests.privacy.register.helpers import planted

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def edge(now):
    """The moment at which a rule's period is exactly over."""

    def moment(rule):
        period = released_register("en").retention(rule)
        return cutoff(now, period.value, period.unit)

    return moment


def said(subject, action, at, basis="consent", purpose="newsletter", **more):
    return record_basis(
        subject=subject, purpose_key=purpose, action=action, basis=basis, text_hash="", release_number=1,
        language="nl", channel="form", now=at, **more,
    )  # fmt: skip


def test_an_address_goes_after_its_period_and_not_a_second_earlier(now, edge):
    """R20, R58: the IP address goes, the event stays and the chain still verifies."""
    subject = get_or_create_subject(email="a@example.com", now=now)
    old = said(subject, "accepted", edge("evidence-ip") - SECOND, ip="192.0.2.1")
    young = said(subject, "accepted", edge("evidence-ip"), ip="192.0.2.2")
    expire_all(now=now)
    assert list(Evidence.objects.values_list("event", flat=True)) == [young.pk]
    assert LedgerEvent.objects.filter(pk=old.pk).exists()
    assert list(verify()) == []


def test_a_proof_goes_three_years_after_the_withdrawal_and_not_a_second_earlier(now, edge):
    """R58, R60: counted from the withdrawal, not from the consent."""
    gone = get_or_create_subject(email="gone@example.com", now=edge("consent-proof") - timedelta(days=900))
    kept = get_or_create_subject(email="kept@example.com", now=edge("consent-proof") - timedelta(days=900))
    for subject, withdrawn in ((gone, edge("consent-proof") - SECOND), (kept, edge("consent-proof"))):
        said(subject, "accepted", withdrawn - timedelta(days=800))
        said(subject, "withdrawn", withdrawn)
    expire_all(now=now)
    assert set(LedgerEvent.objects.values_list("subject", flat=True)) == {kept.pk}
    assert list(LedgerPruned.objects.values_list("subject_number", "last_sequence")) == [(gone.pk, 2)]
    assert list(verify()) == []


def test_the_proof_of_whoever_never_withdraws_goes_too(now, edge):
    """R58, R60: three years after the last choice or message, once nothing rests on it, as the policy says."""
    made = edge("consent-proof") - timedelta(days=900)
    gone, kept = (get_or_create_subject(email=f"{name}@example.com", now=made) for name in ("gone", "kept"))
    said(gone, "requested", edge("consent-proof") - SECOND, basis="contract", purpose="contact")
    said(kept, "requested", edge("consent-proof"), basis="contract", purpose="contact")
    expire_all(now=now)
    assert set(LedgerEvent.objects.values_list("subject", flat=True)) == {kept.pk}
    sentence = "Deleted 3 years after your last choice or message, once we hold nothing else of you"
    assert released_register("en").retention("consent-proof").sentence == sentence


def test_a_live_consent_is_proven_however_old_it_is(now, edge):
    """R60: as long as a record relies on it, the proof stays."""
    subject = get_or_create_subject(email="a@example.com", now=edge("consent-proof") - timedelta(days=900))
    said(subject, "accepted", edge("consent-proof") - timedelta(days=800))
    OutboxMail.objects.create(
        kind="x", purpose_key="newsletter", subject=subject, object_id=1, language="nl", created_at=now, not_before=now
    )
    expire_all(now=now)
    assert LedgerEvent.objects.filter(subject=subject).exists()
    assert Subject.objects.get(pk=subject.pk).email == "a@example.com"


def test_identifiers_go_with_the_last_record_about_a_person(now):
    """R58: a proof stays under a random id; who it was is gone."""
    subject = get_or_create_subject(email="a@example.com", phone="+31612345678", now=now - timedelta(days=2))
    said(subject, "requested", now - timedelta(days=2), basis="contract", purpose="contact")
    today = get_or_create_subject(email="today@example.com", now=now)
    expire_all(now=now)
    stored = Subject.objects.get(pk=subject.pk)
    assert (stored.email, stored.phone) == (None, None)
    assert LedgerEvent.objects.filter(subject=subject).count() == 1
    assert Subject.objects.get(pk=today.pk).email == "today@example.com"


def test_a_subject_of_whom_nothing_is_left_goes_too(now, edge):
    """R58: no shell stays behind."""
    subject = get_or_create_subject(email="a@example.com", now=edge("consent-proof") - timedelta(days=900))
    said(subject, "refused", edge("consent-proof") - SECOND)
    expire_all(now=now)
    expire_all(now=now)
    assert not Subject.objects.filter(pk=subject.pk).exists()
    assert list(verify()) == []


def test_mail_rows_go_after_their_period_unless_they_still_wait(now, edge):
    """R58: 90 days after sending; a mail that waits is not forgotten."""
    values = {"kind": "x", "purpose_key": "contact", "object_id": 1, "language": "nl", "not_before": now}
    old, young = edge("mail-deliveries") - SECOND, edge("mail-deliveries")
    for created, state in ((old, "sent"), (young, "sent"), (old, "queued"), (old, "given_up")):
        OutboxMail.objects.create(created_at=created, state=state, **values)
    expire_all(now=now)
    assert list(OutboxMail.objects.values_list("created_at", "state")) == [(young, "sent"), (old, "queued")]


def test_the_access_log_goes_after_its_period(now, edge, django_user_model):
    """R68: the log has a period of its own."""
    user = django_user_model.objects.create_user("x")
    for at in (edge("access-log") - SECOND, edge("access-log")):
        log_access(user, "read", Subject, 1, "contact", at)
    expire_all(now=now)
    assert list(AccessEvent.objects.values_list("at", flat=True)) == [edge("access-log")]


def test_a_dry_run_counts_the_same_and_deletes_nothing(now, edge):
    """R59: what would go is known before it goes."""
    subject = get_or_create_subject(email="a@example.com", now=now)
    for _ in range(3):
        said(subject, "accepted", edge("evidence-ip") - SECOND, ip="192.0.2.1")
    counted = {(run.rule, run.store): run.count for run in expire_all(now=now, dry_run=True)}
    assert counted["evidence-ip", "privacy_ledger.Evidence"] == 3
    assert Evidence.objects.count() == 3
    assert not RetentionRun.objects.exists()
    assert {(run.rule, run.store): run.count for run in expire_all(now=now)} == counted
    assert RetentionRun.objects.get(rule="evidence-ip").count == 3


def test_a_failing_store_is_reported_and_stops_no_other(now, edge, monkeypatch, caplog):
    """R58, R69: the job fails visibly after all rules were tried; no value reaches the log."""

    def fail(*args, **kwargs):
        raise RuntimeError("someone@example.com")

    stores = {store.model: store for store in all_personal_data()}
    monkeypatch.setattr(stores[AccessEvent], "expire", fail)
    subject = get_or_create_subject(email="a@example.com", now=now)
    said(subject, "accepted", edge("evidence-ip") - SECOND, ip="192.0.2.1")
    with pytest.raises(ExpiryFailed):
        daily_expiry(now)
    assert not Evidence.objects.exists()
    assert RetentionRun.objects.get(error="RuntimeError").rule == "access-log"
    assert "example.com" not in caplog.text


def test_every_store_has_its_period_in_the_release_and_a_missing_one_is_found():
    """R58: no store without a rule; the linter refuses the release."""
    current = current_release()
    assert list(every_store_has_its_period(LintContext(current))) == []
    less = tuple(period for period in current.facts.periods if period.key != "evidence-ip")
    [finding] = every_store_has_its_period(LintContext(planted(current, periods=less)))
    assert (finding.subject, finding.blocking) == ("evidence-ip", True)


def test_the_command_prints_what_each_rule_did():
    """R59: a person can read what was deleted."""
    out = StringIO()
    call_command("expire", "--dry-run", stdout=out)
    assert "evidence-ip" in out.getvalue()
    assert "privacy_ledger.Evidence" in out.getvalue()
