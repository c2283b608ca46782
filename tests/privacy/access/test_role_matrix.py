"""Who may open which screen of the CMS: every role, every screen, and the menu each role sees."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.admin.menu import admin_menu

from privacy.access.services import authorise
from tests.factories import granter

pytestmark = pytest.mark.django_db

E, T, L, M, P, A = "Editors", "Translators", "Lead handlers", "Team leaders", "Privacy officers", "Administrators"
EVERYBODY = {E, T, L, M, P, A}

# Screens without arguments, by URL name: who may open them. Everybody else is sent away.
SCREENS = {
    # There is one row, made by the sample or the load; a superuser alone could make it anew.
    "company_details:add": set(),
    "wagtailadmin_home": EVERYBODY,
    "wagtailadmin_account": EVERYBODY,
    "wagtailusers_users:index": {A},
    "wagtailusers_users:add": {A},
    # What a role may do is the software's: a superuser alone opens them.
    "wagtailusers_groups:index": set(),
    "wagtailusers_groups:add": set(),
    "staff_waiting": {P, A},
    "staff_sessions": EVERYBODY,
    "staff_invitations:index": {A},
    "staff_invitations:add": {A},
    "mfa_index": EVERYBODY,
    "wagtaillocales:index": {A},
    "wagtailsites:index": {A},
    "wagtailredirects:index": {E, A},
    "wagtailimages:index": {E, A},
    "wagtailimages:add": {E, A},
    "wagtaildocs:index": {E, A},
    "register_review": {E, P, A},
    "register_versions": {E, P, A},
    "register_waive": {P},
    "policy_health": {E, P, A},
    "processing_record": {E, P, A},
    "register_changes": {E, P, A},
    "retention_review": {P, A},
    "access_review": {P, A},
    "purposes:index": {E, P},
    "purposes:add": {E, P},
    "data_categories:index": {E, P},
    "data_categories:add": {E, P},
    "policy_sections:index": {E, P},
    "policy_sections:add": {E, P},
    "companies:index": {E, P},
    "companies:add": {E, P},
    "retention_periods:index": {E, P},
    "retention_periods:add": {E, P},
    "register_texts": {E, T, P},
    "register_companies": {E, P},
    "register_banner": {E, P},
    "wagtailsnippets_privacy_register_bannertext:add": {E, P},
    "register_company_details": {E, P},
    "authorisations:index": {P, A},
    "authorisations:add": {P},
    "access_log": {P, A},
    "outbox_unsent": {P, A},
    "teams:index": {E, P, A},
    "teams:add": {P, A},
    "who_answers:index": {E, P},
    "who_answers:add": {E, P},
    "outside_stores": {E, P, A},
    "wagtailsnippets_leads_inbox_replytemplate:list": {E, T, M, P},
    "wagtailsnippets_leads_inbox_replytemplate:add": {E, M, P},
    "legal_holds:list": {P},
    "legal_holds:new": {P},
    "rights_desk:list": {P},
    "rights_desk:new": {P},
    "rights_desk:proof": {P},
    "breaches:list": {P},
    "breaches:new": {P},
    "legal_cases:list": {P},
    "legal_cases:new": {P},
    "inbox:list": {L, M},
    "inbox:search": {L, M},
    "inbox:export": {M},
    "inbox:held": {L, M},
    "spam_protection_report": {P, A},
    "wagtailsnippets_leads_forms_leadform:list": {E, T, P},
    "wagtailsnippets_leads_forms_leadform:add": {E, P},
    "wagtailsnippets_home_base_headerfooter:list": {E, T, A},
    "cookie_choices": {P},
    "cookie_scan": {E, P, A},
    "form_questions": {P},
    "blocked_forms": {E, T, P},
    **{
        f"wagtailsnippets_privacy_register_{kind}text:list": {E, T, P}
        for kind in ("purpose", "datacategory", "vendor", "cookiegroup", "cookie", "banner", "section")
    },
}
# The menu each role sees.
MENUS = {
    E: {"Pages", "Images", "Documents", "Forms", "Privacy", "Reports", "Settings", "Help"},
    T: {"Pages", "Forms", "Privacy", "Settings", "Help", "Reports"},
    L: {"Inbox", "Help"},
    M: {"Inbox", "Settings", "Help"},
    P: {"Pages", "Forms", "Privacy", "Reports", "Settings", "Help"},
    A: {"Pages", "Images", "Documents", "Privacy", "Reports", "Settings", "Help"},
}
FURNITURE = {"Search"}
# Signing in, and what asks for a code or a password again: tests/privacy/staff.
ENTRANCE = {
    "account_login",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "wagtailadmin_password_reset",
}
# Buttons without a screen: test_every_address.py presses them.
PRESSED = {"inbox:discard", "inbox:release"}


@pytest.fixture
def log_in(client):
    def as_role(role):
        user = get_user_model().objects.create_user(f"{role}-member", password="x")
        user.groups.add(Group.objects.get(name=role))
        if role in (L, M, P):  # inbox and requests open to those who are authorised for a purpose
            for purpose_key in (
                ("rights_requests", "legal_requests", "legal_proceedings") if role == P else ("contact",)
            ):
                authorise(
                    user=user,
                    purpose_key=purpose_key,
                    training_valid_until=timezone.localdate() + timedelta(days=30),
                    granted_by=granter(),
                    now=timezone.now(),
                )
        client.force_login(user)
        return client

    return as_role


def opened(client, name):
    """Whether the screen opens, or leads on to one that does; a screen that wants to know more (404) is open too."""
    response = client.get(reverse(name), follow=True)
    ends_at = response.redirect_chain[-1][0] if response.redirect_chain else ""
    sent_away = ends_at == reverse("wagtailadmin_home") or "/login/" in ends_at
    return not sent_away and response.status_code in (200, 404)


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role_opens_its_own_screens_and_no_other(log_in, role):
    """R65, X7: role by role, screen by screen."""
    client = log_in(role)
    wrong = {
        name: "opens" if role not in allowed else "is refused"
        for name, allowed in SCREENS.items()
        if opened(client, name) != (role in allowed)
    }
    assert wrong == {}


def test_nobody_opens_anything_without_logging_in(client):
    """R65: every screen leads to the login."""
    for name in SCREENS:
        response = client.get(reverse(name))
        assert response.status_code == 302, name
        assert response.url.startswith(reverse("wagtailadmin_login")), name


def own_screens(patterns=None, namespace=""):
    """Yield the URL names of screens without arguments that our own rooms add to the CMS."""
    cms = [pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "admin/"]
    for pattern in patterns or [inner for outer in cms for inner in outer.url_patterns]:
        if hasattr(pattern, "url_patterns"):
            inner = ":".join(filter(None, [namespace, pattern.namespace or ""]))
            yield from own_screens(pattern.url_patterns, inner)
            continue
        view = getattr(pattern.callback, "view_class", pattern.callback)
        module = getattr(view, "__module__", "")
        if module.split(".")[0] in ("home", "leads", "privacy") and pattern.name:
            yield f"{namespace}:{pattern.name}" if namespace else pattern.name


def test_no_screen_of_ours_is_missing_from_the_matrix():
    """R65: a new screen cannot be forgotten."""
    found = set()
    for name in own_screens():
        try:
            reverse(name)
        except NoReverseMatch:
            continue
        if not name.endswith("results"):
            found.add(name)
    assert "register_review" in found
    assert found - set(SCREENS) - ENTRANCE - PRESSED == set()


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role_sees_its_own_menu(log_in, role):
    """X7: the menu by task; no generic entry."""
    client = log_in(role)
    request = client.get(reverse("wagtailadmin_home")).wsgi_request
    labels = {str(item.label) for item in admin_menu.menu_items_for_request(request)}
    assert labels - FURNITURE == MENUS[role]


JARGON = re.compile(
    r"\b(ledger|tombstone|snippets?|queryset|PurposeText|DataCategory|RetentionRule|VendorText|CookieFacts|"
    r"CookieGroupFacts|LeadForm|FormVersion|OutboxMail|varname|SHA-256|personaldata|lookup hash)\b",
    re.IGNORECASE,
)


# Wagtail's and wagtail-localize's own words, which no setting changes.
NOT_OURS = ("Select all snippets in listing", "Sync translated snippets")


def visible(html):
    """Return the words on a screen: no markup, script or attribute, and not those of Wagtail itself."""
    for words in NOT_OURS:
        html = html.replace(words, "")
    html = re.sub(r"<(script|style|template|svg)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return strip_tags(html)


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_no_screen_speaks_of_models_or_machinery(log_in, role):
    """X7: no model name or jargon on any screen."""
    client = log_in(role)
    said = {}
    for name, allowed in SCREENS.items():
        if role in allowed:
            words = visible(client.get(reverse(name), follow=True).content.decode())
            if match := JARGON.findall(words):
                said[name] = match
    assert said == {}


def test_the_jargon_test_can_fail():
    """X7: planted violation."""
    assert JARGON.search(visible("<p>Edit the PurposeText</p>"))
    assert not JARGON.search(visible("<script>ledger</script><p class='ledger'>Purposes</p>"))


def test_sample_users_cover_every_role_and_are_only_for_development(settings, tmp_path, capsys):
    """P1: generated passwords, refused where DEBUG is off; a second run prints the same."""
    from django.core.management import CommandError, call_command

    settings.DEBUG = False
    with pytest.raises(CommandError):
        call_command("sample_users")
    settings.DEBUG = True
    settings.VAR_DIR = tmp_path
    call_command("sample_users")
    first = capsys.readouterr().out
    call_command("sample_users")
    assert capsys.readouterr().out == first
    assert all(role in first for role in EVERYBODY)
