"""What a deployer may change is read once, and refused in one readable sentence; catalogues are compiled without gettext."""

import gettext
import os

import polib
import pytest
from django.core.exceptions import ImproperlyConfigured

from kargro import env
from kargro.catalogues import compile_catalogues, drop_guesses


@pytest.fixture
def given(monkeypatch):
    """Give a variable a value, or none."""

    def give(value):
        monkeypatch.delenv("SENTINEL", raising=False)
        monkeypatch.delenv("DATABASE_URL", raising=False)
        if value is not None:
            monkeypatch.setenv("SENTINEL", value)
            monkeypatch.setenv("DATABASE_URL", value)

    return give


@pytest.mark.parametrize(("value", "read"), [(None, "default"), ("", "default"), ("  ", "default"), (" a ", "a")])
def test_an_empty_variable_is_none(given, value, read):
    """P2: unset, empty and blank mean the default; what surrounds a value is dropped."""
    given(value)
    assert env.text("SENTINEL", "default") == read


def test_a_missing_variable_is_told_with_its_reason(given):
    """P2: one sentence that names it."""
    given(" ")
    with pytest.raises(
        ImproperlyConfigured, match=r"^Set the environment variable SENTINEL: letters are signed with it\.$"
    ):
        env.required("SENTINEL", "letters are signed with it")
    given("x")
    assert env.required("SENTINEL", "letters are signed with it") == "x"


def test_words_are_separated_by_commas(given):
    """P2: empty ones are dropped."""
    given(" a, ,b c,")
    assert env.words("SENTINEL") == ["a", "b c"]
    given(None)
    assert (env.words("SENTINEL"), env.words("SENTINEL", "d,e")) == ([], ["d", "e"])


def test_a_number_is_a_whole_one(given):
    """P2: anything else is refused by name."""
    given("12")
    assert env.number("SENTINEL", 3) == 12
    given(None)
    assert env.number("SENTINEL", 3) == 3
    given("1.5")
    with pytest.raises(ImproperlyConfigured, match="SENTINEL must be a whole number"):
        env.number("SENTINEL", 3)


def test_a_database_is_sqlite_or_postgresql(given):
    """P2: each with what it needs to be correct."""
    given("postgres://user:secret@host:5432/name")
    assert env.database("sqlite:///x")["ENGINE"] == "django.db.backends.postgresql"
    given(None)
    found = env.database("sqlite:////tmp/x")
    assert (found["NAME"], found["OPTIONS"], found["CONN_MAX_AGE"]) == ("/tmp/x", dict(env.SQLITE_OPTIONS), 0)  # noqa: S108  never opened


@pytest.mark.parametrize(
    "address", ["mysql://user:secret@host/name", "nonsense://user:secret@host", "postgres://user:secret@host:port/x"]
)
def test_another_database_is_refused_without_its_password(given, address):
    """R69: the address holds a password, and is not repeated."""
    given(address)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        env.database("sqlite:///x")
    assert "secret" not in str(refusal.value)


@pytest.fixture
def folder(tmp_path):
    """A folder of catalogues with one entry translated and one guessed."""
    path = tmp_path / "nl" / "LC_MESSAGES"
    path.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "POT-Creation-Date": "today"}
    catalogue.append(polib.POEntry(msgid="tyre", msgstr="band"))
    catalogue.append(polib.POEntry(msgid="tyres", msgstr="band", flags=["fuzzy"], previous_msgid="tyre"))
    catalogue.append(
        polib.POEntry(msgid="rim", msgid_plural="rims", msgstr_plural={0: "velg", 1: "band"}, flags=["fuzzy"])
    )
    catalogue.save(str(path / "django.po"))
    return tmp_path


def test_catalogues_are_compiled_when_they_are_newer(folder):
    """T2: what was compiled already is left alone."""
    source, compiled = folder / "nl/LC_MESSAGES/django.po", folder / "nl/LC_MESSAGES/django.mo"
    assert compile_catalogues(folder) == 1
    with compiled.open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert (words.gettext("tyre"), words.gettext("tyres")) == ("band", "tyres")
    assert compile_catalogues(folder) == 0
    os.utime(source, (compiled.stat().st_mtime + 5,) * 2)
    assert compile_catalogues(folder) == 1


def test_a_guess_is_no_translation(folder):
    """T2: what gettext guessed from a similar sentence is emptied, so that somebody translates it."""
    assert drop_guesses(folder) == 2
    catalogue = polib.pofile(str(folder / "nl/LC_MESSAGES/django.po"))
    assert not catalogue.fuzzy_entries()
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == ["tyres", "rim"]
    assert catalogue.find("tyre").msgstr == "band"
    assert "POT-Creation-Date" not in catalogue.metadata
    assert drop_guesses(folder) == 0
