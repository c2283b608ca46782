"""What people read is what was released: nobody but a release changes a word of it, and nobody but an officer hides it."""

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from privacy.keys import append_only
from privacy.policy.models import PrivacyPage, TermsPage
from privacy.register import documents
from privacy.register.dashboard import HEALTH_KEY
from privacy.register.differences import compare
from privacy.register.lint import run_lint
from privacy.register.models.releases import Release, ReleasedDocument
from privacy.register.models.sections import PolicySection, SectionText
from privacy.register.section_words import fault, to_html
from privacy.register.selectors import current_release
from privacy.register.services import DraftChanged, publish_release
from privacy.register.snapshot import draft, draft_data
from privacy.register.snapshot import read as snapshot_read
from tests.factories import approve_every_text
from tests.privacy.register.helpers import logged_in, release

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return PrivacyPage.objects.get(locale__language_code="en")


def read(page, path=""):
    return Client().get(page.url + path).content.decode()


def policy(html):
    """Return the document between what the page puts around it."""
    return html.split('<nav class="policy__contents')[1].split('<div class="wrap policy-foot">')[0]


def findings(code):
    return [finding for finding in run_lint() if finding.code == code]


def test_a_release_stores_the_policy_in_every_language_and_holds_its_hashes():
    """R92: rendered, stored with its hash, for every live language."""
    newest = Release.objects.latest()
    rows = {(row.document, row.language): row for row in newest.documents.all()}
    assert {language for name, language in rows if name == "privacy"} == {"en", "nl", "de", "fr"}
    for (name, language), row in rows.items():
        assert row.sha256 == newest.data["documents"][name][language]
        assert row.sha256 == documents.Document(row.title, row.description, row.html).sha256


def test_every_language_reads_its_own_words():
    """R92: one policy page a language, each in that language."""
    seen = {page.locale.language_code: read(page) for page in PrivacyPage.objects.live()}
    for language, words in {"en": "Your right to object", "nl": "Uw recht van bezwaar", "de": "Ihr Widerspruchsrecht",
                            "fr": "Votre droit d’opposition"}.items():  # fmt: skip
        assert words in seen[language]


def test_the_page_shows_the_stored_bytes(page):
    """R92: the very bytes, not a drawing of the same facts."""
    row = Release.objects.latest().documents.get(document="privacy", language="en")
    assert row.html in read(page)
    assert "<p>Which personal data Kargro Group uses" in row.html
    assert f'<a href="{reverse("rights:start")}">use your rights</a>' in row.html
    assert f"<h1>{row.title}</h1>" in read(page)


def test_the_cookie_page_tells_of_cookies_and_companies_what_was_released(monkeypatch):
    """R92: its list of cookies and companies too is the release's own bytes, in each language."""
    newest = Release.objects.latest()
    for language in newest.data["languages"]:
        assert (
            newest.documents.get(document="cookies", language=language).html
            in Client().get(f"/{language}/cookies/").content.decode()
        )
    monkeypatch.setitem(
        documents._renderers, "cookies", lambda register: documents.Document("Cookies", "", "<p>No cookies at all.</p>")
    )
    assert "No cookies at all" not in Client().get("/en/cookies/").content.decode()
    (finding,) = findings("policy.stale")
    assert "Cookie page (en)" in finding.message


def test_a_template_that_says_something_else_changes_nothing_until_the_next_release(page, monkeypatch):
    """R92: the code moves on, the words stay, the linter says "release again", and version 1 reads as it read."""
    before, number = policy(read(page)), current_release().number
    assert not findings("policy.stale")
    told = documents._renderers["privacy"]

    def other(register):
        document = told(register)
        return documents.Document(
            document.title, document.description, document.html.replace("Your rights", "No rights")
        )

    monkeypatch.setitem(documents._renderers, "privacy", other)
    assert policy(read(page)) == before
    (finding,) = findings("policy.stale")
    assert "Privacy policy (en)" in finding.message
    release(material=False)
    assert current_release().number == number + 1
    assert "No rights" in policy(read(page))
    assert policy(read(page, f"versions/{number}/")) == before
    assert not findings("policy.stale")


def test_the_database_refuses_to_change_or_delete_what_was_released():
    """R92: on both engines, whoever tries."""
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleasedDocument.objects.update(html="We share everything with everybody.")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleasedDocument.objects.filter(language="en")._raw_delete("default")


@pytest.mark.parametrize("role", ["Editors", "Translators", "Administrators"])
def test_nobody_but_an_officer_publishes_withdraws_moves_or_deletes_the_policy(client, page, role):
    """R92: every door of the CMS, tried; the policy stays, word for word."""
    logged_in(client, role)
    before = policy(read(page))
    doors = [
        (reverse("wagtailadmin_pages:edit", args=[page.pk]), {"title": "x", "slug": "privacy", "action-publish": "1"}),
        (reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {}),
        (reverse("wagtailadmin_pages:delete", args=[page.pk]), {}),
        (reverse("wagtailadmin_pages:move_confirm", args=[page.pk, page.get_parent().pk]), {}),
        (reverse("wagtailadmin_pages:unpublish", args=[page.get_parent().pk]), {"include_descendants": "on"}),
        (reverse("wagtailadmin_pages:delete", args=[page.get_parent().pk]), {}),
        *(
            (f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?id={page.pk}", {})
            for action in ("unpublish", "delete")
        ),
    ]
    assert [address for address, _data in doors if client.get(address).status_code == 404] == []
    for address, data in doors:
        assert client.post(address, data).status_code in (200, 302, 403), address
        assert PrivacyPage.objects.filter(pk=page.pk, live=True, title=page.title).exists(), address
    assert policy(read(page)) == before


def test_an_officer_too_cannot_withdraw_the_policy_while_forms_are_live(client, page):
    """R92: refused with what stands on it; nothing is hidden."""
    logged_in(client, "Privacy officers")
    response = client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), follow=True)
    assert "The privacy policy stays where it is" in response.content.decode()
    assert "forms are live in this language" in response.content.decode()
    assert PrivacyPage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("kind", ["specific", "generic"])
def test_no_other_way_hides_the_policy_while_forms_are_live(page, kind):
    """R92: a scheduled expiry, a command or a script meets the same refusal as the screens."""
    row = page if kind == "specific" else Page.objects.get(pk=page.pk)
    with pytest.raises(PermissionDenied), transaction.atomic():
        row.unpublish()
    with pytest.raises(PermissionDenied), transaction.atomic():
        Page.objects.get(pk=page.pk).delete()
    assert PrivacyPage.objects.get(pk=page.pk).live


def test_a_language_without_its_policy_page_is_red(page):
    """R92: exactly one live privacy page in every live language."""
    assert not findings("policy.page")
    Page.objects.filter(pk=page.pk).update(live=False)
    assert [(finding.language, finding.blocking) for finding in findings("policy.page")] == [("en", True)]


def test_words_that_stand_for_nothing_are_refused():
    """R92: planted in a translation, found there; a link by a name that leads nowhere, a value that does not exist."""
    SectionText.objects.filter(section__key="how-long", locale__language_code="nl").update(text="Schrijf naar {adres}.")
    approve_every_text()
    assert [(finding.subject, finding.language) for finding in findings("policy.words")] == [("how-long", "nl")]


@pytest.mark.parametrize(
    "words", ["{name}", "[here](nowhere)", "[here](http://example.com)", "[here](javascript:alert(1))", "a { b", "[x]"]
)
def test_a_fault_of_words_is_named(words):
    """Planted, each kind of it."""
    assert fault(words)


def test_what_an_officer_writes_is_never_markup():
    """P4: text is text; only the site's own links and paragraphs are elements."""
    html = to_html(
        "<script>alert(1)</script> {email}\n\n- [<b>x</b>](email)\n- two",
        values={"email": '"><img src=x>'},
        links={"email": 'mailto:"><img>'},
    )
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert html.startswith("<p>&lt;script&gt;")
    assert html.count("<li>") == 2


def test_an_editor_changes_a_section_and_people_read_on_what_was_released(client, page):
    """R92: the draft is a draft: "We share everything with everybody" reaches nobody."""
    logged_in(client, "Editors")
    section = PolicySection.objects.get(key="protection")
    before = policy(read(page))
    response = client.post(
        reverse("policy_sections:edit", args=[section.pk]),
        {
            "text_heading": "How we protect data",
            "text_text": "We share everything with everybody.",
            "text_closing": "",
            "parent": section.parent_id,
            "position": section.position,
            "shows": section.shows,
            "basis": "",
            "article": "",
        },
    )
    assert response.status_code == 302
    assert SectionText.objects.get(section=section, locale__language_code="en").text.startswith("We share")
    assert policy(read(page)) == before
    assert client.post(reverse("register_review"), {"note": "x", "kind": "material"}).status_code in (302, 403)
    assert policy(read(page)) == before


def test_the_screen_shows_what_moved_on_and_releases_it(client, page, monkeypatch):
    """R92: "release again" can be done: an officer reads the words that changed, presses once, and the linter is quiet."""
    told = documents._renderers["privacy"]
    monkeypatch.setitem(
        documents._renderers,
        "privacy",
        lambda register: replace(told(register), html=told(register).html.replace("Your rights", "All your rights")),
    )
    logged_in(client, "Privacy officers")
    screen = client.get(reverse("register_review"))
    assert "<ins>All" in screen.content.decode()
    fields = {name: "Other words." for name in screen.context["form"].fields if name.startswith("note")}
    response = client.post(reverse("register_review"), {**fields, "kind": "wording", "seen": screen.context["seen"]})
    assert response.status_code == 302, response.context["form"].errors
    assert "All your rights" in read(page)
    assert not findings("policy.stale")


def test_a_draft_that_changed_while_it_was_read_is_not_released(client):
    """R92: two officers at once: what nobody read is not released; one readable sentence says so."""
    logged_in(client, "Privacy officers")
    seen = client.get(reverse("register_review")).context["seen"]
    SectionText.objects.filter(section__key="how-long", locale__language_code="en").update(text="Other words.")
    before = Release.objects.count()
    fields = {f"note_{language}": "What I read." for language in current_release().languages}
    response = client.post(reverse("register_review"), {**fields, "seen": seen, "kind": "wording"})
    assert "The draft was changed while you read it" in response.content.decode()
    assert "What I read." in response.content.decode()
    assert Release.objects.count() == before
    with pytest.raises(DraftChanged):
        publish_release(user=None, note="x", material=True, now=timezone.now(), seen=seen)


def test_a_document_that_is_new_is_released_again_too(client):
    """R92: planted: a release from before the cookie page told what was released; screen, home and linter say so."""
    with append_only.triggers_lifted():
        ReleasedDocument.objects.filter(document="cookies", release=Release.objects.latest()).delete()
    assert "Cookie page (nl)" in findings("policy.stale")[0].message
    logged_in(client, "Privacy officers")
    cache.delete(HEALTH_KEY)
    assert "is up to date" not in client.get("/admin/").content.decode()
    assert (
        "waits for release" in client.get("/admin/").content.decode()
        or "wait for release" in client.get("/admin/").content.decode()
    )
    screen = client.get(reverse("register_review"))
    assert "<ins>All cookies</ins>" in screen.content.decode()
    fields = {name: "The cookie page." for name in screen.context["form"].fields if name.startswith("note")}
    client.post(reverse("register_review"), {**fields, "kind": "wording", "seen": screen.context["seen"]})
    assert not findings("policy.stale")
    assert Release.objects.latest().documents.filter(document="cookies").count() == 4


def test_another_country_of_the_servers_is_told_at_once_and_read_after_the_next_release(page, settings):
    """R62, R92: the environment decides; page and environment that disagree are a finding, and a change to release."""
    settings.DATA_COUNTRIES = ["DE"]
    assert len(findings("policy.hosting")) == 1
    assert "Netherlands, within the European Union" in read(page)
    assert compare(current_release(), draft()).count
    release()
    assert "Germany, within the European Union" in read(page)
    assert not findings("policy.hosting")


@pytest.mark.parametrize(("key", "parent"), [("what-and-why", "how-long"), ("right-deletion", "how-long")])
def test_a_section_that_nobody_would_read_is_refused(key, parent):
    """R3, R92: planted: moved below a section that shows only words."""
    section = PolicySection.objects.get(key=parent)
    PolicySection.objects.filter(key=key).update(parent=section)
    assert section.key in {finding.subject for finding in findings("policy.place")}
    assert findings("policy.section") or findings("policy.right")


def test_an_editor_cannot_begin_or_copy_the_page(client, page):
    """R92: made and published in one press, or copied with its branch: refused."""
    logged_in(client, "Editors")
    terms = TermsPage.objects.get(locale=page.locale)
    home = terms.get_parent()
    terms.delete()
    add = reverse("wagtailadmin_pages:add", args=["privacy_policy", "termspage", home.pk])
    answer = client.post(add, {"title": "Terms", "slug": "terms", "action-publish": "1"}, follow=True)
    assert "only a privacy officer may do that" in answer.content.decode()
    assert not TermsPage.objects.filter(locale=page.locale).exists()
    copy = {"new_title": "x", "new_slug": "x", "new_parent_page": Page.get_first_root_node().pk, "copy_subpages": "on"}
    answer = client.post(
        reverse("wagtailadmin_pages:copy", args=[home.pk]), {**copy, "publish_copies": "on"}, follow=True
    )
    assert "is there once in each language" in answer.content.decode()
    assert PrivacyPage.objects.filter(locale=page.locale).count() == 1


def test_a_password_above_the_policy_is_red(page):
    """R92: a page that not everybody can read is not there."""
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    assert {finding.language for finding in findings("policy.page")} == {"en"}


def test_search_and_shared_links_show_the_documents_own_words(page):
    """R92: a title or description that somebody typed is nobody's policy, on the page, in lists and in searches."""
    page.title, page.seo_title, page.search_description = "We sell", "We sell your data", "All of it"
    page.save_revision().publish()
    row = PrivacyPage.objects.get(pk=page.pk)
    assert (row.title, row.draft_title, row.seo_title) == ("Privacy policy", "Privacy policy", "")
    html = read(page)
    assert "We sell your data" not in html
    assert "<h1>Privacy policy</h1>" in html
    assert "All of it" not in html
    assert '<meta name="description" content="Which personal data Kargro Group uses' in html
    assert '<meta property="og:title" content="Privacy policy">' in html


def test_a_release_from_before_documents_can_still_be_read():
    """R90: years later too: facts that came or went since are told as that release told them."""
    data = draft_data()
    del data["controller"]["data_countries"], data["sections"]
    data["controller"]["hosting_region"] = "EU"
    assert snapshot_read(data, number=1).facts.controller.legal_name == "Kargro Groep Holding"
