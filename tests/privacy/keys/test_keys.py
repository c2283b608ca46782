"""Encryption, keyed hashes, one spelling, signed tokens."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.signing import BadSignature, SignatureExpired
from django.db.models import EmailField

from privacy.keys import encryption, hashing, normalise, readings, tokens
from privacy.keys.errors import NoKey, NotAnEmail, NotAPhone, WrongKey

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEYS = ["bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5lMDE=", "b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLW9sMDI="]
LOOKUP = [
    "newest-lookup-key-0123456789abcdef0",
    "middle-lookup-key-0123456789abcdef0",
    "oldest-lookup-key-0123456789abcdef0",
]


def test_what_an_older_key_wrote_is_read_and_rotated(settings):
    """R61: the first key writes, all keys read, and rotation makes the old one unnecessary."""
    settings.ENCRYPTION_KEYS = KEYS[1:]
    token = encryption.encrypt("Füße 🙂")
    settings.ENCRYPTION_KEYS = KEYS
    assert encryption.decrypt(token) == "Füße 🙂"
    assert not encryption.is_newest(token)
    rotated = encryption.rotate(token)
    settings.ENCRYPTION_KEYS = KEYS[:1]
    assert encryption.is_newest(rotated)
    assert encryption.decrypt(rotated) == "Füße 🙂"
    with pytest.raises(WrongKey):
        encryption.decrypt(token)
    with pytest.raises(WrongKey):
        encryption.rotate(token)


@pytest.mark.parametrize("keys", [[], ["no key"]])
def test_a_missing_or_broken_key_is_said_in_one_sentence(settings, keys):
    """R61: a broken configuration names the setting."""
    settings.ENCRYPTION_KEYS = keys
    with pytest.raises(NoKey, match="ENCRYPTION_KEYS"):
        encryption.encrypt("x")


def test_a_hash_tells_kinds_keys_and_values_apart(settings):
    """R61: 64 hex digits, one per key, scope and value."""
    settings.LOOKUP_KEYS = LOOKUP[:1]
    value = hashing.lookup_hash("a@example.com", scope="email")
    assert len(value) == 64
    assert value != hashing.lookup_hash("a@example.com", scope="phone")
    assert value != hashing.tombstone_hash("a@example.com", scope="email")
    settings.LOOKUP_KEYS = LOOKUP[1:]
    assert value != hashing.lookup_hash("a@example.com", scope="email")


def test_a_hash_made_with_any_key_is_found_and_so_is_one_carried_on(settings):
    """R61: h' = HMAC(k2, h) for what has no plaintext; look-ups apply the chain, from each key to the newest."""
    settings.LOOKUP_KEYS = LOOKUP[2:]
    oldest, since = hashing.lookup_hash("a", scope="s"), hashing.lookup_key_id()
    settings.LOOKUP_KEYS = LOOKUP[1:]
    middle = hashing.nest_lookup(oldest, since=since)
    assert {oldest, middle} <= set(hashing.lookup_hashes("a", scope="s"))
    again, now_at = middle, hashing.lookup_key_id()
    assert hashing.nest_lookup(again, since=now_at) == middle
    settings.LOOKUP_KEYS = LOOKUP
    newest = hashing.nest_lookup(middle, since=now_at)
    assert newest == hashing.nest_lookup(oldest, since=since)
    found = hashing.lookup_hashes("a", scope="s")
    assert {oldest, middle, newest, hashing.lookup_hash("a", scope="s")} <= set(found)
    assert len(set(found)) == len(found) == 6
    assert not set(found) & set(hashing.lookup_hashes("b", scope="s"))


def test_tombstones_nest_with_their_own_keys(settings):
    """R61: marks that outlive the plaintext rotate by nesting alone."""
    settings.TOMBSTONE_KEYS = LOOKUP[1:2]
    mark, since = hashing.tombstone_hash("a", scope="offer"), hashing.tombstone_key_id()
    settings.TOMBSTONE_KEYS = LOOKUP[:2]
    carried = hashing.nest_tombstone(mark, since=since)
    assert carried != mark
    assert {mark, carried} <= set(hashing.tombstone_hashes("a", scope="offer"))


def test_a_lost_key_is_named_and_a_short_one_refused(settings):
    """R61: what cannot be rotated says which key is missing."""
    settings.LOOKUP_KEYS = LOOKUP[:1]
    with pytest.raises(NoKey, match="deadbeef"):
        hashing.nest_lookup("a" * 64, since="deadbeef")
    settings.LOOKUP_KEYS = ["short"]
    with pytest.raises(ImproperlyConfigured, match="LOOKUP_KEYS"):
        hashing.lookup_hash("a", scope="s")


# What copying from a mail, a table or a right-to-left text brings along.
INVISIBLE = (
    "\u200bpat@example.com",
    "pat\u200b@example.com",
    "pat@example.com\u200b",
    "\u202apat@example.com\u202c",
    "\ufeffpat@example.com",
    "pat@exam\u00adple.com",
    "\u200dpat@example.com\u200c",
)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" Some.One@EXAMPLE.com ", "some.one@example.com"),
        ("info@xn--bcher-kva.example.com", "info@bücher.example.com"),
        ("info@BÜCHER.example.com", "info@bücher.example.com"),
        ("jan@xn--strae-oqa.de", "jan@straße.de"),
        *((given, "pat@example.com") for given in INVISIBLE),
    ],
)
def test_an_address_has_one_spelling(given, kept):
    """R61, R95: case, punycode and what nobody sees make no second person."""
    assert normalise.email(given) == kept
    assert normalise.email_as_given(given) == kept


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("jan@straße.de", "jan@xn--strae-oqa.de"),
        ("lea@faß.example", "lea@xn--fa-hia.example"),
        ("info@bücher.example.com", "info@xn--bcher-kva.example.com"),
        ("\u200bPat@example.com", "Pat@example.com"),
        ("staff@localhost", "staff@localhost"),
    ],
)
def test_mail_goes_to_the_domain_that_was_typed(given, sent):
    """R95: by IDNA 2008; the older rules write “ß” as “ss”, which is somebody else's domain."""
    assert normalise.mailbox(given) == sent


def test_joiners_between_letters_of_other_scripts_are_not_taken_out():
    """R95: there they tell two domains apart; such an address is refused rather than sent elsewhere."""
    with pytest.raises(NotAnEmail):
        normalise.email("a@نامه\u200cای.com")


@pytest.mark.parametrize("given", ["", "someone", "a@b@c.example.com", "a@example.com\nBcc: b@example.com"])
def test_what_is_no_address_is_refused(given):
    """R39: header injection is no address."""
    with pytest.raises(NotAnEmail):
        normalise.email(given)


@pytest.mark.parametrize(
    ("given", "country", "kept"),
    [
        ("+31 (0) 348 47 18 44", "NL", "+31348471844"),
        ("0348-471844", "NL", "+31348471844"),
        ("030 123456", "DE", "+4930123456"),
        ("0032 3 667 00 00", "NL", "+3236670000"),
    ],
)
def test_a_number_has_one_spelling(given, country, kept):
    """R39: the number on the website, typed in four ways."""
    assert normalise.phone(given, country) == kept


@pytest.mark.parametrize(
    ("given", "country"),
    [("06 1234567", "NL"), ("03 123 45 67", "NL"), ("012345678", "FR"), ("02/123.45.67", "FR"), ("+31 348 4718", "NL")],
)
def test_a_number_on_which_nobody_can_be_called_is_none(given, country):
    """R39: a digit short, or dialled in another country."""
    with pytest.raises(NotAPhone):
        normalise.phone(given, country)


@pytest.mark.parametrize("given", ["+31 348 471844 #12", "0348-471844 ext. 12", "+31348471844;ext=12"])
def test_an_extension_is_kept_and_makes_no_other_number(given):
    """R39, R95: whoever answers the phone must know whom to ask for; the person is found by the number."""
    assert normalise.phone_to_keep(given) == "+31348471844;ext=12"
    assert normalise.phone(given) == "+31348471844"
    assert normalise.phone_in_words(normalise.phone_to_keep(given)) == "+31 348 471 844 ext. 12"


@pytest.mark.parametrize(
    "given",
    [
        "030 123456",
        "0049 30 123456",
        "+49 (0)30 12 34 56",
        "٠٣٠ ١٢٣٤٥٦",
        "\u202a+49 30 123456\u202c",
        "tel:+4930123456",
    ],
)
def test_a_number_is_found_however_and_wherever_it_is_dialled(given):
    """R95: at home, from abroad, copied."""
    assert normalise.phone("030 123456", "DE") in readings.spellings("phone", given)


def test_an_address_is_no_number_and_a_number_no_address():
    """R95: each is looked for as what it is."""
    assert readings.spellings("phone", "jan12345@example.com") == set()
    assert readings.spellings("email", "0348 471844") == set()
    assert readings.spellings("phone", "0612") == set()


@pytest.mark.parametrize("given", ["", "call me", "12"])
def test_what_is_no_number_is_refused_or_kept_as_given(given):
    """P5: a caller that must not lose anything keeps the digits."""
    with pytest.raises(NotAPhone):
        normalise.phone(given)
    assert normalise.phone_as_given(given) in ("", "call me", "12")


WRITINGS = (
    "{0}-{1}-{2}",
    "{0} {1} {2}",
    "{0}{1}{2}",
    "{1}-{2}",
    "{0}–{1}–{2}",
    "{0}‑{1}‑{2}",
    "{0}-{1}-{2}.",
    " {0} - {1} − {2} ",
)


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("change", [str.upper, str.lower])
def test_a_code_is_the_same_however_it_is_written(writing, change):
    """R41: read out, typed on a phone, or pasted from a letter."""
    assert normalise.reference(change(writing.format("KG", "7F3K", "29QX")), "KG") == "KG-7F3K-29QX"


@pytest.mark.parametrize(
    "given", ["", "KG", "7F3K", "KR-7F3K-29QX", "2345 678", "KG-7F3K-29Q", "KG-7F3K-29QX-2", "jan@example.com"]
)
def test_what_is_no_code_of_ours_is_none(given):
    """R41: another kind's code, a part of one, a number, an address."""
    assert normalise.reference(given, "KG") == ""


def test_a_token_opens_for_its_purpose_until_it_is_too_old():
    """R78: signed, readable, bound to one purpose, and timed to the second."""
    token = tokens.sign("receipt", {"id": 7}, now=NOW)
    assert tokens.unsign("receipt", token, max_age_seconds=1800, now=NOW + timedelta(seconds=1800)) == {"id": 7}
    with pytest.raises(SignatureExpired):
        tokens.unsign("receipt", token, max_age_seconds=1800, now=NOW + timedelta(seconds=1801))
    with pytest.raises(BadSignature):
        tokens.unsign("withdraw", token, max_age_seconds=1800, now=NOW)


@pytest.mark.parametrize(
    "damage",
    [
        lambda t: "",
        lambda t: t[:-1],
        lambda t: "A" + t,
        lambda t: t + "é",
        lambda t: "." + t,
        lambda t: t.split(".")[0],
    ],
)
def test_a_damaged_token_is_forged_and_never_an_error(damage):
    """R78: whatever a stranger sends, the answer is the same."""
    token = tokens.sign("receipt", {"id": 7}, now=NOW)
    with pytest.raises(BadSignature):
        tokens.unsign("receipt", damage(token), max_age_seconds=1800, now=NOW)


def test_tokens_outlive_a_change_of_the_secret_key(settings):
    """R61: links in mails already sent keep working while the old key is a fallback."""
    token = tokens.sign("receipt", {"id": 7}, now=NOW)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" * 8
    assert tokens.unsign("receipt", token, max_age_seconds=60, now=NOW) == {"id": 7}
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BadSignature):
        tokens.unsign("receipt", token, max_age_seconds=60, now=NOW)


OUR_ROOMS = ("home", "leads", "privacy")


def address_boxes():
    """Every box of ours in which an address is typed, as a form field."""
    models = [model for model in apps.get_models() if model.__module__.split(".")[0] in OUR_ROOMS]
    fields = [field for model in models for field in model._meta.get_fields() if isinstance(field, EmailField)]
    return [pytest.param(field.formfield(), id=str(field)) for field in fields]


def test_every_box_for_an_address_takes_it_by_the_one_rule():
    """R95: the editors', administrators' and officers' too; planted, Django's own refuses without a clue."""
    boxes = address_boxes()
    assert len(boxes) >= 4
    for box in boxes:
        (field,) = box.values
        assert field.clean("\u202apat\u200b@example.com\ufeff") == "pat@example.com", box.id
    with pytest.raises(ValidationError):
        EmailField().formfield().clean("\u202apat\u200b@example.com\ufeff")
