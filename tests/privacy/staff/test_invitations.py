"""Staff are invited by mail, and make their own password."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy.access.models import AccessEvent
from privacy.outbox.models import OutboxMail
from privacy.staff.invitations import AlreadyHere, forget_old_invitations, invite, link_of, send_again
from privacy.staff.leaving import leave
from privacy.staff.models import Invitation
from tests.factories import member_of
from tests.privacy.staff.conftest import sent

pytestmark = pytest.mark.django_db
CHOSEN = {"password1": "seventeen-tyres-rolling", "password2": "seventeen-tyres-rolling"}


def invited(by, email="Anna.Bakker@kargro.example", language="nl", now=None, role="Lead handlers"):
    return invite(
        email=email,
        first_name="Anna",
        last_name="Bakker",
        groups=Group.objects.filter(name=role),
        language=language,
        by=by,
        now=now or timezone.now(),
    )


def address(invitation):
    return reverse("staff_accept", args=[link_of(invitation)])


def test_an_administrator_invites_and_the_mail_brings_a_link(client, administrator):
    """X8: address, name, roles and language; the mail is in that language and names nobody in its subject."""
    client.force_login(administrator)
    form = {
        "email": "Anna.Bakker@kargro.example",
        "first_name": "Anna",
        "last_name": "Bakker",
        "groups": [Group.objects.get(name="Lead handlers").pk],
        "language": "nl",
    }
    response = client.post(reverse("staff_invitations:add"), form, follow=True)
    assert "anna.bakker@kargro.example" in response.content.decode()
    (mail,) = sent()
    assert mail.to == ["anna.bakker@kargro.example"]
    assert "Anna" not in mail.subject
    link = re.search(r"https://\S+/admin/invitation/\w+/", mail.body).group()
    assert address(Invitation.objects.get()) in link
    assert AccessEvent.objects.filter(action="invite", actor_id=administrator.pk).count() == 1


def test_the_link_makes_the_account_once(client, administrator):
    """X8: own password, role and CMS language; opening the link changes nothing, pressing makes the account."""
    link = address(invited(administrator))
    for _scanner in range(2):
        assert client.get(link).status_code == 200
    assert not get_user_model().objects.filter(username="anna.bakker@kargro.example").exists()
    assert client.post(link, CHOSEN).url == reverse("wagtailadmin_home")
    user = get_user_model().objects.get(username="anna.bakker@kargro.example")
    assert user.check_password(CHOSEN["password1"])
    assert [group.name for group in user.groups.all()] == ["Lead handlers"]
    assert user.wagtail_userprofile.preferred_language == "nl"
    again = Client().post(link, {"password1": "somebody-elses-choice", "password2": "somebody-elses-choice"})
    assert again.status_code == 410
    user.refresh_from_db()
    assert user.check_password(CHOSEN["password1"])


def test_whoever_accepts_sets_up_a_second_factor_next(client, administrator, second_factor):
    """X8, P4: the new account opens nothing before."""
    client.post(address(invited(administrator)), CHOSEN)
    assert client.get(reverse("wagtailadmin_home")).url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize(("age", "status"), [(timedelta(hours=72, seconds=-1), 200), (timedelta(hours=72), 410)])
def test_a_link_works_for_72_hours(client, administrator, age, status):
    """X8: a second before, and then."""
    link = address(invited(administrator, now=timezone.now() - age))
    assert client.get(link).status_code == status
    assert client.post(link, CHOSEN).status_code == (302 if status == 200 else 410)


def test_unknown_used_and_old_links_look_the_same(client, administrator):
    """X8: the answer tells nobody whether there was an invitation."""
    old = client.get(address(invited(administrator, now=timezone.now() - timedelta(days=4))))
    unknown = client.get(reverse("staff_accept", args=["0" * 64]))
    shown = [re.search(rb"<main.*</main>", answer.content, re.DOTALL).group() for answer in (old, unknown)]
    assert shown[0] == shown[1]
    assert "does not work any more" in old.content.decode()


def test_what_is_stored_opens_nothing(administrator):
    """X8: the database holds no link."""
    invitation = invited(administrator)
    token = link_of(invitation)
    row = Invitation.objects.values().get()
    assert token not in str(row)
    assert invitation.token_hash != token


def test_a_second_invitation_and_sending_again_replace_the_link(client, administrator):
    """X8: one link works at a time."""
    first = invited(administrator)
    second = invited(administrator)
    assert client.get(address(first)).status_code == 410
    old = address(second)
    send_again(invitation=second, by=administrator, now=timezone.now())
    second.refresh_from_db()
    assert client.get(old).status_code == 410
    assert client.get(address(second)).status_code == 200
    assert len(sent()) == 2  # for the withdrawn one nothing goes out


def test_the_list_shows_what_waits_and_lets_it_be_withdrawn(client, administrator):
    """X8: pending invitations, sent again or withdrawn in a press."""
    client.force_login(administrator)
    invitation = invited(administrator)
    page = client.get(reverse("staff_invitations:index")).content.decode()
    assert "anna.bakker@kargro.example" in page
    assert "waiting" in page
    assert client.post(reverse("staff_invitations:again", args=[invitation.pk])).status_code == 302
    assert client.post(reverse("staff_invitations:withdraw", args=[invitation.pk])).status_code == 302
    invitation.refresh_from_db()
    assert Client().get(address(invitation)).status_code == 410
    assert "withdrawn" in client.get(reverse("staff_invitations:index")).content.decode()


def test_a_weak_or_mistyped_password_is_refused_beside_its_field(client, administrator):
    """X8: what is wrong is said, and nothing is lost."""
    link = address(invited(administrator, language="en"))
    weak = client.post(link, {"password1": "annabakker", "password2": "annabakker"})
    assert "too short" in weak.content.decode()
    other = client.post(link, {**CHOSEN, "password2": "something-else-entirely"})
    assert "not the same" in other.content.decode()
    assert not get_user_model().objects.filter(username="anna.bakker@kargro.example").exists()


def test_somebody_with_an_account_is_not_invited(client, administrator):
    """X8: the administrator is told where to change roles."""
    with pytest.raises(AlreadyHere):
        invited(administrator, email="STAFF@kargro.example")
    client.force_login(administrator)
    form = {"email": "staff@kargro.example", "first_name": "A", "last_name": "B", "groups": [1], "language": "en"}
    assert "has an account already" in client.post(reverse("staff_invitations:add"), form).content.decode()
    assert not OutboxMail.objects.exists()


def test_who_comes_back_gets_the_same_account(client, administrator):
    """X8: records keep pointing at one account; the old roles do not come back by themselves."""
    client.post(address(invited(administrator, role="Editors")), CHOSEN)
    user = get_user_model().objects.get(username="anna.bakker@kargro.example")
    leave(user=user, recipients={}, by=administrator, now=timezone.now())
    assert Client().post(address(invited(administrator)), CHOSEN).status_code == 302
    back = get_user_model().objects.get(username="anna.bakker@kargro.example")
    assert (back.pk, back.is_active) == (user.pk, True)
    assert [group.name for group in back.groups.all()] == ["Lead handlers"]


def test_nobody_makes_an_account_for_somebody_else(client, administrator):
    """X8: Wagtail's own screen leads to the invitation, and no administrator types a colleague's password."""
    client.force_login(administrator)
    for method in (client.get, client.post):
        assert method(reverse("wagtailusers_users:add")).url == reverse("staff_invitations:add")
    colleague = member_of("Editors")
    page = client.get(reverse("wagtailusers_users:edit", args=[colleague.pk]))
    assert "password1" not in page.context["form"].fields


@pytest.mark.parametrize(("days", "left"), [(30, 1), (31, 0)])
def test_invitations_are_forgotten_after_thirty_days(administrator, days, left):
    """R58: the address of somebody who never came is deleted."""
    invitation = invited(administrator)
    forget_old_invitations(invitation.expires_at + timedelta(days=days))
    assert Invitation.objects.count() == left
