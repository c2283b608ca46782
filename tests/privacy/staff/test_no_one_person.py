"""No one person is enough: nobody grants to themselves, and whoever may see more is told of (R94)."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from privacy.access.models import AccessEvent, Authorisation
from privacy.access.services import GrantRefused, authorise
from privacy.outbox.services import send_due
from privacy.staff.changes import look_at_all
from privacy.staff.invitations import accept, invite
from privacy.staff.models import ProposedRole
from privacy.staff.second_person import is_second
from tests.factories import member_of
from tests.privacy.staff.conftest import PASSWORD

pytestmark = pytest.mark.django_db
OFFICERS, HANDLERS = "Privacy officers", "Lead handlers"
LONG_AGO = timedelta(days=90)


def role(name):
    return Group.objects.get(name=name)


def colleague(name, of, *, since=LONG_AGO):
    user = member_of(of, name)
    user.email = f"{name}@kargro.example"
    user.date_joined = timezone.now() - since
    user.save()
    return user


@pytest.fixture
def people(db):
    """An administrator, an officer, a handler, all of them here for months; nothing of how they came is told any more."""
    found = {
        "ada": colleague("ada", "Administrators"),
        "olga": colleague("olga", OFFICERS),
        "hans": colleague("hans", HANDLERS),
    }
    told()
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=True):
        yield found


def at(user):
    client = Client()
    client.force_login(user)
    return client


def told():
    """Return what goes out now, once all is gathered: recipient → the words of the mails."""
    mail.outbox.clear()
    send_due(now=timezone.now() + timedelta(minutes=1))
    return {to: one.subject + one.body for one in mail.outbox for to in one.to}


def logged(user, since):
    events = AccessEvent.objects.filter(model="auth.User", object_id=user.pk, at__gte=since).exclude(what="")
    return set(events.values_list("actor_id", "what"))


def edit(client, user, **changes):
    """Save somebody's account by the form of the CMS, as it stands but for `changes`."""
    values = {
        "username": user.username,
        "email": user.email,
        "first_name": "A",
        "last_name": "B",
        "groups": list(user.groups.values_list("pk", flat=True)),
        **changes,
    }
    return client.post(reverse("wagtailusers_users:edit", args=[user.pk]), values)


class TestNobodyGrantsToThemselves:
    """Each door, tried by an administrator and by an officer."""

    @pytest.mark.parametrize("name", ["ada", "olga"])
    def test_no_role_by_the_form_or_by_the_dozen(self, people, name):
        """R94: neither a role of officers, nor any other."""
        me, client = people[name], at(people[name])
        for wanted in (OFFICERS, HANDLERS, "Administrators"):
            if me.groups.filter(name=wanted).exists():
                continue
            before = set(me.groups.values_list("name", flat=True))
            edit(client, me, groups=[*me.groups.values_list("pk", flat=True), role(wanted).pk])
            bulk = reverse("wagtail_bulk_action", args=["auth", "user", "assign_role"]) + f"?id={me.pk}"
            client.post(bulk, {"role": role(wanted).pk})
            assert set(me.groups.values_list("name", flat=True)) == before

    @pytest.mark.parametrize("name", ["ada", "olga"])
    def test_no_authorisation(self, people, name):
        """R94, R67: a sentence says whom to ask; not in the name of a colleague either."""
        me = people[name]
        until = (timezone.localdate() + timedelta(days=9)).isoformat()
        values = {"user": me.pk, "purpose_key": "contact", "training_valid_until": until}
        answer = at(me).post(reverse("authorisations:add"), values)
        assert name == "ada" or "Nobody authorises themselves" in answer.content.decode()
        other = authorise(
            user=people["hans"],
            purpose_key="contact",
            training_valid_until=timezone.localdate(),
            granted_by=people["olga"],
            now=timezone.now(),
        )
        at(me).post(reverse("authorisations:edit", args=[other.pk]), values)
        assert not Authorisation.objects.filter(user=me).exists()
        with pytest.raises(GrantRefused):
            authorise(
                user=me,
                purpose_key="contact",
                training_valid_until=timezone.localdate(),
                granted_by=me,
                now=timezone.now(),
            )

    @pytest.mark.parametrize("name", ["ada", "olga"])
    def test_no_superuser(self, people, name):
        """R94: given by who has it, and by no administrator to anybody."""
        client = at(people[name])
        for user in people.values():
            edit(client, user, is_superuser="on")
        assert not get_user_model().objects.filter(is_superuser=True).exists()
        root = get_user_model().objects.create_superuser("root", "root@kargro.example", "x")
        assert edit(at(root), people["hans"], is_superuser="on").status_code == 302
        people["hans"].refresh_from_db()
        assert people["hans"].is_superuser
        edit(client, people["hans"], email="mine@kargro.example")
        people["hans"].refresh_from_db()
        assert people["hans"].email == "hans@kargro.example"

    def test_an_administrator_authorises_nobody(self, people):
        """R94: administrators manage accounts, officers grant purposes."""
        until = (timezone.localdate() + timedelta(days=9)).isoformat()
        values = {"user": people["hans"].pk, "purpose_key": "contact", "training_valid_until": until}
        at(people["ada"]).post(reverse("authorisations:add"), values)
        assert not Authorisation.objects.exists()
        root = get_user_model().objects.create_superuser("root", "root@kargro.example", "x")
        answer = at(root).post(reverse("authorisations:add"), values)
        assert "Only a privacy officer says" in answer.content.decode()
        assert not Authorisation.objects.exists()
        assert at(people["olga"]).post(reverse("authorisations:add"), values).status_code == 302

    def test_the_only_officer_is_authorised_by_who_set_the_site_up(self, people):
        """R94: the half-hour of the first day; with a second officer it is over."""
        root = get_user_model().objects.create_superuser("root", "root@kargro.example", "x")
        until = (timezone.localdate() + timedelta(days=9)).isoformat()
        values = {"user": people["olga"].pk, "purpose_key": "rights_requests", "training_valid_until": until}
        assert at(root).post(reverse("authorisations:add"), values).status_code == 302
        colleague("omar", OFFICERS)
        answer = at(root).post(reverse("authorisations:add"), {**values, "purpose_key": "contact"})
        assert "Only a privacy officer says" in answer.content.decode()


class TestRoles:
    """What a role may do is the software's."""

    def test_no_administrator_opens_a_role(self, people):
        """R94: what was theirs before is taken away with the update."""
        client = at(people["ada"])
        for name, args in (("index", []), ("add", []), ("edit", [role("Editors").pk])):
            assert client.get(reverse(f"wagtailusers_groups:{name}", args=args)).status_code == 302

    def test_nobody_widens_a_role(self, people):
        """R94: not a superuser either, by the form or past it; narrowing is theirs."""
        root = get_user_model().objects.create_superuser("root", "root@kargro.example", "x")
        editors, wanted = role("Editors"), Permission.objects.get(codename="add_authorisation")
        address = reverse("wagtailusers_groups:edit", args=[editors.pk])
        offered = at(root).get(address).context["form"].fields["permissions"].queryset
        held = list(editors.permissions.filter(pk__in=offered).values_list("pk", flat=True))
        before = editors.permissions.count()
        nothing = {
            f"{form}-{name}": 0
            for form in ("page_permissions", "image_permissions", "document_permissions", "collection_permissions")
            for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
        }
        values = {"name": "Editors", **nothing}
        wide = at(root).post(address, {**values, "permissions": [*held, wanted.pk]})
        assert "not widened" in str(wide.context["form"].non_field_errors())
        assert wanted not in editors.permissions.all()
        for name, grant in (("wagtailusers_groups:add", {"name": "Helpers"}), ("wagtailusers_groups:edit", {})):
            page = reverse(name, args=[] if grant else [editors.pk])
            at(root).post(page, {**values, **grant, "permissions": [wanted.pk]})
        assert not Group.objects.filter(name="Helpers").exists()
        assert wanted not in editors.permissions.all()
        below = {**values, "permissions": held, "page_permissions-TOTAL_FORMS": 1}
        below |= {
            "page_permissions-0-page": Page.get_first_root_node().pk,
            "page_permissions-0-permissions": ["lock_page"],
        }
        at(root).post(address, below)
        assert not GroupPagePermission.objects.filter(group=editors, permission__codename="lock_page").exists()
        assert at(root).post(address, {**values, "permissions": held[1:]}).status_code == 302
        assert editors.permissions.count() == before - 1

    def test_roles_of_the_software_keep_their_names_and_stay(self, people):
        """R94: by its name the software knows what a role may do."""
        root = at(get_user_model().objects.create_superuser("root", "root@kargro.example", "x"))
        root.post(reverse("wagtailusers_groups:delete", args=[role(HANDLERS).pk]))
        assert Group.objects.filter(name=HANDLERS).exists()


class TestAnOfficerIsMadeByTwo:
    """An administrator proposes, an officer agrees."""

    def test_by_the_form(self, people):
        """R94: it is told when it is proposed, and when it is given."""
        ada, olga, hans, now = people["ada"], people["olga"], people["hans"], timezone.now()
        groups = [*hans.groups.values_list("pk", flat=True), role(OFFICERS).pk]
        assert edit(at(ada), hans, groups=groups).status_code == 302
        assert not hans.groups.filter(name=OFFICERS).exists()
        waiting = ProposedRole.objects.get()
        assert "the role “Privacy officers” was proposed" in told()[olga.email]
        for nobody in (ada, hans):
            at(nobody).post(reverse("staff_proposal", args=[waiting.pk]), {"action": "agree"})
            assert not hans.groups.filter(name=OFFICERS).exists()
        assert "A B" in at(olga).get(reverse("staff_waiting")).content.decode()
        assert "waits for a second person" in at(olga).get("/admin/").content.decode()
        at(olga).post(reverse("staff_proposal", args=[waiting.pk]), {"action": "agree"})
        assert hans.groups.filter(name=OFFICERS).exists()
        assert {(ada.pk, f"+proposed:{OFFICERS}"), (olga.pk, f"+role:{OFFICERS}")} <= logged(hans, now)

    def test_refused(self, people):
        """R94: an officer may say no."""
        edit(at(people["ada"]), people["hans"], groups=[role(OFFICERS).pk])
        made = ProposedRole.objects.get()
        at(people["olga"]).post(reverse("staff_proposal", args=[made.pk]), {"action": "refuse"})
        assert not ProposedRole.objects.exists()
        assert not people["hans"].groups.filter(name=OFFICERS).exists()

    def test_by_an_invitation_and_by_the_dozen(self, people):
        """R94: the same by every other door."""
        ada, hans = people["ada"], people["hans"]
        link = invited(ada, OFFICERS)
        user = accept(invitation=link, password="seventeen-tyres", now=timezone.now())
        bulk = reverse("wagtail_bulk_action", args=["auth", "user", "assign_role"]) + f"?id={hans.pk}"
        at(ada).post(bulk, {"role": role(OFFICERS).pk})
        assert set(ProposedRole.objects.values_list("user_id", flat=True)) == {user.pk, hans.pk}
        assert get_user_model().objects.filter(groups__name=OFFICERS).count() == 1

    def test_the_first_officer_is_invited(self, administrator):
        """R94: where there is none, who set the site up makes the first; it is in the log."""
        now = timezone.now()
        user = accept(invitation=invited(administrator, OFFICERS), password="seventeen-tyres", now=now)
        assert user.groups.filter(name=OFFICERS).exists()
        assert (administrator.pk, f"+role:{OFFICERS}") in logged(user, now)


def invited(by, name):
    return invite(
        email="anna@kargro.example",
        first_name="Anna",
        last_name="B",
        groups=Group.objects.filter(name=name),
        language="en",
        by=by,
        now=timezone.now(),
    )


class TestTheLastOfficer:
    """Somebody answers for the policy."""

    def test_stays(self, people):
        """R94: not closed, demoted or deleted by an administrator, nor by themselves."""
        ada, olga = people["ada"], people["olga"]
        Authorisation.objects.all().delete()
        answer = edit(at(ada), olga, groups=[role("Editors").pk])
        assert "Nobody else is a privacy officer" in answer.content.decode()
        for name in ("staff_leaving", "wagtailusers_users:delete"):
            at(ada).post(reverse(name, args=[olga.pk]))
        assert (
            "Nobody else is a privacy officer" in at(ada).get(reverse("staff_leaving", args=[olga.pk])).content.decode()
        )
        at(olga).post(reverse("staff_leaving", args=[olga.pk]))
        bulk = reverse("wagtail_bulk_action", args=["auth", "user", "delete"]) + f"?id={olga.pk}"
        at(ada).post(bulk)
        olga.refresh_from_db()
        assert olga.is_active
        assert olga.groups.filter(name=OFFICERS).exists()

    def test_may_go_once_there_is_another(self, people):
        """R94: one stays."""
        colleague("omar", OFFICERS)
        assert edit(at(people["ada"]), people["olga"], groups=[role("Editors").pk]).status_code == 302
        assert at(people["ada"]).post(reverse("staff_leaving", args=[people["olga"].pk])).status_code == 302
        people["olga"].refresh_from_db()
        assert not people["olga"].is_active


class TestTold:
    """What changed is in the log by name, and told to the person, where they were before, and every officer."""

    def test_an_address(self, people):
        """R94, R68, R69: the log and the subjects hold no address."""
        ada, olga, hans, now = people["ada"], people["olga"], people["hans"], timezone.now()
        edit(at(ada), hans, email="elsewhere@kargro.example")
        assert logged(hans, now) == {(ada.pk, "email")}
        mails = told()
        assert set(mails) == {"elsewhere@kargro.example", "hans@kargro.example", olga.email}
        assert all("the e-mail address" in words and "ada" in words for words in mails.values())
        assert not [words for words in mails.values() if "elsewhere@" in words]
        assert "the e-mail address" in at(olga).get(reverse("access_log")).content.decode()

    @pytest.mark.parametrize(
        ("door", "what", "by"),
        [
            ("form", "+role:Editors", "ada"),
            ("bulk", "+role:Editors", "ada"),
            ("leaving", "-active", "ada"),
            ("authorisation", "+reads:contact", "olga"),
            ("own password", "password", "hans"),
            ("forgotten password", "password", "hans"),
            ("changepassword", "password", None),
            ("shell", "+superuser", None),
            ("past every signal", "password", None),
            ("role of a shell", "+role:Editors", None),
        ],
    )
    def test_by_every_door(self, people, door, what, by, monkeypatch):
        """R94: whichever screen, command or statement it was."""
        hans, olga, now = people["hans"], people["olga"], timezone.now()
        DOORS[door](people, monkeypatch)
        who = people[by].pk if by else 0
        assert (who, what) in logged(hans, now)
        assert olga.email in told()

    def test_createsuperuser(self, people, monkeypatch):
        """R94: a command makes no account in silence."""
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
        now = timezone.now()
        call_command("createsuperuser", "--noinput", username="root", email="root@kargro.example", verbosity=0)
        root = get_user_model().objects.get(username="root")
        assert logged(root, now) == {(0, "+account"), (0, "+superuser")}
        assert "may do everything: given" in told()[people["olga"].email]

    def test_signing_in_tells_nobody(self, people):
        """R94: what is told every day is read by nobody."""
        now = timezone.now()
        assert Client().post("/admin/login/", {"username": "hans", "password": PASSWORD}).status_code == 302
        look_at_all(timezone.now())
        assert logged(people["hans"], now) == set()
        assert told() == {}

    def test_a_role_that_was_widened_is_told_to_officers(self, people):
        """R94: an update of the software, or a shell, changes what people may do."""
        now = timezone.now()
        role(HANDLERS).permissions.add(Permission.objects.get(codename="add_redirect"))
        events = AccessEvent.objects.filter(model="auth.Group", at__gte=now)
        assert {event.what for event in events} == {"+permission:wagtailredirects.add_redirect"}
        assert "the role “Lead handlers”" in told()[people["olga"].email]


def _by_form(people, _monkeypatch):
    hans = people["hans"]
    edit(at(people["ada"]), hans, groups=[*hans.groups.values_list("pk", flat=True), role("Editors").pk])


def _by_bulk(people, _monkeypatch):
    bulk = reverse("wagtail_bulk_action", args=["auth", "user", "assign_role"]) + f"?id={people['hans'].pk}"
    at(people["ada"]).post(bulk, {"role": role("Editors").pk})


def _leaving(people, _monkeypatch):
    at(people["ada"]).post(reverse("staff_leaving", args=[people["hans"].pk]))


def _authorisation(people, _monkeypatch):
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    values = {"user": people["hans"].pk, "purpose_key": "contact", "training_valid_until": until}
    at(people["olga"]).post(reverse("authorisations:add"), values)


def _own_password(people, _monkeypatch):
    values = {**own_account(people["hans"]), "password-old_password": PASSWORD}
    values |= dict.fromkeys(("password-new_password1", "password-new_password2"), "another-long-password")
    assert at(people["hans"]).post(reverse("wagtailadmin_account"), values).status_code == 302


def _forgotten(people, _monkeypatch):
    client = Client()
    client.post(reverse("wagtailadmin_password_reset"), {"email": people["hans"].email})
    words = told()[people["hans"].email]
    link = next(word for word in words.split() if "/confirm/" in word)
    page = client.get(link.partition("kargro.example")[2] or link[link.index("/admin/") :], follow=True)
    new = dict.fromkeys(("new_password1", "new_password2"), "another-long-password")
    client.post(page.request["PATH_INFO"], new)


def _changepassword(people, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda *args, **kwargs: "another-long-password")
    call_command("changepassword", "hans", verbosity=0)


def _shell(people, _monkeypatch):
    people["hans"].is_superuser = True
    people["hans"].save()


def _past_signals(people, _monkeypatch):
    get_user_model().objects.filter(username="hans").update(password="x")
    look_at_all(timezone.now())


def _role_by_shell(people, _monkeypatch):
    role("Editors").user_set.add(people["hans"])


DOORS = {
    "form": _by_form,
    "bulk": _by_bulk,
    "leaving": _leaving,
    "authorisation": _authorisation,
    "own password": _own_password,
    "forgotten password": _forgotten,
    "changepassword": _changepassword,
    "shell": _shell,
    "past every signal": _past_signals,
    "role of a shell": _role_by_shell,
}


def own_account(user):
    """Return what the screen of one's own account sends, unchanged."""
    return {
        "name_email-first_name": "A",
        "name_email-last_name": "B",
        "name_email-email": user.email,
        "locale-preferred_language": "",
        "locale-current_time_zone": "",
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
        "messages-when": "at_once",
    }


class TestTakingOverAnAccount:
    """Address and second factor together are an account: within seven days they take two people."""

    def test_ones_own_address_takes_ones_password(self, people):
        """R94: an open desk sends no link elsewhere."""
        hans, address = people["hans"], reverse("wagtailadmin_account")
        moved = {**own_account(hans), "name_email-email": "new@kargro.example"}
        for typed in ({}, {"name_email-password": "wrong"}):
            answer = at(hans).post(address, {**moved, **typed})
            assert "Type your password here" in answer.content.decode()
        hans.refresh_from_db()
        assert hans.email == "hans@kargro.example"
        assert at(hans).post(address, {**moved, "name_email-password": PASSWORD}).status_code == 302
        assert {"new@kargro.example", "hans@kargro.example"} <= set(told())
        ada = people["ada"]
        edit(at(ada), ada, email="other@kargro.example")
        ada.refresh_from_db()
        assert ada.email == "ada@kargro.example"

    def test_no_link_to_a_new_password_goes_to_an_address_somebody_else_changed(self, people):
        """R94: until a second person agreed."""
        ada, olga, hans = people["ada"], people["olga"], people["hans"]
        edit(at(ada), hans, email="mine@kargro.example")
        told()
        for nobody in (ada, hans):
            at(nobody).post(reverse("staff_address", args=[hans.pk]))
        assert asked_for("mine@kargro.example") == {}
        assert "mine@kargro.example" in at(olga).get(reverse("staff_waiting")).content.decode()
        at(olga).post(reverse("staff_address", args=[hans.pk]))
        told()
        assert set(asked_for("mine@kargro.example")) == {"mine@kargro.example"}

    def test_waiting_is_no_agreement(self, people, with_app):
        """R94: after a week too, neither a link nor a reset by whoever changed the address."""
        ada, hans = people["ada"], people["hans"]
        with_app(hans)
        edit(at(ada), hans, email="mine@kargro.example")
        told()
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            assert asked_for("mine@kargro.example") == {}
            at(ada).post(reverse("staff_reset", args=[hans.pk]))
            assert hans.authenticator_set.exists()

    def test_a_closed_account_that_is_opened_again_is_young(self, people):
        """R94: by an invitation to its user name, which somebody made their own address before."""
        ada, old = people["ada"], colleague("oldie", "Editors", since=timedelta(days=900))
        get_user_model().objects.filter(pk=old.pk).update(is_active=False, username="evil@attacker.example")
        invitation = invite(email="evil@attacker.example", first_name="E", last_name="V", groups=[role("Administrators")],
                            language="en", by=ada, now=timezone.now())  # fmt: skip
        accept(invitation=invitation, password="a-long-test-password", now=timezone.now())
        old.refresh_from_db()
        assert old.is_active
        assert not is_second(old, ada.pk, now=timezone.now())
        assert not old.groups.exists()
        assert ProposedRole.objects.get().role.name == "Administrators"

    def test_nobody_makes_their_own_second_person(self, people):
        """R94: a new administrator takes a privacy officer's agreement, as a new officer does."""
        ada, hans = people["ada"], people["hans"]
        edit(at(ada), hans, groups=[role("Administrators").pk])
        assert not hans.groups.filter(name="Administrators").exists()
        waiting = ProposedRole.objects.get()
        at(people["olga"]).post(reverse("staff_proposal", args=[waiting.pk]), {"action": "agree"})
        assert hans.groups.filter(name="Administrators").exists()

    def test_a_changed_address_and_a_reset_take_two(self, people, with_app):
        """R94: address first; whoever changed it is refused, a young account and one they took over too."""
        ada, hans = people["ada"], people["hans"]
        with_app(hans)
        edit(at(ada), hans, email="mine@kargro.example")
        reset = reverse("staff_reset", args=[hans.pk])
        young = colleague("yara", "Administrators", since=timedelta(days=1))
        taken = colleague("tess", "Administrators")
        edit(at(ada), taken, email="tess2@kargro.example")
        for nobody in (ada, young, taken):
            assert "until a second person agreed to it" in at(nobody).post(reset).content.decode()
        assert hans.authenticator_set.exists()
        assert at(colleague("eric", "Administrators")).post(reset).status_code == 302
        assert not hans.authenticator_set.exists()

    def test_a_reset_and_a_changed_address_take_two(self, people, with_app):
        """R94: the other order."""
        ada, hans = people["ada"], people["hans"]
        with_app(hans)
        assert at(ada).post(reverse("staff_reset", args=[hans.pk])).status_code == 302
        answer = edit(at(ada), hans, email="mine@kargro.example")
        assert "For seven days another administrator" in answer.content.decode()
        eric = colleague("eric", "Administrators")
        assert edit(at(eric), hans, email="theirs@kargro.example").status_code == 302

    def test_nobody_resets_their_own(self, people, with_app):
        """R94: an open desk takes no second factor away."""
        with_app(people["ada"])
        answer = at(people["ada"]).post(reverse("staff_reset", args=[people["ada"].pk]))
        assert "Nobody resets their own" in answer.content.decode()
        assert people["ada"].authenticator_set.exists()


def asked_for(address):
    Client().post(reverse("wagtailadmin_password_reset"), {"email": address})
    return told()
