"""An act on a page in one language names the others and offers them; nothing goes along that nobody ticked."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.models import GroupPagePermission, Page

from home.pages.models import ContentPage, LandingPage
from home.translation.other_languages import FIELD
from tests.factories import member_of

pytestmark = pytest.mark.django_db

NAMES = {"nl": "Nederlands", "de": "Deutsch", "fr": "Français"}


@pytest.fixture
def editor():
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", "root@kargro.example", "x"))
    return client


@pytest.fixture
def page():
    return LandingPage.objects.get(slug="for-fleets", locale__language_code="en")


@pytest.fixture
def others(page):
    """The same page in the other languages, by language."""
    found = {other.locale.language_code: other for other in page.get_translations()}
    assert set(found) == set(NAMES)
    return found


def ask(client, act, *pages, destination=None):
    """Return where a question is asked."""
    if len(pages) > 1:
        listed = "&".join(f"id={page.pk}" for page in pages)
        return reverse("wagtail_bulk_action", args=["wagtailcore", "page", act]) + f"?next=/admin/&{listed}"
    if act == "move":
        return reverse("wagtailadmin_pages:move_confirm", args=[pages[0].pk, destination.pk])
    return reverse(f"wagtailadmin_pages:{act}", args=[pages[0].pk])


def offered(client, address):
    """Return by page what stands beside its box, and which boxes can be ticked."""
    html = client.get(address).content.decode()
    boxes = re.findall(
        rf'<label[^>]*>\s*<input type="checkbox" name="{FIELD}" value="(\d+)"( disabled)?>(.*?)</label>', html, re.S
    )
    return {int(pk): " ".join(re.sub("<[^>]+>", "", words).split()) for pk, off, words in boxes if not off}


def told(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def live(pages):
    return {code: Page.objects.get(pk=page.pk).live for code, page in pages.items()}


def languages_of(page):
    return set(
        Page.objects.filter(translation_key=page.translation_key).values_list("locale__language_code", flat=True)
    )


@pytest.fixture
def second(page):
    return LandingPage.objects.get(slug="for-tyre-specialists", locale=page.locale)


@pytest.fixture
def shelf(page):
    """A page with room below it, in English and Dutch only."""
    made = {}
    for code in ("en", "nl"):
        home = page.get_parent().get_translation(page.locale.__class__.objects.get(language_code=code))
        made[code] = home.add_child(
            instance=home.specific_class(
                title=f"Shelf {code}", slug=f"shelf-{code}", hero=home.specific.hero, locale=home.locale
            )
        )
    made["nl"].translation_key = made["en"].translation_key
    made["nl"].save()
    return made


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_the_question_names_the_other_languages_and_offers_them(editor, page, others, act):
    """Issue 18, J: each with its own title, none ticked."""
    address = ask(editor, act, page)
    found = offered(editor, address)
    assert found == {other.pk: f"{NAMES[code]}: {other.title}" for code, other in others.items()}
    boxes = re.findall(rf'<input[^>]*name="{FIELD}"[^>]*>', editor.get(address).content.decode())
    assert len(boxes) == len(others)
    assert [box for box in boxes if "checked" in box] == []


def test_what_was_not_ticked_stays_live(editor, page, others):
    """Issue 18, J: pressed without a tick, only this language goes."""
    editor.post(ask(editor, "unpublish", page))
    page.refresh_from_db()
    assert not page.live
    assert all(live(others).values())


def test_what_was_ticked_is_taken_down_too(editor, page, others):
    """Issue 18, J: and it is said which."""
    ticked = [others["nl"].pk, others["fr"].pk]
    answer = editor.post(ask(editor, "unpublish", page), {FIELD: ticked}, follow=True)
    assert live(others) == {"nl": False, "fr": False, "de": True}
    assert "Done in these languages too: Français, Nederlands." in told(answer)


def test_what_was_ticked_is_deleted_too(editor, page, others):
    """Issue 18, J: deleting."""
    editor.post(ask(editor, "delete", page), {FIELD: [others["de"].pk]})
    assert languages_of(page) == {"nl", "fr"}


def test_a_page_of_another_text_is_not_taken_along(editor, page, second):
    """Issue 18, J: only the same page in another language, whatever is posted."""
    editor.post(ask(editor, "delete", page), {FIELD: [second.pk]})
    assert Page.objects.filter(pk=second.pk, live=True).exists()


def test_what_was_ticked_moves_to_the_same_place(editor, page, others, shelf):
    """Issue 18, J: moving; a language without that place is named and stays."""
    address = ask(editor, "move", page, destination=shelf["en"])
    assert set(offered(editor, address)) == {others["nl"].pk}
    assert "its new place is not there in this language" in editor.get(address).content.decode()
    answer = editor.post(address, {FIELD: [others["nl"].pk, others["de"].pk]}, follow=True)
    said = told(answer)
    assert Page.objects.get(pk=others["nl"].pk).get_parent().pk == shelf["nl"].pk
    assert (
        Page.objects.get(pk=others["de"].pk).get_parent().pk
        == page.get_parent().get_translation(others["de"].locale).pk
    )
    assert "Done in these languages too: Nederlands." in said
    assert "Left as it was in: Deutsch." in said


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_several_pages_at_once_ask_the_same(editor, page, others, second, act):
    """Issue 18, J: bulk actions name all the others, and take along what was ticked."""
    address = ask(editor, act, page, second)
    assert len(offered(editor, address)) == 6
    editor.post(address, {FIELD: [others["nl"].pk]})
    assert not Page.objects.filter(pk__in=[page.pk, second.pk, others["nl"].pk], live=True).exists()
    assert Page.objects.filter(pk__in=[others["de"].pk, others["fr"].pk], live=True).count() == 2
    assert Page.objects.filter(translation_key=second.translation_key, live=True).count() == 3


def test_several_pages_move_with_what_was_ticked(editor, page, others, second, shelf):
    """Issue 18, J: moving in bulk; the place is chosen on the same screen."""
    address = ask(editor, "move", page, second)
    assert others["nl"].pk in offered(editor, address)
    editor.post(address, {"chooser": shelf["en"].pk, FIELD: [others["nl"].pk, others["fr"].pk]})
    parents = {code: Page.objects.get(pk=other.pk).get_parent().pk for code, other in others.items()}
    assert Page.objects.get(pk=page.pk).get_parent().pk == shelf["en"].pk
    assert parents["nl"] == shelf["nl"].pk
    assert parents["fr"] != shelf["en"].pk


def test_a_page_without_other_languages_asks_nothing_more(editor, page):
    """Issue 18, J: no empty question."""
    home = page.get_parent()
    alone = home.add_child(instance=ContentPage(title="Alone", slug="alone", hero=page.hero, locale=page.locale))
    html = editor.get(ask(editor, "unpublish", alone)).content.decode()
    assert "Yes, unpublish it" in html
    assert FIELD not in html


def test_who_may_not_act_on_a_language_cannot_tick_it(page, others):
    """R65: named all the same; what is posted past the question is not done."""
    user = member_of("Lead handlers")
    group = user.groups.get()
    for code in ("publish_page", "change_page"):
        permission = GroupPagePermission.objects.filter(permission__codename=code).first().permission
        GroupPagePermission.objects.create(group=group, page=page.get_parent(), permission=permission)
    client = Client()
    client.force_login(user)
    address = ask(client, "unpublish", page)
    assert offered(client, address) == {}
    assert "not yours to change" in client.get(address).content.decode()
    client.post(address, {FIELD: [other.pk for other in others.values()]})
    page.refresh_from_db()
    assert not page.live
    assert all(live(others).values())


@pytest.mark.parametrize("says_no", ["a refusal", "an answer"])
def test_what_another_room_keeps_from_going_stays(editor, page, others, says_no):
    """Issue 18, J: whoever guards a page guards it here as well."""

    def guard(request, asked):
        if asked.pk != others["nl"].pk:
            return None
        if says_no == "a refusal":
            raise PermissionDenied
        return HttpResponse("no")

    with hooks.register_temporarily("before_unpublish_page", guard):
        answer = editor.post(ask(editor, "unpublish", page), {FIELD: [others["nl"].pk, others["de"].pk]}, follow=True)
    assert live(others) == {"nl": True, "de": False, "fr": True}
    assert "Left as it was in: Nederlands." in told(answer)


def test_an_end_is_offered_to_the_other_languages(editor, page, others):
    """Issue 18, J: the screen names them; ticked, they end at the same moment, and a draft that waits stays a draft."""
    at = timezone.now().replace(microsecond=0) + timedelta(days=9)
    page.expire_at = at
    page.save_revision().publish()
    waiting = others["de"].specific
    waiting.title = "Noch nicht"
    waiting.save_revision()
    address = reverse("expire_other_languages", args=[page.pk])
    assert set(offered(editor, address)) == {other.pk for other in others.values()}
    assert f'<span class="w-header__subtitle">{page.title}</span>' in editor.get(address).content.decode()
    answer = editor.post(address, {FIELD: [others["nl"].pk, others["de"].pk]}, follow=True)
    assert "Done in these languages too: Deutsch, Nederlands." in told(answer)
    ends = {code: Page.objects.get(pk=other.pk) for code, other in others.items()}
    assert (ends["nl"].expire_at, ends["de"].expire_at, ends["fr"].expire_at) == (at, at, None)
    assert ends["nl"].get_latest_revision_as_object().expire_at == at
    assert ends["de"].title != "Noch nicht"
    assert ends["de"].get_latest_revision_as_object().title == "Noch nicht"
    assert set(offered(editor, address)) == {others["fr"].pk}


def test_publishing_with_an_end_says_which_languages_stay(editor, page):
    """Issue 18, J: the warning stands on the screen after publishing, with the way to the question."""
    page.expire_at = timezone.now() + timedelta(days=9)
    page.save_revision().publish()
    request = editor.get(reverse("wagtailadmin_home")).wsgi_request
    request._messages = FallbackStorage(request)
    for hook in hooks.get_hooks("after_publish_page"):
        hook(request, page)
    said = " ".join(str(message) for message in request._messages)
    assert "It does not end at that moment in: Deutsch, Français, Nederlands." in said
    assert reverse("expire_other_languages", args=[page.pk]) in said


def test_who_may_not_publish_a_page_asks_nothing_about_its_end(page):
    """R65: the screen is closed to translators."""
    page.expire_at = timezone.now() + timedelta(days=9)
    page.save_revision().publish()
    client = Client()
    client.force_login(member_of("Translators"))
    answer = client.get(reverse("expire_other_languages", args=[page.pk]))
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("wagtailadmin_home")
