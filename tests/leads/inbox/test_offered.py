"""What the screen of a message offers is what the server does, and what it does not offer is refused."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from leads.inbox import kinds
from leads.inbox.kinds import Elsewhere, InboxKind
from leads.inbox.models import DataRequest
from leads.submissions.models import Submission, SubmissionNote
from privacy.outbox.models import OutboxMail
from privacy.rights.models import RightsRequest
from tests.leads.conftest import ANSWERS
from tests.leads.inbox.conftest import LIST, desk, page, url

pytestmark = pytest.mark.django_db
OUTCOMES = ("replied", "not_a_lead", "spam", "no_answer", "passed_on", "remark", "reopen")
# A note loses nothing and stands in nobody's way: one that comes when the message was merged meanwhile is kept.
KEPT_ALL_THE_SAME = {("merged", "remark")}


class Case(InboxKind):
    """A kind that is decided at a desk of its own."""

    def elsewhere(self, message):
        return Elsewhere("This is a legal case (open).", "/admin/", "leads_cases.view_legalcase")


def put(message, state, user, receive, monkeypatch):
    """Bring a message into a state as people do."""
    if state in Submission.State.values:
        Submission.objects.filter(pk=message.pk).update(state=state)
    elif state == "merged":
        main = receive({**ANSWERS, "phone": ["+31612345678"]}, at=timezone.now() - timedelta(days=1))
        desk(user).post(url(main, "merge/"), {"others": [message.pk]})
    elif state == "passed":
        desk(user).post(url(message, "data-request/"))
    elif state == "elsewhere":
        monkeypatch.setattr(kinds, "kind_of", lambda message: Case())
    elif state == "without an address":
        message.answers = {"name": "Jan", "phone": ["+31612345678"], "message": "Call me."}
        message.save()


def acts(message, other, receiver):
    """Return act → its address and what is posted there."""
    revision = Submission.objects.get(pk=message.pk).revision
    outcome = {"revision": revision, "text": "Spoke about sizes", "to": f"person-{receiver.pk}"}
    return {
        **{name: (url(message, "outcome/"), {**outcome, "action": name}) for name in OUTCOMES},
        "reply": (url(message, "reply/"), {"revision": revision, "text": "Thank you."}),
        "data request": (url(message, "data-request/"), {}),
        "merge": (url(message, "merge/"), {"others": [other.pk]}),
        "separate": (url(message, "separate/"), {}),
        "let in": (f"{LIST}held/let-in/", {"message": [message.pk]}),
        "delete": (f"{LIST}held/delete/", {"message": [message.pk], "sure": "1"}),
    }


def offered(html, message, named):
    """Return the acts for which a page has a button or a link."""
    found = {name for name in OUTCOMES if f'name="action" value="{name}"' in html}
    ways = {address for tag in re.findall(r"<form[^>]*>", html) for address in re.findall(r'action="([^"?]*)', tag)}
    ways |= set(re.findall(r'<(?:a|button)[^>]*(?:href|formaction)="([^"?]*)', html))
    found |= {name for name, (address, _data) in named.items() if name not in OUTCOMES and address in ways}
    return found if re.search(r'name="others" value="\d+"', html) else found - {"merge"}


def kept():
    """Return what an act may change."""
    names = ("pk", "state", "outcome", "merged_into", "revision", "assigned_to", "last_contact_at")
    counted = (SubmissionNote, OutboxMail, RightsRequest, DataRequest)
    return (list(Submission.objects.order_by("pk").values(*names)), [model.objects.count() for model in counted])


def changes(client, address, data):
    """Tell whether a press changes anything, and leave everything as it was."""
    with transaction.atomic():
        before = kept()
        client.post(address, data)
        done = kept() != before
        transaction.set_rollback(True)
    return done


STATES = ("new", "open", "answered", "closed", "held", "merged", "passed", "elsewhere", "without an address")


@pytest.mark.parametrize("state", STATES)
def test_what_a_message_offers_is_what_is_done_and_no_more(anna, bert, message, receive, monkeypatch, state):
    """X7, R46, R95: for each state of a message, each act, as the screen and as the server see it."""
    other = receive({**ANSWERS, "phone": ["+31612345678"], "message": "And a hundred more."})
    put(message, state, anna, receive, monkeypatch)
    client = desk(anna)
    named = acts(message, other, bert)
    on_offer = offered(page(client, url(message)), message, named)
    assert on_offer or state == "elsewhere"
    done = {name for name, (address, data) in named.items() if changes(client, address, data)}
    done -= {name for kept_state, name in KEPT_ALL_THE_SAME if kept_state == state}
    assert done == on_offer


def test_the_list_of_what_is_held_offers_what_is_done(anna, message):
    """R46: of a message in it, to let it in or to delete it."""
    Submission.objects.update(state="held")
    html = page(desk(anna), f"{LIST}held/")
    assert 'formaction="/admin/inbox/held/delete/"' in html
    assert 'action="/admin/inbox/held/let-in/"' in html
    for tail in ("held/let-in/", "held/delete/"):
        assert changes(desk(anna), LIST + tail, {"message": [message.pk], "sure": "1"})


def test_undo_is_offered_only_while_it_is_done(anna, bert, message):
    """X7: not after somebody changed the message again."""
    client = desk(anna)
    client.post(url(message, "outcome/"), {"action": "replied", "revision": 0})
    note = SubmissionNote.objects.get()
    address = f"{LIST}undo/{note.pk}/"
    assert address in page(client, f"{LIST}?done={note.pk}")
    assert changes(client, address, {})
    desk(bert).post(url(message, "outcome/"), {"action": "reopen", "revision": 1})
    assert address not in page(client, f"{LIST}?done={note.pk}")
    assert not changes(client, address, {})
