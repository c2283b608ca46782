"""Members of staff at work in the CMS, each in a browser of their own."""

from contextlib import contextmanager

MAKE = """
from datetime import timedelta
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from privacy.access.services import authorise
now = timezone.now()
user = User.objects.create_user("{name}", "{name}@kargro.example", first_name="{name}".title())
user.groups.add(Group.objects.get(name="{role}"))
for purpose in {purposes}:
    authorise(user=user, purpose_key=purpose, training_valid_until=timezone.localdate() + timedelta(days=90),
              granted_by=User.objects.get_or_create(username="former-officer", defaults={{"is_active": False}})[0], now=now)
client = Client()
client.force_login(user)
print(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
"""


@contextmanager
def at_work(live, browser, name, role, *, purposes=(), width=1280, script=True):
    """Make a member of staff who has a session: `with at_work(live, browser, "eva", "Editors") as page`."""
    make = MAKE.format(name=name, role=role, purposes=list(purposes))
    cookie, session = live.manage("shell", "-v", "0", "-c", make).stdout.split()
    context = browser.new_context(
        base_url=live.url,
        viewport={"width": width, "height": 900},
        locale="en-GB",
        accept_downloads=True,
        java_script_enabled=script,
    )
    context.add_cookies([{"name": cookie, "value": session, "url": live.url}])
    page = context.new_page()
    page.goto("/admin/")
    yield page
    context.close()
