"""Nobody's mailbox is filled by strangers: every kind of mail that a typed address sets off has an end (P4)."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.utils import timezone

from leads.submissions.models import Submission
from privacy.keys.counting import mailbox_of
from privacy.outbox.kinds import RecordGone, mail_kind, mail_kinds
from privacy.outbox.models import MailboxCounter, OutboxMail
from privacy.outbox.services import send_due
from tests.factories import member_of
from tests.leads.conftest import ANSWERS, Visitor
from tests.test_limits import POSTS, folders, posted  # noqa: F401

pytestmark = pytest.mark.django_db
VICTIM = "victim@gmail.com"
# One mailbox: its mail server takes no notice of tags, dots and capitals.
SPELLINGS = (VICTIM, "victim+offers@gmail.com", "VICTIM@GMAIL.COM", "vic.tim@gmail.com")
HERE = {"Sec-Fetch-Site": "same-origin"}
MANY = 24


def address(number):
    """Return the address of another connection for every number."""
    return str(ip_address("198.51.0.0") + number)


def form(number):
    visitor = Visitor()
    visitor.defaults["REMOTE_ADDR"] = address(number)
    visitor.send({**ANSWERS, "email": SPELLINGS[number % 4], "message": f"Offer number {number} of many casings."})


def code(number):
    Client(headers=HERE, REMOTE_ADDR=address(number)).post("/en/rights/", {"email": VICTIM})


def new_password(number):
    Client(headers=HERE, REMOTE_ADDR=address(number)).post("/admin/password_reset/", {"email": VICTIM})


# Kinds that go to whatever address a visitor types: how a stranger sets one off, and how many arrive in a day.
TYPED = {
    "submissions.receipt": (form, 3),
    "rights_code": (code, 11),
    "staff_new_password": (new_password, 5),
}
# All others, and why no stranger sends them to anybody's address.
STAFF = "to members of staff, at the addresses of their accounts"
WRITTEN = "a member of staff sends it"
PROVEN = "to whoever proved to read the address, or whom staff wrote down"
OTHERS = {
    "access_review": STAFF,
    "account_changed": STAFF,
    "account_moved": STAFF,
    "account_of_other_changed": STAFF,
    "breaches_clock": STAFF,
    "breaches_mass_access": STAFF,
    "cases.decision": WRITTEN,
    "cases.disclosed": WRITTEN,
    "inbox.new_message": STAFF,
    "inbox.nobody": STAFF,
    "inbox.overdue": STAFF,
    "inbox.reply": WRITTEN,
    "inbox.staff_notification": STAFF,
    "inbox.summary": STAFF,
    "nobody_may_read": STAFF,
    "retention_review": STAFF,
    "rights_answered": PROVEN,
    "rights_arrived": STAFF,
    "rights_copy_again": WRITTEN,
    "rights_copy_asked": WRITTEN,
    "rights_copy_came": STAFF,
    "rights_copy_lost": STAFF,
    "rights_deadline": STAFF,
    "rights_extended": WRITTEN,
    "rights_lifting": WRITTEN,
    "rights_received": PROVEN,
    "staff_invitation": WRITTEN,
    "training_ends": STAFF,
    "training_of_others": STAFF,
}


@pytest.fixture
def victim():
    """A member of staff, so that every kind has something to say to this address."""
    user = member_of("Administrators", "victim")
    # Not by anybody's hand: a changed address is told, and holds back links for a new password.
    get_user_model().objects.filter(pk=user.pk).update(email=VICTIM)
    return user


def arrived():
    """Send what is due; return how many mails of each kind reached the victim."""
    mail.outbox.clear()
    while send_due(now=timezone.now()).total:
        pass
    return sum(mailbox_of(one.to[0]) == VICTIM for one in mail.outbox)


def flood(post, hours=23):
    """Post from many connections, all through one day; return how many mails the victim got."""
    midnight = timezone.now().replace(hour=0, minute=1) + timedelta(days=1)
    got = 0
    for number in range(MANY):
        with time_machine.travel(midnight + timedelta(hours=hours) * number / MANY, tick=True):
            post(2 * number)
            post(2 * number + 1)
            got += arrived()
    return got


def test_every_kind_of_mail_says_to_whom_it_goes():
    """P4: a new kind is told here, with how a stranger sets it off or why none can."""
    assert set(mail_kinds()) == TYPED.keys() | OTHERS.keys()


@pytest.mark.parametrize("kind", TYPED)
def test_a_stranger_fills_no_mailbox(kind, victim):
    """P4: forty-eight posts a day from as many connections, in every spelling of one address."""
    post, most = TYPED[kind]
    assert 0 < flood(post) <= most
    assert OutboxMail.objects.filter(kind=kind, state="sent").count() <= most


@pytest.mark.parametrize("kind", [kind for kind in TYPED if kind != "rights_code"])
def test_without_its_limit_a_kind_would_fill_it(kind, victim, monkeypatch):
    """P4: planted: the kind forgets its limit, and the flood arrives."""
    monkeypatch.setattr(mail_kind(kind), "most_a_day", None)
    post, most = TYPED[kind]
    assert flood(post) > 2 * most


@pytest.mark.parametrize("door", sorted(POSTS))
def test_no_door_mails_a_typed_address_by_another_kind(door, folders):  # noqa: F811
    """P4: each public door is posted to; what it mails to addresses of visitors is of a kind with an end."""
    posted(door, 1)
    kinds = Counter()
    for one in OutboxMail.objects.exclude(object_id=0):
        if mail_kind(one.kind).splits:
            continue
        to = ()
        with suppress(RecordGone):
            to = mail_kind(one.kind).render(one.object_id, one.language).to
        kinds.update([one.kind] if any(each.endswith("@example.com") for each in to) else [])
    proven = {"rights_received"} if door == "rights/mine/<str:token>/" else set()
    asked_by_staff = {"rights_received", "rights_copy_asked"} if door == "rights/identity/<str:token>/" else set()
    assert set(kinds) <= TYPED.keys() | proven | asked_by_staff


def test_what_is_not_mailed_stands_on_the_page(contact_form_with_a_receipt):
    """R41: the page after the form tells what the receipt would, whether one goes out or not."""
    for number in range(4):
        visitor = Visitor()
        visitor.defaults["REMOTE_ADDR"] = address(number)
        answers = {**ANSWERS, "email": VICTIM, "message": f"Offer number {number} of many casings."}
        page = visitor.get(visitor.send(answers).url).content.decode()
        message = Submission.objects.latest("pk")
        assert message.reference in page
        assert "We answer tomorrow." in page
    assert arrived() == 3
    assert OutboxMail.objects.filter(kind="submissions.receipt", error="EnoughToday").count() == 1


@pytest.fixture
def contact_form_with_a_receipt():
    from leads.forms.models import LeadForm

    form = LeadForm.objects.get(slug="contact", locale__language_code="en")
    form.receipt_text = "<p>We answer tomorrow.</p>"
    form.save_revision().publish()


def test_a_day_later_receipts_arrive_again_and_others_never_missed_one():
    """P4: the limit is of one mailbox and one day; who shares its host, or writes the next day, gets theirs."""
    start = timezone.now().replace(hour=9)
    with time_machine.travel(start, tick=True):
        for number in range(5):
            form(4 * number)
        assert arrived() == 3
        other = Visitor()
        other.defaults["REMOTE_ADDR"] = address(99)
        other.send({**ANSWERS, "email": "other@gmail.com"})
        arrived()
        assert ["other@gmail.com"] in [one.to for one in mail.outbox]
    with time_machine.travel(start + timedelta(days=1), tick=True):
        form(100)
        assert arrived() == 1


def test_a_mail_that_is_tried_again_counts_once(monkeypatch):
    """P4, P5: a mail server that is away for a while uses up nobody's share."""
    form(0)
    with monkeypatch.context() as patch:
        patch.setattr("privacy.outbox.services.deliver", lambda *a, **k: (_ for _ in ()).throw(OSError()))
        now = timezone.now()
        for _attempt in range(5):
            send_due(now=now)
            now += timedelta(hours=2)
    assert MailboxCounter.objects.get().count == 1
    mail.outbox.clear()
    send_due(now=now)
    assert sum(mailbox_of(one.to[0]) == VICTIM for one in mail.outbox) == 1
