"""A copy that staff hand over takes two, and each record that was shown is in the log (R94, R68)."""

import pytest
from django.utils import timezone

from privacy.access.models import AccessEvent
from privacy.retention.people import records_of
from privacy.rights import handing_over, who
from privacy.rights.steps import NotPossible, subjects_of
from tests.privacy.rights.conftest import LIST, act, desk

pytestmark = pytest.mark.django_db


def test_whoever_asks_does_not_agree(ask, person, ada, officer):
    """R94: the buttons say so to each, and the way past them is shut."""
    request, client, other = ask("access", identity="known"), desk(ada), desk(officer("bob"))
    assert b"Ask a colleague to agree to a copy" in client.get(f"{LIST}{request.pk}/").content
    act(client, request, "propose_copy")
    assert b"You asked for a copy to hand over" in client.get(f"{LIST}{request.pk}/").content
    assert b"somebody else must look and agree" in act(client, request, "agree_copy").content
    assert client.post(f"{LIST}{request.pk}/copy/").status_code == 302
    assert b"Agree to hand the copy over" in other.get(f"{LIST}{request.pk}/").content
    act(other, request, "agree_copy")
    assert client.post(f"{LIST}{request.pk}/copy/")["Content-Type"] == "application/zip"


def test_an_agreement_ends_when_who_asks_is_in_doubt(ask, person, ada, agreed):
    """R94: what was agreed to was another person."""
    request = ask("access", identity="known")
    agreed(request, ada)
    assert handing_over.may_hand_over(request)
    who.withdraw_check(request=request, reason="The number was a colleague's.", by=ada, now=timezone.now())
    request.refresh_from_db()
    assert not handing_over.may_hand_over(request)
    who.identify(request=request, how="known", by=ada, now=timezone.now())
    request.refresh_from_db()
    assert not handing_over.may_hand_over(request)
    with pytest.raises(NotPossible):
        handing_over.agree(request=request, by=ada, now=timezone.now())


def test_each_record_to_correct_is_in_the_log(ask, person, ada):
    """R68: the screen shows everything of somebody, so everything of them was opened."""
    request = ask("rectification", identity="known")
    desk(ada).get(f"{LIST}{request.pk}/correct/")
    opened = AccessEvent.objects.filter(actor_id=ada.pk, action="read").values_list("model", "object_id")
    held = {(store.model._meta.label, one.pk) for store, records in records_of(subjects_of(request)) for one in records}
    assert held <= set(opened)
    assert len(held) > 1
