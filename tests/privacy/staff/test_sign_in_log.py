"""What the log says of signing in (ASVS 16.3.1)."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import member_of
from tests.privacy.staff.conftest import code_of, type_password

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_factor")]


def test_each_step_of_signing_in_is_a_line_without_a_name(client, with_app, caplog):
    """R69, P7: right and wrong, password and code, too many, and out; which account, and nothing that anybody typed."""
    editor = member_of("Editors", "sentinel-name")
    secret = with_app(editor)
    with caplog.at_level(logging.INFO, "privacy.staff"):
        type_password(client, editor, "sentinel-wrong")
        client.post("/admin/login/", {"username": "sentinel-nobody", "password": "sentinel-wrong"})
        type_password(client, editor)
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        client.post(reverse("wagtailadmin_logout"))
        for _attempt in range(6):
            type_password(Client(REMOTE_ADDR="198.51.100.9"), editor, "sentinel-wrong")
    lines = [record.getMessage() for record in caplog.records if record.name == "privacy.staff.sign_in_log"]
    refused = f"a password was refused for account {editor.pk}"
    assert lines == [
        refused,
        "a password was refused for account None",
        f"a code was refused for account {editor.pk}",
        f"account {editor.pk} signed in",
        f"account {editor.pk} signed out",
        *[refused] * 5,
        "too many wrong attempts: password",
    ]
    assert "sentinel" not in caplog.text
    assert "198.51.100.9" not in caplog.text
