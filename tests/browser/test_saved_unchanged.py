"""Every form of the CMS is opened and saved by a browser as it came, which posts what no other test does: empty rows, line ends."""

import json

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.staff import at_work

pytestmark = pytest.mark.browser
ROLES = ("Editors", "Privacy officers", "Team leaders", "Administrators")
# One edit screen of each model, as Wagtail itself would link to it, and those that are no model's.
ADDRESSES = """
import json
from cookie_consent.models import CookieGroup
from django.apps import apps
from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
user = User.objects.get(username="{name}")
rows = filter(None, (model._default_manager.order_by("pk").first() for model in apps.get_models()))
found = {{row._meta.label: AdminURLFinder(user).get_edit_url(row) for row in rows}}
found["account"] = reverse("wagtailadmin_account")
if user.has_perm("privacy_register.change_vendor"):
    found |= {{f"group {{group.pk}}": reverse("register_cookie_group", args=[group.pk]) for group in CookieGroup.objects.all()}}
print(json.dumps({{name: address for name, address in found.items() if address}}))
"""
# What the work itself leaves: sessions, revisions, history, indexes, jobs.
TRACES = (
    "django_session", "django_cache", "django_tasks", "wagtailsearch_", "wagtailcore_revision", "wagtailcore_pagelogentry",
    "wagtailcore_modellogentry", "wagtailcore_referenceindex", "wagtailadmin_", "privacy_operations_", "privacy_outbox_",
    "privacy_access_accessevent", "auth_user", "privacy_staff_",
)  # fmt: skip
OF_A_DRAFT = {"has_unpublished_changes", "latest_revision", "latest_revision_id", "latest_revision_created_at"}


class Kept:
    """What the database of the running site says, over one connection."""

    def __init__(self, connection) -> None:
        self.connection = connection
        names = self.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        self.tables = [name for (name,) in names if not name.startswith(TRACES)]

    def ask(self, query):
        return self.connection.execute(query).fetchall()

    def rows(self):
        """Return every row of every table that says something, without what a draft changes of its row."""
        found = {}
        for name in self.tables:
            for (row,) in self.ask(f'SELECT to_jsonb(kept) FROM "{name}" kept'):
                if name == "auth_group_permissions":
                    del row["id"]  # Wagtail writes them anew.
                key = (name, row.get("id") or row.get("page_ptr_id") or json.dumps(row, sort_keys=True))
                found[key] = {field: value for field, value in row.items() if field not in OF_A_DRAFT}
        return found


def differences(before, after):
    """Return what is new, gone or different, by key: of a row its fields that differ."""
    found = {}
    for key in before.keys() | after.keys():
        was, became = before.get(key, {}), after.get(key, {})
        fields = {name for name in was.keys() | became.keys() if was.get(name) != became.get(name)}
        if fields:
            found[key] = {name: (str(was.get(name))[:300], str(became.get(name))[:300]) for name in sorted(fields)}
    return found


@pytest.fixture
def kept(live):
    """A connection that sees what others commit."""
    with psycopg.connect(live.database_url, autocommit=True) as connection:
        yield Kept(connection)


def saved(page, address, kept):
    """Save what stands at the address as it came; return what was refused and what changed."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    save = page.locator("main form").get_by_role("button", name="Save")
    if not save.count():
        return [], {}
    rows = kept.rows()
    save.first.click()
    expect(page.locator(".messages li, .error-message").first).to_be_attached()
    refused = page.locator(".messages .error, .error-message:visible").all_inner_texts()
    return refused, differences(rows, kept.rows())


def test_what_is_saved_as_it_came_is_as_it_was(live, browser, kept):
    """E1: nothing is refused, nothing changes and no script fails, whoever looks at it."""
    done, wrong = set(), {}
    for role in ROLES:
        name = f"unchanged-{role.lower().replace(' ', '-')}"
        with at_work(live, browser, name, role, width=1440) as page:
            # Whoever has no name is asked for one, which is right.
            live.sql("UPDATE auth_user SET first_name = 'Eva', last_name = 'Smit' WHERE last_name = ''")
            faults = []
            page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
            said = live.manage("shell", "-v", "0", "-c", ADDRESSES.format(name=name)).stdout
            # The pages of policy and terms take over what was released since, whoever saves them.
            found = json.loads(said.splitlines()[-1]).items()
            addresses = {label: address for label, address in found if not label.startswith("privacy_policy.")}
            for label in addresses.keys() - done:
                refused, changed = saved(page, addresses[label], kept)
                if refused or changed or faults:
                    wrong[label] = (refused, changed, faults[:])
                    faults.clear()
            done |= addresses.keys()
    assert wrong == {}
    assert len(done) > 30
