"""What may be a password of a member of staff, and how it is changed (ASVS V6.2)."""

import re
from pathlib import Path

import pytest
from django.conf import global_settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from privacy.staff.invitations import link_of
from tests.factories import member_of
from tests.privacy.staff.conftest import PASSWORD, type_password
from tests.privacy.staff.test_invitations import invited

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    "password",
    [
        "only small letters",
        "ONLY LARGE LETTERS",
        "  spaces at both ends  ",
        "zwölf Boxkämpfer jagen",
        "🚚👩🏽‍🔧 am Straßenrand",
        "correct horse battery staple " * 4,
    ],
)
def test_any_letters_make_a_password_and_stay_as_they_are(client, password):
    """P7: no mixture is demanded, more than 64 letters are taken, and not a space or a case is lost on the way in."""
    link = reverse("staff_accept", args=[link_of(invited(member_of("Administrators", "chief"), language="en"))])
    assert client.post(link, {"password1": password, "password2": password}).status_code == 302
    name = {"username": "anna.bakker@kargro.example"}
    assert Client().post("/admin/login/", {**name, "password": password}).status_code == 302
    for other in (password.swapcase(), password.strip() + " x", password[:64] + "x"):
        assert other == password or Client().post("/admin/login/", {**name, "password": other}).status_code == 200


@pytest.mark.parametrize(
    "password",
    [
        "KargroGroup2026!",
        "kargro-kargro-kargro",
        "LintireMontfoort",
        "Welkom bij Kargro",
        "Tyre.Recycling.1968",
        "b4nden-KARGRO-99",
    ],
)
def test_words_of_the_house_are_refused_however_they_are_dressed(password):
    """P7: the company, the trade, the places, the software; with digits and signs around them too."""
    with pytest.raises(ValidationError, match="words that anybody would try here"):
        validate_password(password)
    validate_password("granulate whispers under seven bridges")
    validate_password("kargro whispers under seven bridges")


@pytest.mark.parametrize("password", ["football12345!", "S.u.n.s.h.i.n.e.2026", "qwertyuiop123456", "1-iloveyou-123"])
def test_what_many_people_choose_is_refused_however_it_is_dressed(password):
    """P7: a common password is none the better for a year and an exclamation mark."""
    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_new_password_takes_the_old_one_and_ends_the_other_sessions(client):
    """P7: an open session alone sets no password; the one it is set in goes on, the others end."""
    editor, other = member_of("Editors"), Client()
    type_password(client, editor)
    type_password(other, editor)
    account, new = reverse("wagtailadmin_account"), "granulate whispers under bridges"
    panels = [panel for tab in client.get(account).context["panels_by_tab"].values() for panel in tab]
    forms = [panel.get_form() for panel in panels]
    form = {form.add_prefix(name): form[name].value() or "" for form in forms for name in form.fields}
    form |= {"name_email-first_name": "Anna", "name_email-last_name": "Bakker"}
    form |= {f"password-new_password{number}": new for number in (1, 2)}
    client.post(account, {**form, "password-old_password": "wrong"})
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)
    client.post(account, {**form, "password-old_password": PASSWORD})
    editor.refresh_from_db()
    assert editor.check_password(new)
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


def test_boxes_for_passwords_hide_them_and_take_what_is_pasted(client):
    """P7: on every screen that asks for one; password managers are told what the box is for."""
    invitation, editor = invited(member_of("Administrators", "chief"), language="en"), member_of("Editors")
    pages = [
        client.get(path).content.decode()
        for path in ("/admin/login/", reverse("staff_accept", args=[link_of(invitation)]))
    ]
    type_password(client, editor)
    pages += [client.get(reverse(name)).content.decode() for name in ("wagtailadmin_account", "account_reauthenticate")]
    for page in pages:
        boxes = re.findall(r"<input[^>]*\bname=\"[^\"]*password[^\"]*\"[^>]*>", page)
        assert boxes
        for box in boxes:
            assert 'type="password"' in box
            assert re.search(r'autocomplete="(current|new)-password"', box), box
            assert not re.search(r"\son\w+=|readonly|maxlength", box), box


def test_passwords_are_hashed_as_slowly_as_is_advised():
    """P7: PBKDF2 with SHA-256 and 600,000 rounds at least; no settings but the tests' choose anything faster."""
    hasher = import_string(global_settings.PASSWORD_HASHERS[0])()
    assert (hasher.algorithm, hasher.iterations >= 600_000) == ("pbkdf2_sha256", True)
    chosen = [
        path.name for path in (ROOT / "site/kargro/settings").glob("*.py") if "PASSWORD_HASHERS" in path.read_text()
    ]
    assert chosen == ["test.py"]
