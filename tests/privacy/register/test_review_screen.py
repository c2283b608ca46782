"""The review screen: difference, findings, effect, and the one button (X7)."""

import pytest
from django.urls import reverse

from privacy.register.models.facts import Purpose, PurposeCategory, RetentionRule, Vendor
from privacy.register.models.releases import Release, Waiver
from privacy.register.selectors import current_release
from tests.factories import approve_every_text
from tests.privacy.register.helpers import as_read, logged_in, release, source_text

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "nl", "de", "fr")
NOTES = {f"note_{language}": f"Another name ({language})." for language in LANGUAGES}
POST = {"kind": "material", **NOTES}


@pytest.fixture
def review():
    return reverse("register_review")


def change_title(title="Writing to us"):
    text = source_text("contact")
    text.title = title
    text.save()


def test_without_a_difference_the_screen_says_what_it_is_for(client, review):
    """X7: an empty state says what belongs here."""
    page = logged_in(client, "Privacy officers").get(review).content.decode()
    assert "Nothing: the draft is what visitors read already" in page
    assert "<form method=" not in page.split("What changes")[1]


def test_the_difference_reads_before_and_after(client, review):
    """X7, R90: in words, with both sides."""
    before = source_text("contact").title
    change_title()
    RetentionRule.objects.filter(key="contact-submissions").update(period_value=6)
    page = logged_in(client, "Privacy officers").get(review).content.decode()
    assert f"<del>{before}</del>" in page
    assert "Writing to us" in page
    assert "12 months after the last contact" in page
    assert "6 months after the last contact" in page


def test_an_officer_releases_and_is_named_in_the_version(client, review):
    """X7: privacy officers release; R90: numbered, dated, by whom."""
    number = current_release().number
    change_title()
    approve_every_text()
    response = logged_in(client, "Privacy officers").post(review, {**POST, **as_read()})
    assert response.url == reverse("register_version", args=[number + 1])
    page = client.get(reverse("register_versions")).content.decode()
    assert "privacy-officers" in page
    assert NOTES["note_en"] in page


def test_a_refused_release_says_what_to_mend_and_changes_nothing(client, review):
    """E3: as a guard with a readable message."""
    number = current_release().number
    change_title()
    page = logged_in(client, "Privacy officers").post(review, {**POST, **as_read()}).content.decode()
    assert "stand in the way" in page
    assert "is not approved as it stands" in page
    assert "Read it beside the source text and approve it." in page
    assert current_release().number == number


def test_an_editor_sees_the_draft_and_cannot_release_it(client, review):
    """X7: editors propose, officers release."""
    change_title()
    approve_every_text()
    number = current_release().number
    client = logged_in(client, "Editors")
    page = client.get(review).content.decode()
    assert "These changes are your proposal" in page
    assert client.post(review, {**POST, **as_read()}).status_code in (302, 403)
    assert current_release().number == number


def test_a_release_needs_a_note(client, review):
    """R90: a version says what changed, in every live language; one that is missing is asked for."""
    change_title()
    approve_every_text()
    number = current_release().number
    client = logged_in(client, "Privacy officers")
    for language in LANGUAGES:
        answer = client.post(review, {**POST, **as_read(), f"note_{language}": ""})
        assert list(answer.context["form"].errors) == [f"note_{language}"]
    assert current_release().number == number
    client.post(review, {**POST, **as_read()})
    version = Release.objects.get(number=number + 1)
    assert [version.note_in(language) for language in LANGUAGES] == list(NOTES.values())
    assert version.note == NOTES["note_en"]


def test_wording_is_proposed_only_when_no_fact_changed(client, review):
    """X7, R90: where a fact differs there is no choice, and who posts one all the same releases a material change."""
    change_title()
    approve_every_text()
    client = logged_in(client, "Privacy officers")
    assert client.get(review).context["form"].initial["kind"] == "wording"
    Purpose.objects.filter(key="contact").update(sends_mail=False)
    page = client.get(review)
    assert "kind" not in page.context["form"].fields
    assert "A fact differs, so this cannot be called wording." in page.content.decode()
    client.post(review, {**POST, **as_read(), "kind": "wording"})
    assert Release.objects.first().material


def test_words_alone_may_be_called_wording(client, review):
    """X7: the other way round."""
    change_title()
    approve_every_text()
    logged_in(client, "Privacy officers").post(review, {**POST, **as_read(), "kind": "wording"})
    assert not Release.objects.first().material


def test_an_officer_records_why_a_finding_may_pass_and_an_editor_cannot(client, review):
    """R3: a recorded waiver."""
    Vendor.objects.filter(key="vimeo").update(contract_date=None)
    url = reverse("register_waive")
    post = {"code": "vendor.contract", "subject": "vimeo", "reason": "Signed on Friday."}
    assert logged_in(client, "Editors").post(url, post).status_code in (302, 403)
    assert not Waiver.objects.exists()
    assert logged_in(client, "Privacy officers").post(url, post).url == review
    assert Waiver.objects.get().granted_by.username == "privacy-officers"
    page = client.get(review).content.decode()
    assert "Released in spite of" in page
    assert "Take the decision back" in page
    client.post(url, {"code": "vendor.contract", "subject": "vimeo", "take_back": "1"})
    page = client.get(review).content.decode()
    assert "without a dated contract" in page
    assert "Released in spite of" not in page
    assert Waiver.objects.get().taken_back_by.username == "privacy-officers"


def test_any_two_versions_are_compared(client):
    """R90: diffable."""
    first = current_release().number
    change_title("A second title")
    release()
    change_title("A third title")
    release()
    page = (
        logged_in(client, "Editors")
        .get(reverse("register_versions"), {"older": first, "newer": first + 2})
        .content.decode()
    )
    assert "A third title" in page
    assert "A second title" not in page
    assert client.get(reverse("register_versions"), {"older": 1, "newer": 999}, follow=True).status_code == 404


def test_a_version_is_read_in_each_of_its_languages(client):
    """R90: in all locales."""
    current = current_release()
    client = logged_in(client, "Editors")
    for language in current.languages:
        page = client.get(reverse("register_version", args=[current.number]), {"language": language})
        assert f'<div lang="{language}">' in page.content.decode()


def test_a_used_purpose_is_archived_instead_of_deleted(client):
    """X7: used rows are archived, never deleted."""
    purpose = Purpose.objects.get(key="webinar_offer")
    url = reverse("purposes:delete", args=[purpose.pk])
    client = logged_in(client, "Privacy officers")
    assert "Nothing is deleted" in client.get(url).content.decode()
    page = client.post(url, follow=True).content.decode()
    assert "archived, not deleted" in page
    purpose.refresh_from_db()
    assert purpose.archived
    client.post(url)
    purpose.refresh_from_db()
    assert not purpose.archived
    assert not purpose.rules.exclude(archived_at=None).exists()


def test_a_purpose_that_cookies_serve_is_not_archived(client):
    """X7: the refusal says by what it is used."""
    purpose = Purpose.objects.get(key="cookies_functional")
    client = logged_in(client, "Privacy officers")
    page = client.post(reverse("purposes:delete", args=[purpose.pk]), follow=True).content.decode()
    assert "serves this purpose" in page
    purpose.refresh_from_db()
    assert not purpose.archived


def test_a_purpose_is_edited_with_its_words_in_one_form(client):
    """E1: facts and source text together."""
    client = logged_in(client, "Editors")
    purpose = Purpose.objects.get(key="contact")
    url = reverse("purposes:edit", args=[purpose.pk])
    form = client.get(url).context["form"]
    post = {name: form[name].value() or "" for name in form.fields}
    post["vendors"] = []
    for key in ("sends_mail", "needs_reply_channel"):
        post[key] = "on"
    formset = form.formsets["uses"]
    post.update({"uses-TOTAL_FORMS": len(formset.forms), "uses-INITIAL_FORMS": len(formset.forms)})
    post.update({"uses-MIN_NUM_FORMS": 0, "uses-MAX_NUM_FORMS": 1000})
    for row in formset.forms:
        post.update({row.add_prefix(name): row[name].value() or "" for name in row.fields})
    post["text_title"] = "Write to us"
    response = client.post(url, post)
    assert response.status_code == 302, response.context["form"].errors
    assert source_text("contact").title == "Write to us"
    assert PurposeCategory.objects.filter(purpose=purpose).count() == len(formset.forms)


def test_a_company_is_switched_on_only_when_complete(client):
    """R66: the toggle is refused, with the reason."""
    Vendor.objects.filter(key="vimeo").update(active=False)
    vendor = Vendor.objects.get(key="vimeo")
    client = logged_in(client, "Editors")
    url = reverse("companies:edit", args=[vendor.pk])
    form = client.get(url).context["form"]
    post = {name: form[name].value() or "" for name in form.fields}
    post.update({"hosts": "", "frame_hosts": "player.vimeo.com", "contract_date": "", "active": "on"})
    response = client.post(url, post)
    assert "only with a dated contract" in str(response.context["form"].errors)
    post.pop("contract_is_example", None)
    assert client.post(url, {**post, "contract_date": "2026-11-01"}).status_code == 302
    vendor.refresh_from_db()
    assert vendor.active
    assert vendor.frame_hosts == ["player.vimeo.com"]


def test_cookies_are_edited_with_their_facts_in_one_form(client):
    """C18, X7: name, owner, duration and words in one row."""
    from cookie_consent.models import CookieGroup

    group = CookieGroup.objects.get(varname="analytical")
    client = logged_in(client, "Editors")
    url = reverse("register_cookie_group", args=[group.pk])
    page = client.get(url)
    form, rows = page.context["form"], page.context["cookies"]
    post = {name: form[name].value() or "" for name in form.fields}
    post.pop("required")
    post.update(
        {f"{rows.prefix}-{k}": v for k, v in {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": len(rows) - 1}.items()}
    )
    for row in rows:
        post.update({row.add_prefix(name): row[name].value() or "" for name in row.fields if name != "staff_only"})
    new = rows.forms[-1].prefix
    post.update({f"{new}-name": "_gcl_*", f"{new}-text": "Links a click to a visit.", f"{new}-kind": "cookie"})
    refused = client.post(url, {**post, f"{new}-duration_value": "", f"{new}-duration_unit": "days"})
    assert "Say how long it is kept" in refused.content.decode()
    saved = client.post(url, {**post, f"{new}-duration_value": "90", f"{new}-duration_unit": "days"})
    assert saved.status_code == 302
    cookie = group.cookie_set.get(name="_gcl_*")
    assert cookie.facts.is_pattern
    assert cookie.facts.duration_value == 90
    assert cookie.texts.get().purpose == "Links a click to a visit."


def test_the_health_report_lists_every_finding(client):
    """E2, E3: as a report."""
    RetentionRule.objects.filter(key="contact-submissions").update(period_value=None)
    page = logged_in(client, "Editors").get(reverse("policy_health")).content.decode()
    assert "Refuses the next release" in page
    assert "has no period" in page


def test_the_home_says_what_needs_somebody_in_few_queries(client, django_assert_max_num_queries):
    """X7, E2: sentences with numbers and links."""
    client = logged_in(client, "Privacy officers")
    change_title()
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "refuse the next release of the policy" in page or "refuses the next release of the policy" in page
    assert "1 change waits for release" in page
    assert "Three things to begin with" in page
    # What is counted once a minute is at hand now.
    with django_assert_max_num_queries(15):
        client.get(reverse("wagtailadmin_home"))


def test_lint_policy_fails_as_a_command_exactly_when_a_release_would_be_refused(capsys):
    """E3: with an exit status."""
    from django.core.management import CommandError, call_command

    call_command("lint_policy")
    assert "none refuses the next release" in capsys.readouterr().out
    RetentionRule.objects.filter(key="contact-submissions").update(period_value=None)
    with pytest.raises(CommandError):
        call_command("lint_policy")
    assert "retention.period contact-submissions" in capsys.readouterr().out


def test_before_releasing_it_says_who_would_be_asked_about_cookies_again(client, review):
    """C22: which group, and whether the officer's own word "material" decides it."""
    Vendor.objects.filter(key="google_analytics").update(active=False)
    release()
    Vendor.objects.filter(key="google_analytics").update(active=True)
    text = source_text("cookies_functional")
    text.description = f"Also {text.description}"
    text.save()
    page = " ".join(logged_in(client, "Privacy officers").get(review).content.decode().split())
    assert "<strong>0</strong> choices are asked for again under “Analytical”" in page
    assert "choices are asked for again under “Functional”, if the change is material" in page
