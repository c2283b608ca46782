"""Who is asked again about cookies after a release, and who is not (C22)."""

from datetime import timedelta

import pytest
from cookie_consent.models import Cookie, CookieGroup
from wagtail.models import Locale

from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.models.facts import DataCategory, Purpose, PurposeCategory, Vendor
from privacy.register.models.releases import Release
from privacy.register.models.texts import CookieText, PurposeText
from privacy.register.reconsent import TOLD_FOR, asked_versions
from privacy.register.selectors import current_release, released_register
from privacy.register.services import NothingToRelease, publish_release
from privacy.register.snapshot import read
from tests.privacy.register.helpers import NOW, release, source_text

pytestmark = pytest.mark.django_db
GROUPS = ("functional", "analytical", "advertising")


def since():
    register = released_register("en")
    return {key: register.asked(key).since for key in GROUPS}


def news(key):
    return [(change.release, change.what, change.key) for change in released_register("en").asked(key).changes]


def switch(vendor, on, **options):
    Vendor.objects.filter(key=vendor).update(active=on)
    return release(f"{vendor} {on}", **options).number


def reword(purpose, **options):
    """Publish another first word in every language of a purpose's description."""
    for text in PurposeText.objects.filter(purpose__key=purpose):
        text.description = f"Also {text.description}"
        text.save()
    return release("other words", **options).number


@pytest.fixture
def before():
    return since()


def test_at_first_everyone_is_asked_and_nothing_is_told_as_new():
    """C22: nobody has answered before the first release."""
    versions = asked_versions(None, current_release(), number=1, material=True, today=NOW.date())
    assert {key: version.since for key, version in versions.items()} == dict.fromkeys(GROUPS, 1)
    assert not any(version.changes for version in versions.values())


def test_what_falls_away_asks_nobody(before):
    """C22: a company less is no reason to ask, however material the editor calls it."""
    switch("google_analytics", on=False, material=True)
    assert since() == before


@pytest.mark.parametrize("material", [True, False])
def test_a_company_more_asks_its_group_alone_whatever_the_editor_says(before, material):
    """C22: consent to some companies does not cover another (EDPB 05/2020); the others of the group are not new."""
    switch("google_analytics", on=False)
    number = switch("google_analytics", on=True, material=material)
    assert since() == {**before, "analytical": number}
    assert news("analytical")[0] == (number, "vendor", "google_analytics")
    assert released_register("en").asked("analytical").vendors["google_analytics"] == number
    assert released_register("en").asked("analytical").vendors["google"] < number


def test_a_group_that_was_not_asked_is_new_as_a_whole(before):
    """C8, C22: without its only company the group is not asked; with it, it is new to everyone."""
    switch("linkedin", on=False)
    number = switch("linkedin", on=True)
    assert since() == {**before, "advertising": number}
    assert news("advertising") == [(number, "group", "advertising")]


@pytest.fixture
def cookie_more():
    """Declare one cookie more of a company that is known."""
    vendor = Vendor.objects.get(key="google_analytics")
    cookie = Cookie.objects.create(cookiegroup=CookieGroup.objects.get(varname="analytical"), name="_gid", domain="")
    CookieFacts.objects.create(cookie=cookie, vendor=vendor, duration_value=1)
    source = CookieText.objects.create(
        cookie=cookie, purpose="Tells visitors apart for a day.", locale=Locale.get_default()
    )
    for locale in Locale.objects.exclude(pk=Locale.get_default().pk):
        copy = source.copy_for_translation(locale)
        copy.save()


def test_a_cookie_more_asks_its_group_and_names_itself(before, cookie_more):
    """C22: its company's own answers count anew, too, since it sets more than was agreed to."""
    number = release("a cookie more", material=False).number
    assert since() == {**before, "analytical": number}
    assert news("analytical") == [(number, "cookie", "_gid")]
    assert released_register("en").asked("analytical").vendors["google_analytics"] == number


def test_other_words_ask_only_when_the_editor_calls_them_material(before):
    """C22: a typo asks nobody; the tick is kept with the release."""
    reword("cookies_functional", material=False)
    assert since() == before
    assert not Release.objects.latest("number").material
    number = reword("cookies_functional", material=True)
    assert since() == {**before, "functional": number}
    assert news("functional") == [(number, "changed", "functional")]
    assert Release.objects.latest("number").material


def test_a_material_change_of_its_meaning_puts_every_company_of_the_group_again():
    """C22: "always this vendor" was said about the old purpose."""
    number = reword("cookies_functional", material=True)
    assert set(released_register("en").asked("functional").vendors.values()) == {number}


def test_more_data_asks_whatever_the_editor_says(before):
    """C22, R90: a kind of data more is a change of what was agreed to, never a typo."""
    purpose = Purpose.objects.get(key="cookies_functional")
    other = DataCategory.objects.exclude(uses__purpose=purpose).first()
    PurposeCategory.objects.create(purpose=purpose, category=other, requirement="automatic")
    number = release("more data", material=False).number
    assert since() == {**before, "functional": number}


def test_a_material_change_elsewhere_asks_nobody_about_cookies(before):
    """C22: "for that group only"."""
    text = source_text("contact")
    text.title = "Writing to us"
    text.save()
    release("contact", material=True)
    assert since() == before


def test_an_old_change_is_no_longer_told_but_still_counts():
    """C21, C22: every answer from before it has lapsed by then."""
    switch("google_analytics", on=False)
    number = switch("google_analytics", on=True)
    current = current_release()
    later = NOW.date() + TOLD_FOR + timedelta(days=1)
    versions = asked_versions(current, current, number=number + 1, material=False, today=later)
    assert versions["analytical"].since == number
    assert versions["analytical"].changes == ()


def test_a_release_from_before_this_was_counted_asks_since_the_first():
    """C22: releases are never rewritten; what they do not say asks nobody again."""
    data = {key: value for key, value in Release.objects.latest("number").data.items() if key != "asked"}
    old = read(data).facts
    assert {old.asked(key).since for key in GROUPS} == {1}


def test_what_is_counted_is_no_difference_of_its_own():
    """R90: the same draft is not released twice because of it."""
    switch("google_analytics", on=False)
    with pytest.raises(NothingToRelease):
        publish_release(user=None, note="again", material=True, now=NOW)
