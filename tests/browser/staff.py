"""Members of staff at work in the CMS, each in a browser of their own."""

from contextlib import contextmanager

PASSWORD = "seventeen-tyres-rolling"
MAKE = """
from datetime import timedelta
from django.contrib.auth.models import Group, User
from django.utils import timezone
from privacy.access.services import authorise
now = timezone.now()
user = User.objects.create_user("{name}", "{name}@kargro.example", "{password}", first_name="{name}".title())
user.groups.add(Group.objects.get(name="{role}"))
for purpose in {purposes}:
    authorise(user=user, purpose_key=purpose, training_valid_until=timezone.localdate() + timedelta(days=90),
              granted_by=user, now=now)
"""


@contextmanager
def at_work(live, browser, name, role, *, purposes=(), width=1280, script=True):
    """Make a member of staff and sign them in: `with at_work(live, browser, "eva", "Editors") as page`."""
    make = MAKE.format(name=name, role=role, password=PASSWORD, purposes=list(purposes))
    live.manage("shell", "-v", "0", "-c", make)
    context = browser.new_context(
        base_url=live.url,
        viewport={"width": width, "height": 900},
        locale="en-GB",
        accept_downloads=True,
        java_script_enabled=script,
    )
    page = context.new_page()
    page.goto("/admin/login/")
    page.locator("[name=username], [name=login]").first.fill(name)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    yield page
    context.close()
