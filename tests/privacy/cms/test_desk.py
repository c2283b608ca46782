"""What every desk does by itself: who gets in, what is written down, the way on top, and what a button answers."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory
from django.utils import timezone

from privacy.access.models import AccessEvent, Authorisation
from privacy.access.services import authorise
from tests.factories import granter, member_of
from tests.privacy.cms.toy import CHANGE, VIEW, toys

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.privacy.cms.toy")]
LIST = "/admin/toys/"


def person(name, *permissions, purpose=""):
    """A handler with permissions, authorised for a purpose."""
    user = member_of("Editors", name)
    codenames = [permission.split(".")[1] for permission in permissions]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    if purpose:
        until = timezone.localdate() + timedelta(days=9)
        authorise(user=user, purpose_key=purpose, training_valid_until=until, granted_by=granter(), now=timezone.now())
    return user


def browser(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def toy():
    """A record of the purpose “newsletter”."""
    person("owner", purpose="newsletter")
    return Authorisation.objects.get(purpose_key="newsletter")


def seen_by(user):
    events = AccessEvent.objects.filter(actor_id=user.pk, action__in=("list", "read", "refused")).order_by("pk")
    return list(events.values_list("action", "object_id", "purpose_key"))


def test_without_the_permission_nobody_gets_in(toy):
    """R65: whatever they are authorised for; a button may need one more."""
    stranger, reader = person("eve", purpose="newsletter"), person("ada", VIEW, purpose="newsletter")
    assert browser(stranger).get(LIST).status_code == 403
    assert browser(reader).get(LIST).status_code == 200
    assert browser(reader).post(f"{LIST}{toy.pk}/act/", {"action": "renew", "days": 3}).status_code == 403
    assert seen_by(stranger) == []


def test_without_an_authorisation_nobody_gets_in_and_is_told_why(toy):
    """R65, R68: not for any purpose, or not for that of the record; both are written down."""
    nobody, other = person("eve", VIEW), person("ada", VIEW, purpose="contact")
    refused = browser(nobody).get(LIST)
    assert refused.status_code == 403
    assert "You are not authorised" in refused.content.decode()
    assert "Toys are for those who are authorised." in refused.content.decode()
    assert browser(other).get(LIST).status_code == 200
    assert browser(other).get(f"{LIST}{toy.pk}/").status_code == 403
    assert seen_by(nobody) == [("refused", None, "contact")]
    assert seen_by(other) == [("list", None, "contact"), ("refused", toy.pk, "newsletter")]


def test_looking_is_written_down_and_kept_by_no_cache(toy):
    """R68: with the record and its purpose; what is not there is not found."""
    ada = person("ada", VIEW, purpose="newsletter")
    page = browser(ada).get(f"{LIST}{toy.pk}/")
    assert "no-store" in page["Cache-Control"]
    assert seen_by(ada) == [("read", toy.pk, "newsletter")]
    assert browser(ada).get(f"{LIST}{toy.pk + 1000}/", follow=True).status_code == 404


def test_the_way_stands_on_top(toy):
    """X7: home, the desk, the record; a label may have an address of its own."""
    page = browser(person("ada", VIEW, purpose="newsletter")).get(f"{LIST}{toy.pk}/").content.decode()
    way = page[page.index("w-breadcrumbs") :]
    assert way.index("Home") < way.index(f'href="{LIST}"') < way.index(f"Toy {toy.pk}")
    head = toys.head(("KG-1", "/there/"), "Letter", query="?page=2")
    assert [item["url"] for item in head["breadcrumbs_items"]] == ["/admin/", f"{LIST}?page=2", "/there/", ""]
    assert (head["header_title"], head["header_icon"]) == ("Letter", "key")


@pytest.mark.parametrize(
    ("days", "status", "words"), [("7", 302, ""), ("0", 422, "greater"), ("400", 409, "A year at most.")]
)
def test_a_button_does_it_or_says_what_to_do_instead_and_keeps_what_was_typed(toy, days, status, words):
    """X7: done, answered wrongly, or refused by the record's state."""
    before = toy.training_valid_until
    client = browser(person("ada", VIEW, CHANGE, purpose="newsletter"))
    answer = client.post(f"{LIST}{toy.pk}/act/", {"action": "renew", "days": days})
    toy.refresh_from_db()
    assert answer.status_code == status
    assert (toy.training_valid_until != before) is (status == 302)
    if status == 302:
        assert answer.url == f"{LIST}{toy.pk}/"
        assert "Renewed." in client.get(answer.url).content.decode()
    else:
        assert words in answer.content.decode()
        assert f'value="{days}"' in answer.content.decode()


def test_what_is_no_button_changes_nothing(toy):
    client = browser(person("ada", VIEW, CHANGE, purpose="newsletter"))
    assert client.post(f"{LIST}{toy.pk}/act/", {"action": "burn"}).url == f"{LIST}{toy.pk}/"
    assert Authorisation.objects.filter(pk=toy.pk).exists()


def test_its_line_in_the_menu_is_for_those_who_may_open_it():
    item, request = toys.menu_item("toys", order=1), RequestFactory().get("/")
    shown = []
    for user in (person("ada", VIEW), person("eve")):
        request.user = user
        shown.append(item.is_shown(request))
    assert (item.url, shown) == (LIST, [True, False])
