"""Whoever carries our mail is named in the policy."""

import pytest

from privacy.outbox.lint_rules import SMTP
from privacy.register.lint import run_lint
from privacy.register.models.facts import Vendor

pytestmark = pytest.mark.django_db


def findings():
    return [finding for finding in run_lint() if finding.code == "mail-host"]


def test_a_mail_server_of_nobody_in_the_register_stops_a_release(settings):
    """R62: the host, the reason, and what to do; a company that is switched off, or unknown, is none."""
    assert findings() == []
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, "smtp.mail.example"
    (finding,) = findings()
    assert finding.blocking
    assert "smtp.mail.example" in finding.message
    assert finding.url.startswith("/admin/")
    company = Vendor.objects.create(key="mailer", name="Mailer", role="processor", country="NL")
    settings.EMAIL_VENDOR = "mailer"
    assert len(findings()) == 1
    company.active = True
    company.save()
    assert findings() == []


def test_a_server_of_our_own_needs_no_company(settings):
    """R62: nobody else reads it."""
    settings.EMAIL_BACKEND, settings.EMAIL_VENDOR = SMTP, "own"
    assert findings() == []
