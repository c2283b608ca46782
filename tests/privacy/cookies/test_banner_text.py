"""The banner's own words: written and translated in the CMS, released as a set, proved by their hash, never steering."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail_localize.models import Translation

from privacy.cookies import wording
from privacy.cookies.selectors import current_offer
from privacy.register.banner import BUTTONS, default_words, fill
from privacy.register.lint import run_lint
from privacy.register.models.releases import Release
from privacy.register.models.texts import BannerText
from privacy.register.selectors import released_register
from privacy.register.services import ReleaseRefused, publish_release
from privacy.register.snapshot import draft
from tests import factories
from tests.privacy.register.helpers import NOW, logged_in, planted

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "nl", "de", "fr")


def words_of(language):
    return BannerText.objects.get(locale__language_code=language)


def change(language, **words):
    """Write words as an editor or translator does, without an approval."""
    BannerText.objects.filter(locale__language_code=language).update(**words)


def found(code):
    return [finding for finding in run_lint() if finding.code == code]


def test_the_sample_has_its_own_wording_in_every_language_as_real_translations():
    """C9, T2: translators find every sentence and button translated, none of them English."""
    english = words_of("en")
    for language in LANGUAGES[1:]:
        target = words_of(language)
        assert set(target.words().values()).isdisjoint(english.words().values())
        total, done = Translation.objects.get(
            source__object_id=english.translation_key, target_locale__language_code=language
        ).get_progress()
        assert total == done == len(BannerText.text_fields)
    assert words_of("nl").accept == "Alles accepteren"


def test_what_an_editor_writes_is_what_visitors_read_after_the_release(client):
    """C9: a draft changes nothing; the release changes banner, settings, footer and cookie page at once."""
    change("en", title="Cookies: you choose", accept="Allow them all", settings_title="Your cookie choices")
    before = client.get("/en/cookies/").content.decode()
    assert "Cookies: you choose" not in before
    factories.release()
    page = client.get("/en/cookies/").content.decode()
    assert "Cookies: you choose" in page
    assert page.count("Allow them all") == 4  # banner, settings, the page's own form and its line about the signal
    assert "under “Your cookie choices” at the foot" in page
    assert "data-consent-open>Your cookie choices</a>" in page
    assert "Cookie settings" not in page
    assert "Allow them all" not in client.get("/nl/cookies/").content.decode()


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_language_whose_banner_is_not_translated_cannot_be_released(language):
    """C9, T5: a missing or unapproved banner text refuses the release; the one in force stays in every language."""
    approved = words_of(language)
    number = Release.objects.first().number
    change(language, title="Anders")
    (finding,) = [item for item in found("text.unapproved") if item.subject == "banner:banner"]
    assert (finding.language, finding.blocking) == (language, True)
    with pytest.raises(ReleaseRefused):
        publish_release(user=None, note="x", material=False, now=NOW)
    assert current_offer(language).words["title"] == approved.title
    approved.delete()
    (finding,) = [item for item in found("text.missing") if item.subject == "banner:banner"]
    assert (finding.language, finding.blocking) == (language, True)
    assert Release.objects.first().number == number


def test_a_changed_source_takes_every_approval_along():
    """T5: the English sentence changes, so its translations are to be read again before the next release."""
    change("en", withdraw="You can change this any time under “{settings}”.")
    languages = {item.language for item in found("text.unapproved") if item.subject == "banner:banner"}
    assert languages == set(LANGUAGES[1:])


def test_a_release_without_banner_words_reads_in_the_sites_own(client):
    """C9: a release from before the words could be written shows the catalogue's wording, not a hole."""
    data = Release.objects.first().data
    for language in data["texts"].values():
        del language["banner"]
    latest = Release.objects.first().number
    Release.objects.create(number=latest + 1, published_at=NOW, data=data, sha256="0" * 64, note="old")
    for language in ("en", "nl"):
        assert released_register(language).banner == default_words(language)
    page = client.get("/nl/").content.decode()
    assert "Uw keuze over cookies" in page
    assert "Alles weigeren" in page


@pytest.mark.parametrize(
    "field", ["title", "accept", "refuse", "ask", "which", "choose", "settings_intro", "save_choice"]
)
def test_every_word_before_the_choice_is_part_of_the_text_it_is_proved_with(field):
    """C24, C25: another word in banner or settings, another hash."""
    before = wording.shown_text(current_offer("en"))
    change("en", **{field: f"{getattr(words_of('en'), field)} now"})
    factories.release()
    after = wording.shown_text(current_offer("en"))
    assert before.sha256 != after.sha256
    assert " now" in after.text
    assert " now" not in before.text


def test_the_words_on_a_video_are_proved_with_the_choice_made_there():
    """C15, C24: notice and both buttons, with the company's name filled in."""
    change("en", video_notice="{name} learns your address.", video_play="Show it once", video_always="Trust {name}")
    factories.release()
    offer = current_offer("en")
    text = wording.shown_text(offer, vendor=offer.register.vendor("vimeo")).text
    for expected in ("Vimeo learns your address.", "Show it once", "Trust Vimeo"):
        assert expected in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {"accept": "OK, go on"}),
        ("en", {"title": "For the best experience"}),
        ("nl", {"accept": "Akkoord en doorgaan"}),
        ("de", {"saved_none": "Gespeichert. Besser geht es mit Cookies."}),
        ("fr", {"refuse": "D’accord"}),
    ],
)
def test_steering_words_refuse_the_release(language, words):
    """C7: banned words in four languages, wherever in the banner they stand."""
    change(language, **words)
    (finding,) = found("banner.steering")
    assert (finding.subject, finding.language, finding.blocking) == ("banner:banner", language, True)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("ask", "We ask your permission for {purposes}."),
        ("ask", "{name} asks your permission."),
        ("companies", "Others receive data:"),
        ("withdraw", "Change it any time."),
        ("title", "Cookies of {name}"),
        ("withdraw", "Change it under {settings} {settings"),
        ("accept", "✓"),
        ("refuse", "..."),
        ("refuse", "  Accept ALL "),
        ("video_always", "Always"),
    ],
)
def test_words_that_leave_out_what_they_must_name_are_refused(field, text):
    """C6, C7: who asks, for what, how many, how to withdraw; a button says something, and not the same as the other."""
    row = words_of("en")
    setattr(row, field, text)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == [field]
    change("en", **{field: text})
    (finding,) = found("banner.fault")
    assert (finding.subject, finding.language, finding.blocking) == (field, "en", True)


@pytest.mark.parametrize("field", BannerText.required_fields)
def test_no_text_of_the_banner_may_be_empty(field):
    """C6, C9: a button without words, or a sentence without any, stops the release."""
    change("de", **{field: " "})
    (finding,) = found("text.empty")
    assert (finding.subject, finding.language, finding.blocking) == ("banner:banner", "de", True)


def test_the_sites_own_wording_keeps_its_own_rules():
    """C7: the defaults name everything and push nowhere; buttons are known by name."""
    assert set(BUTTONS) < set(BannerText.text_fields) == set(default_words("en"))
    assert found("banner.fault") == found("banner.steering") == []


def test_filling_in_never_fails_on_what_an_editor_wrote():
    """C9: an unknown name stays as written; values are not read as placeholders again."""
    assert fill("{name} and {other} {", {"name": "{n}", "n": 4}) == "{n} and {other} {"


def test_an_editor_finds_opens_and_changes_the_words(client):
    """C9, E1: from Texts to the form, one row, saved as a draft; a fault stands beside its field."""
    logged_in(client, "Editors")
    assert reverse("register_banner") in client.get(reverse("register_texts")).content.decode()
    opened = client.get(reverse("register_banner"), follow=True)
    url = opened.redirect_chain[-1][0]
    assert "Words" not in opened.context["page_subtitle"]
    words = {**words_of("en").words(), "accept": "Allow all of it"}
    assert client.post(url, words).status_code == 302
    assert words_of("en").accept == "Allow all of it"
    refused = client.post(url, {**words, "ask": "Just cookies"})
    assert refused.status_code == 200
    assert "Keep {name}, {purposes} in this text" in refused.content.decode()


def test_where_there_are_no_words_yet_the_form_begins_with_the_sites_own(client):
    """C9: an older site needs no empty form filled in; a second row cannot be made."""
    add = reverse("wagtailsnippets_privacy_register_bannertext:add")
    logged_in(client, "Editors")
    assert client.get(add).url == reverse("register_banner")
    BannerText.objects.all().delete()
    form = client.get(reverse("register_banner"), follow=True)
    assert form.context["form"].initial["ask"] == default_words("en")["ask"]
    client.post(add, default_words("en"))
    assert words_of("en").words() == default_words("en")
    assert client.get(f"{add}?locale=nl").status_code == 302


def test_a_translation_that_loses_a_placeholder_is_refused_where_it_is_written(client):
    """C7, T5: wagtail-localize saves nothing, and the linter would not release it."""
    translation = Translation.objects.get(
        source__object_id=words_of("en").translation_key, target_locale__language_code="nl"
    )
    segment = translation.source.stringsegment_set.get(context__path="withdraw")
    from wagtail_localize.models import StringTranslation

    StringTranslation.objects.filter(
        translation_of=segment.string, context=segment.context, locale=translation.target_locale
    ).update(data="Wijzigen kan altijd.")
    with pytest.raises(ValidationError):
        translation.save_target(publish=True)
    assert "{settings}" in words_of("nl").withdraw


def test_a_group_is_named_in_the_sentence_as_editors_write_it():
    """C7, C9: what cookies are asked for, in the middle of the sentence; without words the group's own name."""
    from privacy.register.models.texts import CookieGroupText

    texts = CookieGroupText.objects.filter(locale__language_code="en")
    texts.filter(group__varname="analytical").update(phrase="counting visits")
    factories.release()
    assert "extra functions (video, language), counting visits, and advertising" in current_offer("en").purposes


def test_without_optional_cookies_no_banner_text_is_needed():
    """C8: a site that asks for nothing is not held up by a banner it does not show."""
    register = draft()
    silent = planted(register, texts={**register.facts.texts, "banner": {}})
    assert [item for item in run_lint(silent) if item.subject == "banner:banner"]
    groups = [replace(group, declared_cookies=(), vendors=()) for group in register.facts.cookie_groups]
    assert not [
        item for item in run_lint(planted(silent, cookie_groups=tuple(groups))) if item.subject == "banner:banner"
    ]
