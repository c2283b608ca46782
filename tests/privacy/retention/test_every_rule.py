"""Each rule on each store that carries it out: a second before its cutoff a record goes, at the cutoff it stays."""

from datetime import timedelta
from itertools import count

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from leads.cases.models import CasePerson, CaseStep, Disclosure, LegalCase
from leads.inbox.models import ExportLog
from leads.submissions.models import SubmissionNote, Upload
from leads.submissions.spam.models import RateCounter
from privacy.access.models import AccessEvent
from privacy.breaches.models import MassAccess
from privacy.cookies.models import ConsentRecord, ConsentText, NumberCounter
from privacy.ledger.models import Evidence
from privacy.ledger.services import get_or_create_subject, record_basis
from privacy.outbox.models import MailboxCounter, OutboxMail
from privacy.personal_data.contract import all_personal_data
from privacy.register.selectors import released_register
from privacy.retention.expiry import expire_all
from privacy.retention.models import Erasure, LegalHold, Tombstone
from privacy.retention.periods import cutoff
from privacy.rights.models import AttemptCounter, Challenge, IdentityCopy, RequestStep, RightsRequest
from privacy.staff.models import SignInCounter, UsedCode
from tests.leads.cases.conftest import make_notice
from tests.leads.conftest import ANSWERS, capture

pytestmark = pytest.mark.django_db
SECOND, YEAR = timedelta(seconds=1), timedelta(days=365)
DECIDED = {"state": "acted", "basis": "legal_obligation"}
numbers = count(1)


def a_hash():
    return f"{next(numbers):064d}"


def message(at):
    return capture({**ANSWERS, "email": f"a{next(numbers)}@example.com"}, at=at)


def upload(of, at):
    said = {"field_key": "file", "name": "a.pdf", "content_type": "application/pdf", "size": 1, "created_at": at - YEAR}
    return Upload.objects.create(submission=of, key_hash=a_hash(), **said)


def remark(of, at):
    return SubmissionNote.objects.create(submission=of, kind="remark", text="T", at=at - YEAR)


def case(at):
    """The case of an order, decided at a time."""
    values = {
        "kind": "order",
        "purpose_key": "legal_proceedings",
        "language": "en",
        "received_at": at - YEAR,
        **DECIDED,
    }
    return LegalCase.objects.create(reference=f"C{next(numbers):06d}", decided_at=at, **values)


def notice(at):
    """The case of a notice with its message."""
    answers = {
        "illegal_kind": "other", "location": "https://www.kargro.example/", "message": "This.", "name": "Mieke",
        "email": f"n{next(numbers)}@example.com", "statement": True,
    }  # fmt: skip
    found = LegalCase.objects.get(submission=make_notice(answers, at=at - YEAR))
    LegalCase.objects.filter(pk=found.pk).update(decided_at=at, **DECIDED)
    return found


def disclosure(of):
    person = CasePerson.objects.create(case=of, found_at=of.received_at)
    said = {"authority": "A", "recipient": "R", "ground": "G", "made_at": of.received_at}
    return Disclosure.objects.create(case=of, person=person, **said)


def step(of):
    return CaseStep.objects.create(case=of, kind="remark", at=of.received_at)


def request(at, **more):
    """A request about data, answered at a time."""
    day = timezone.localdate(at)
    values = {"right": "access", "channel": "mailbox", "received_on": day, "due_on": day, "language": "en", **more}
    subject = get_or_create_subject(email=f"r{next(numbers)}@example.com", now=at)
    return RightsRequest.objects.create(
        reference=f"R{next(numbers):06d}", subject=subject, answered_at=at, state="closed", **values
    )


def identity_copy(at):
    return IdentityCopy.objects.create(
        request=request(at + YEAR), state="received", nonce="n", asked_at=at, lasts_until=at, received_at=at, key=b"k"
    )


def choice(at):
    text, _made = ConsentText.objects.get_or_create(
        sha256="f" * 64,
        defaults={"kind": "banner", "language": "en", "release_number": 1, "text": "T", "recorded_at": at},
    )
    said = {
        "site": "kargro.example",
        "language": "en",
        "release_number": 1,
        "offered": {},
        "decisions": {},
        "method": "banner",
    }
    return ConsentRecord.objects.create(text=text, recorded_at=at - YEAR, valid_until=at, **said)


def event(at, **more):
    subject = get_or_create_subject(email=f"e{next(numbers)}@example.com", now=at - YEAR)
    said = {"basis": "consent", "text_hash": "", "release_number": 1, "language": "en", "channel": "form", "now": at}
    return record_basis(subject=subject, purpose_key="newsletter", action="withdrawn", **said, **more)


def evidence(at):
    return Evidence.objects.get(event=event(at, ip="192.0.2.1"))


def mail(at):
    values = {"kind": "x", "purpose_key": "contact", "object_id": 1, "language": "en", "state": "sent"}
    return OutboxMail.objects.create(created_at=at, not_before=at, **values)


def task(at):
    return DBTaskResult.objects.create(
        task_path="x", status="SUCCESSFUL", args_kwargs={"args": [], "kwargs": {}}, backend_name="default",
        run_after=at, finished_at=at, exception_class_path="", traceback="",
    )  # fmt: skip


def hold(at):
    """A hold that was released at a time."""
    officer = get_user_model().objects.create_user(f"o{next(numbers)}")
    said = {"ground": "claims", "reason": "R", "review_on": at.date(), "placed_at": at - YEAR, "placed_by": officer}
    return LegalHold.objects.create(released_at=at, released_by=officer, **said)


def at_window(model):
    return lambda at: model.objects.create(address_hash=a_hash(), window_start=at)


def exported(at):
    said = {"actor_id": 1, "reason": "R", "format": "csv", "view": "all", "count": 1}
    return ExportLog.objects.create(at=at, **said)


# (store, rule) → how a record is made whose time began then.
MADE = {
    ("SubmissionData", "contact-submissions"): message,
    ("SubmissionData", "legal-requests"): lambda at: notice(at).submission,
    ("NoteData", "contact-submissions"): lambda at: remark(message(at), at),
    ("NoteData", "legal-requests"): lambda at: remark(notice(at).submission, at),
    ("IdentifierData", "contact-submissions"): lambda at: message(at).identifiers.first(),
    ("IdentifierData", "legal-requests"): lambda at: notice(at).submission.identifiers.first(),
    ("UploadData", "contact-submissions"): lambda at: upload(message(at), at),
    ("UploadData", "legal-requests"): lambda at: upload(notice(at).submission, at),
    ("RateCounterData", "form-protection"): at_window(RateCounter),
    ("AttemptCounterData", "form-protection"): at_window(AttemptCounter),
    ("SignInCounterData", "form-protection"): at_window(SignInCounter),
    ("UsedCodeData", "form-protection"): lambda at: UsedCode.objects.create(code_hash=a_hash(), used_at=at),
    ("NumberCounterData", "form-protection"): at_window(NumberCounter),
    ("MailboxCounterData", "form-protection"): at_window(MailboxCounter),
    ("ChallengeData", "form-protection"): lambda at: Challenge.objects.create(
        email="a@example.com",
        email_hash=a_hash(),
        hash_key="k",
        nonce="n",
        link_hash=a_hash(),
        language="en",
        created_at=at,
        mailed_at=at,
        lasts_until=at,
    ),
    ("LegalCaseData", "legal-requests"): notice,
    ("LegalCaseData", "legal-proceedings"): case,
    ("CaseStepData", "legal-requests"): lambda at: step(notice(at)),
    ("CaseStepData", "legal-proceedings"): lambda at: step(case(at)),
    ("DisclosureData", "legal-requests"): lambda at: disclosure(notice(at)),
    ("DisclosureData", "legal-proceedings"): lambda at: disclosure(case(at)),
    ("LegalHoldData", "legal-proceedings"): hold,
    ("RightsRequestData", "rights-requests"): request,
    ("RequestStepData", "rights-requests"): lambda at: RequestStep.objects.create(
        request=request(at), kind="remark", at=at - YEAR
    ),
    ("ErasureData", "rights-requests"): lambda at: Erasure.objects.create(begun_at=at - YEAR, finished_at=at),
    ("IdentityCopyData", "identity-copies"): identity_copy,
    ("CookieChoices", "cookie-choices"): choice,
    ("LedgerEventData", "consent-proof"): event,
    ("EvidenceData", "evidence-ip"): evidence,
    ("OutboxMailData", "mail-deliveries"): mail,
    ("FinishedTaskData", "finished-jobs"): task,
    ("AccessEventData", "access-log"): lambda at: AccessEvent.objects.create(
        actor_id=1, action="read", model="x", purpose_key="contact", at=at
    ),
    ("ExportLogData", "access-log"): exported,
    ("MassAccessData", "access-log"): lambda at: MassAccess.objects.create(
        actor_id=next(numbers), what="opened", on=at.date(), count=1, noticed_at=at
    ),
    ("TombstoneData", "backups"): lambda at: Tombstone.objects.create(
        kind="erased", at=at, marks=[], key_id="k", written_at=at, done_at=at
    ),
}
# What goes with the last of something else, not by a time of its own; `test_expiry.py` shows that.
FOLLOWS = {("SubjectData", "consent-proof")}


def test_every_rule_of_every_store_is_tried_by_the_clock():
    """R58: a store or a rule that comes is tried here, or says what it goes with."""
    carried_out = {(type(store).__name__, rule) for store in all_personal_data() for rule in store.rules}
    assert carried_out == MADE.keys() | FOLLOWS


@pytest.mark.parametrize(("store", "rule"), MADE)
def test_a_record_goes_after_its_period_and_not_a_second_earlier(store, rule, now):
    """R58, R60: by the period of the release in force, in every store that the rule is about."""
    period = released_register("en").retention(rule)
    edge = cutoff(now, period.value, period.unit)
    gone, kept = MADE[store, rule](edge - SECOND), MADE[store, rule](edge)
    expire_all(now=now)
    assert not is_held(gone)
    assert is_held(kept)


def is_held(record):
    """Tell whether a record is there with what it is about; of a destroyed copy only that it came and went remains."""
    found = type(record).objects.filter(pk=record.pk).first()
    return found is not None and getattr(found, "key", "") is not None
