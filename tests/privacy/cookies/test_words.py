"""What visitors read before they choose: complete, from the register, free of steering, light, the same for all."""

import re
from html import unescape
from pathlib import Path

import brotli
import pytest
from cookie_consent.models import Cookie
from django.conf import settings
from django.utils import translation
from rcssmin import cssmin
from rjsmin import jsmin

from privacy.cookies import wording
from privacy.cookies.selectors import current_offer
from privacy.register.lint import run_lint
from privacy.register.models.facts import Vendor
from privacy.register.models.texts import CookieGroupText
from privacy.register.selectors import current_release

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "site/static"
ASSETS = (
    "js/consent-head.js",
    "js/sweep.js",
    "js/consent.js",
    "js/embed.js",
    "css/components/consent.css",
    "css/components/embed.css",
)
LANGUAGES = ("en", "nl", "de", "fr")
OF_CONSENT = re.compile("privacy/(cookies/|register/banner)")


def po_entries(path):
    """Yield (files that use it, translation) of a catalogue."""
    for block in path.read_text().split("\n\n"):
        files = " ".join(re.findall(r"^#: (.+)$", block, re.M))
        texts = re.findall(r"^msgstr(?:\[\d\])? ((?:\"(?:[^\"\\]|\\.)*\"\s*)+)", block, re.M)
        yield files, " ".join("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text)) for text in texts)


@pytest.mark.django_db
def test_no_live_language_steers(offer):
    """C7: banner, settings and the notice on a video hold no banned word and no emoji."""
    for language in current_release().languages:
        spoken = current_offer(language)
        texts = [wording.shown_text(spoken).text]
        texts += [wording.shown_text(spoken, vendor=spoken.register.vendor(key)).text for key in spoken.embeds]
        assert wording.banned_words(" ".join(texts), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_steers(language):
    """C7: what translators wrote for this room, in every catalogue there is."""
    path = ROOT / f"locale/{language}/LC_MESSAGES/django.po"
    found = {
        text: words
        for files, text in (po_entries(path) if path.exists() else ())
        if OF_CONSENT.search(files) and (words := wording.banned_words(text, language))
    }
    assert found == {}


def test_reading_a_catalogue_finds_what_is_planted(tmp_path):
    """C7: the scan above can fail."""
    path = tmp_path / "django.po"
    path.write_text(
        '#: privacy/cookies/templates/cookies/page.html:3\nmsgid "x"\nmsgstr ""\n"Akkoord en "\n"doorgaan"\n'
    )
    assert [(files, wording.banned_words(text, "nl")) for files, text in po_entries(path)] == [
        ("privacy/cookies/templates/cookies/page.html:3", ["akkoord en doorgaan"])
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "For the best experience"),
        ("en", "OK"),
        ("en", "We value your privacy"),
        ("nl", "Voor een betere? Nee: beter"),
        ("nl", "Akkoord en doorgaan"),
        ("de", "Zustimmen und weiter"),
        ("de", "optimale Nutzung"),
        ("fr", "Accepter et continuer"),
        ("fr", "la meilleure expérience"),
        ("en", "Cookies 🍪"),
        ("nl", "Fijn ✨"),
    ],
)
def test_every_kind_of_push_is_recognised(language, text):
    """C7: whole words and signs, in four languages."""
    assert wording.banned_words(text, language)


@pytest.mark.parametrize("text", ["cookies", "bookkeeping", "token", "The optimalist", "Lettered"])
def test_a_word_that_only_contains_a_banned_one_passes(text):
    """C7: "ok" in "cookies" is no push."""
    assert wording.banned_words(text, "en") == []


@pytest.mark.django_db
def test_the_linter_refuses_a_text_that_steers():
    """C7, E3: an editor's praise stops the release and is named."""
    CookieGroupText.objects.filter(group__varname="functional").update(summary="For the best experience.")
    (finding,) = [finding for finding in run_lint() if finding.code == "banner.steering"]
    assert finding.blocking
    assert "best" in finding.message


@pytest.mark.django_db
def test_a_group_is_not_asked_for_without_words():
    """C8, C9: a group without its texts in a live language stops the release."""
    assert not [finding for finding in run_lint() if finding.code == "banner.words"]
    CookieGroupText.objects.filter(group__varname="analytical", locale__language_code="en").update(summary="")
    (finding,) = [finding for finding in run_lint() if finding.code == "banner.words"]
    assert (finding.subject, finding.language, finding.blocking) == ("analytical", "en", True)


def release_without(*vendors):
    """Publish a release in which these companies are switched off, and their cookies with them."""
    from django.utils import timezone

    from privacy.register.services import publish_release

    Vendor.objects.filter(key__in=vendors).update(active=False)
    return publish_release(user=None, note="fewer companies", material=True, now=timezone.now())


@pytest.mark.django_db
def test_a_group_without_company_and_cookie_is_not_asked(client):
    """C8: the banner names the purposes that are left, and no other."""
    release_without("linkedin")
    page = client.get("/en/cookies/").content.decode()
    assert 'data-groups="functional:1 analytical:1"' in page
    assert "use cookies for extra functions (video, language) and measuring visits and campaigns." in page
    assert 'value="advertising"' not in page


@pytest.mark.django_db
def test_without_any_optional_group_there_is_no_banner(client):
    """C8: nothing asked, nothing shown, no script, and the footer's link still leads somewhere."""
    Cookie.objects.filter(name="kargro_language").delete()
    release_without("linkedin", "vimeo", "google_analytics", "google")
    page = client.get("/en/cookies/").content.decode()
    assert "data-consent-banner" not in page
    assert "<dialog" not in page
    assert "consent-head" not in page
    assert "No other company: this site loads nothing from elsewhere." in page
    assert "data-consent-open" in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cookie_page_lists_every_cookie_in_every_language(client, language):
    """C18, R57, C31: name, provider, purpose, duration, kind, first or third party; the consent cookie too."""
    page = client.get(f"/{language}/cookies/").content.decode()
    with translation.override(language):
        for group in current_offer(language).register.cookie_groups:
            for cookie in group.cookies:
                row = re.search(rf"<tr><th scope=\"row\">{re.escape(cookie.name)}</th>(.*?)</tr>", page, re.S).group(1)
                row = unescape(row)
                for expected in (cookie.purpose, cookie.duration, cookie.kind_label, cookie.domain):
                    assert str(expected) in row
                assert (cookie.vendor.name if cookie.vendor else "td") in row
    assert "kargro_consent" in page


@pytest.mark.django_db
def test_the_cookie_page_is_honest_about_what_we_cannot_delete(client):
    """C16, R56: third-party cookies are out of reach, and it says how they are removed."""
    page = client.get("/en/cookies/").content.decode()
    assert "We cannot delete cookies on vimeo.com: your browser can." in page
    assert "https://www.youronlinechoices.eu/" in page
    assert "https://vimeo.com/cookie_policy" in page


@pytest.mark.django_db
def test_the_page_is_the_same_for_everyone(client):
    """C5: same bytes with and without a choice; cacheable; sets nothing."""
    first = client.get("/en/cookies/")
    client.cookies["kargro_consent"] = "functional=-1|analytical=-1|advertising=-1"
    second = client.get("/en/cookies/")
    assert first.content == second.content
    assert not second.cookies
    assert "Cookie" not in second.headers.get("Vary", "")
    assert "public" in second.headers["Cache-Control"]


def compressed(data):
    return len(brotli.compress(data, quality=11))


def served(name):
    """Return a file as `collectstatic` bundles it: without what is written for readers."""
    shorten = jsmin if name.endswith(".js") else cssmin
    return shorten((STATIC / name).read_text()).encode()


def test_scripts_and_styles_weigh_at_most_six_kilobytes():
    """C32: consent JavaScript and CSS together, as visitors get them, brotli."""
    assert settings.COMPRESS_FILTERS["js"][-1].endswith("rJSMinFilter")
    assert 4000 < compressed(b"".join(served(name) for name in ASSETS)) <= 6 * 1024


@pytest.mark.django_db
def test_consent_adds_at_most_nine_kilobytes_to_a_page(client):
    """C32: page with everything of consent, minus the same page without it, brotli."""
    page = client.get("/en/about/").content.decode()
    offer = current_offer("en")
    scripts = re.findall(r"<div hidden><template data-consent.*?</template></div>", page)
    assert len(scripts) == 2
    parts = [wording.fragment("banner", offer), wording.fragment("settings", offer), *scripts]
    head = re.search(r'<script src="[^"]+consent-head[^>]+></script>', page).group(0)
    without = page.replace(head, "")
    for part in parts:
        assert part in without
        without = without.replace(part, "")
    files = compressed(b"".join(served(name) for name in ASSETS))
    added = compressed(page.encode()) - compressed(without.encode())
    assert 0 < added + files <= 9 * 1024


def test_the_script_knows_the_cookie_by_the_name_of_the_settings():
    """C31: one name, 180 days, in both places."""
    assert settings.COOKIE_CONSENT_NAME in (STATIC / "js/consent-head.js").read_text()
    script = (STATIC / "js/consent.js").read_text()
    assert f'{settings.COOKIE_CONSENT_NAME}="' in script
    assert "180 * 86400" in script
    assert settings.COOKIE_CONSENT_MAX_AGE == 180 * 86400


def test_the_scripts_treat_an_automated_browser_like_a_person():
    """C12: no special case; and nothing that a strict policy refuses (C32)."""
    for name in ASSETS:
        source = (STATIC / name).read_text()
        for word in ("webdriver", "userAgent", "setItem", "getItem", "indexedDB.open", "eval(", "innerHTML"):
            assert word not in source


def test_cookie_templates_hold_no_inline_script_or_style():
    """C32, P4: works without 'unsafe-inline'."""
    for path in (ROOT / "privacy/cookies/templates").rglob("*.html"):
        assert not re.search(r"<script>|<style|\sstyle=|\son[a-z]+=", path.read_text()), path


def test_no_selector_is_one_that_bundling_would_change():
    """C10, C18: the minifier joins ".a :is(b)" to ".a:is(b)", and the rule is lost without a word."""
    pattern = re.compile(r"[\w\])*] :(?:is|where|not|has)\(")
    assert pattern.search(".kept-table :is(th, td) {}")
    for name in ASSETS:
        if name.endswith(".css"):
            assert not pattern.search((STATIC / name).read_text()), name
