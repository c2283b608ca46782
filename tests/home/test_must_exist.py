"""What visitors must find in every language is there, or the site is red."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page

from leads.forms.models import LiveForm
from privacy.operations.models import Schedule
from privacy.operations.schedule import plan

pytestmark = pytest.mark.django_db


def home_of(language):
    return Page.objects.get(depth=2, locale__language_code=language)


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_a_language_without_its_home_page_is_red(client, language):
    """P6, T1: unpublished, pages below it still live: /readyz and the CMS home say which, until it is back."""
    Schedule.objects.all().delete()
    plan(now=timezone.now() - timedelta(seconds=1))
    assert client.get("/readyz").json()["checks"]["home_pages"] == "ok"
    home_of(language).unpublish()
    response = client.get("/readyz")
    assert (response.status_code, response.json()["checks"]["home_pages"]) == (503, "missing")
    name = dict(settings.LANGUAGES)[language]
    user = get_user_model().objects.create_user("officer", password="x")
    user.groups.add(Group.objects.get(name="Privacy officers"))
    client.force_login(user)
    cache.clear()
    assert f"{name} has no home page" in client.get("/admin/").content.decode()
    home_of(language).specific.save_revision().publish()
    assert client.get("/readyz").status_code == 200


def test_a_language_that_is_all_offline_needs_none(client):
    """P6: taken offline whole, forms too, a language is not missed; one form alone is."""
    home = home_of("de")
    Page.objects.descendant_of(home, inclusive=True).update(live=False)
    assert client.get("/readyz").json()["checks"]["home_pages"] == "missing"
    LiveForm.objects.filter(language="de").delete()
    assert client.get("/readyz").json()["checks"]["home_pages"] == "ok"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_rights_page_is_there_in_every_language_and_led_to(client, language):
    """R87: no editor can take it away: it is no page of the tree, and every page's footer leads to it."""
    with translation.override(language):
        address = reverse("rights:start")
    assert client.get(address).status_code == 200
    assert f'href="{address}"' in client.get(f"/{language}/").content.decode()
