"""Whatever comes in by a form, in whichever state, can be opened by those who answer it: nothing waits where nobody looks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.cases.inbox import NoticeKind
from leads.forms.models import LiveForm
from leads.forms.rendering import mark, shown_now
from leads.submissions.models import Submission
from privacy.access.services import authorise
from tests.factories import granter, member_of
from tests.leads.cases.conftest import NOTICE
from tests.leads.conftest import ANSWERS, Visitor, proof_of_work
from tests.leads.inbox.conftest import desk

pytestmark = pytest.mark.django_db
State = Submission.State
# By purpose: who answers, the form of the sample that brings its messages, and an honest post.
DESKS = {
    "contact": ("Lead handlers", "contact", ANSWERS),
    "legal_requests": ("Privacy officers", "notice", {**NOTICE, "statement": "yes"}),
}
# What is held back at once.
LIKE_A_MACHINE = {"message": "https://a.example " * 12}


def post(purpose, *, like_a_machine=False):
    """Send a form; return the message that came of it."""
    _role, slug, answers = DESKS[purpose]
    visitor = Visitor()
    key = visitor.key(slug=slug)
    version = LiveForm.objects.get(slug=slug, language="en").version
    extra = {"form_key": key, "form_shown": mark(shown_now(version)), "form_proof": proof_of_work(key, slug)}
    changed = LIKE_A_MACHINE if like_a_machine else {}
    answer = visitor.post(f"/en/forms/{slug}/", {"website": "", **answers, **changed, **extra})
    assert answer.status_code == 302, answer.content
    return Submission.objects.latest("pk")


def in_state(purpose, state):
    """Bring about a message in a state; None where the state does not exist for the purpose."""
    if state == State.HELD:
        message = post(purpose, like_a_machine=True)
        return message if message.state == State.HELD else None
    message = post(purpose)
    Submission.objects.filter(pk=message.pk).update(state=state)
    return message


def opens(purpose, message):
    """Tell whether somebody of the role that answers, authorised, finds the message on a screen of theirs."""
    role, *_rest = DESKS[purpose]
    user = member_of(role)
    until = timezone.localdate() + timedelta(days=30)
    authorise(user=user, purpose_key=purpose, training_valid_until=until, granted_by=granter(), now=timezone.now())
    case = getattr(message, "legal_case", None)
    addresses = [f"/admin/inbox/{message.pk}/", "/admin/inbox/held/", *([f"/admin/cases/{case.pk}/"] if case else [])]
    answers = [desk(user).get(address) for address in addresses]
    return any(answer.status_code == 200 and message.reference in answer.content.decode() for answer in answers)


def test_every_form_of_the_site_has_a_desk():
    """R48: a form for another purpose is walked here too."""
    assert {live.version.purpose_key for live in LiveForm.objects.select_related("version")} == DESKS.keys()


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("purpose", DESKS)
def test_those_who_answer_open_a_message_in_every_state(purpose, state):
    """R48, R46: (purpose × state): new, open, answered, closed, held back."""
    message = in_state(purpose, state)
    assert message is None or opens(purpose, message)


def test_a_notice_is_never_held_back():
    """R48: whatever speaks against its sender, it gets its case and its number (DSA, Art. 16(4))."""
    for _time in range(8):
        message = post("legal_requests", like_a_machine=True)
        assert (message.state, message.legal_case.reference) == (State.NEW, message.reference)
    assert in_state("contact", State.HELD) is not None


def test_a_held_notice_would_be_seen_by_nobody(monkeypatch):
    """R48: planted: notices are held as other messages are, and their desk does not see them."""
    monkeypatch.setattr(NoticeKind, "may_be_held", True)
    message = in_state("legal_requests", State.HELD)
    assert message is not None
    assert not opens("legal_requests", message)
