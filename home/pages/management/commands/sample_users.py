"""`manage.py sample_users`: one CMS user for each role, with passwords made on the spot. Development only."""

import json
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leads.inbox import sample
from privacy.access.models import Authorisation
from privacy.access.services import authorise

USERS = {
    "editor": "Editors",
    "translator": "Translators",
    "handler": "Lead handlers",
    "leader": "Team leaders",
    "officer": "Privacy officers",
    # Deleting a person's data takes two.
    "deputy": "Privacy officers",
    "administrator": "Administrators",
}
# Whoever has no name cannot save their own account.
NAMES = {
    "editor": ("Eva", "Smit"),
    "translator": ("Tomas", "Becker"),
    "handler": ("Hanna", "Visser"),
    "leader": ("Lars", "de Wit"),
    "officer": ("Olga", "Bakker"),
    "deputy": ("Daan", "Mulder"),
    "administrator": ("Anna", "Jansen"),
}
READS = ("contact", "meeting", "chat")
REQUESTS = ("rights_requests", "legal_requests", "legal_proceedings")


class Command(BaseCommand):
    """Make the users that are missing and print them all; a password that still works is printed again."""

    help = "Make CMS users for every role and print their passwords. Refused unless DEBUG is on."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a table: user, password, role."""
        if not settings.DEBUG:
            raise CommandError("Sample users are for development only: DEBUG is off here.")
        kept = settings.VAR_DIR / "sample-users.json"
        passwords = json.loads(kept.read_text()) if kept.exists() else {}
        self.stdout.write(f"{'user':<15} {'password':<18} role")
        for username, role in USERS.items():
            first, last = NAMES[username]
            user, _created = get_user_model()._default_manager.get_or_create(
                username=username,
                defaults={"email": f"{username}@example.com", "first_name": first, "last_name": last},
            )
            if not user.check_password(passwords.get(username, "")):
                passwords[username] = secrets.token_urlsafe(12)
                user.set_password(passwords[username])
                user.save()
                user.groups.set([Group.objects.get(name=role)])
            self.stdout.write(f"{username:<15} {passwords[username]:<18} {role}")
        self._authorise(READS, "handler", "leader", by="officer")
        self._authorise(REQUESTS, "deputy", by="officer")
        self._authorise(REQUESTS, "officer", by="deputy")
        users = get_user_model()._default_manager
        sample.load(handler=users.get(username="handler"), leader=users.get(username="leader"))
        kept.write_text(json.dumps(passwords))
        kept.chmod(0o600)

    def _authorise(self, purposes: tuple[str, ...], *usernames: str, by: str) -> None:
        """Let sample members of staff read the data of purposes, authorised by a sample officer, trained for a year."""
        users = get_user_model()._default_manager
        officer, now = users.get(username=by), timezone.now()
        until = timezone.localdate(now) + timedelta(days=365)
        for user in users.filter(username__in=usernames):
            for purpose in purposes:
                if not Authorisation.objects.filter(user=user, purpose_key=purpose).exists():
                    authorise(user=user, purpose_key=purpose, training_valid_until=until, granted_by=officer, now=now)
