"""Every kind of question: how it is drawn, checked and kept, and which questions are asked at all."""

import re

import pytest
from django.utils import translation

from leads.forms.rendering import form_context
from leads.forms.visitor_form import VisitorForm
from leads.submissions.models import Submission
from tests.leads.building import (
    answer,
    approve_all_of,
    ask,
    consent,
    ident,
    line,
    live_form,
    section,
    send,
    value_of,
)
from tests.leads.conftest import Visitor

pytestmark = pytest.mark.django_db
NAME, EMAIL = ask("name", "Your name"), ask("email", "E-mail", "one_of")
PERSON = {"name": "Jan", "email": "jan@example.com"}
EVERY_KIND = (
    NAME,
    EMAIL,
    ask("organisation", "Company"),
    ask("phone", "Phone", numbers=3),
    ask("subject", "Subject", choices=[line("Casings"), line("Invoice")]),
    ask("message", "Message"),
    ask("line", "Order"),
    ask("choice", "Have", choices=[answer("Truck", ask("number", "How many", "required", least=1)), answer("Car")]),
    ask("choices", "Bring", choices=[line("Container"), line("Fork-lift")]),
    ask("date", "Collect on"),
    ask("number", "Weight", least=0, most=40_000),
)
NASTY = (
    "a\x00b",
    "x" * 60_000,
    "‮نديم‬",
    "👩🏽‍🔧" * 40,
    "<script>alert(1)</script>",
    "\x01\x02\x1b[31m",
    "' OR 1=1 --",
    "{{ 7|add:7 }}",
    "٣",
    "1e999",
    "NaN",
    "0000-00-00",
    "+",
)


@pytest.fixture
def every_kind(db):
    return live_form(*EVERY_KIND)


def checked(schema, data):
    form = VisitorForm(schema, data)
    form.is_valid()
    return form


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_every_kind_withstands_what_machines_send(every_kind, nasty):
    """Issue 3, Bad input: in every field at once; a page or a receipt, never a 5xx, nothing of it as markup."""
    keys = list(VisitorForm(every_kind.schema).fields)
    response = send(every_kind, dict.fromkeys(keys, nasty))
    assert response.status_code in (302, 413, 422)
    assert b"<script>alert" not in response.content
    for kept in Submission.objects.filter(form_version=every_kind):
        assert "\x00" not in str(kept.answers)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("date", "2026-11-22", "2026-11-22"),
        ("date", "22-11-2026", "2026-11-22"),
        ("date", "2/3/2026", "2026-03-02"),
        ("date", "22. 11. 2026", "2026-11-22"),
        ("date", "31-02-2026", None),
        ("date", "11-22-2026", None),
        ("date", "tomorrow", None),
        ("number", "12", 12),
        ("number", "0", 0),
        ("number", "1,5", 1.5),
        ("number", "1.234,5", 1234.5),
        ("number", "1,234.5", 1234.5),
        ("number", "-1", None),
        ("number", "40001", None),
        ("number", "twelve", None),
        ("number", "1..2", None),
    ],
)
def test_dates_and_numbers_are_read_as_people_write_them(kind, typed, kept):
    """Issue 3, 1: day first, comma or point; what is no date or number is told so in a sentence."""
    limits = {"min": 0, "max": 40_000} if kind == "number" else {}
    spec = {"key": "k", "kind": kind, "category": "message", "block": "b", "label": "K", "help": "", **limits}
    form = checked([{**spec, "requirement": "required"}], {"k": typed})
    if kept is None:
        (message,) = form.errors["k"]
        assert message.endswith(".")
    else:
        assert form.answers == {"k": kept}


@pytest.mark.parametrize(
    ("language", "typed", "kept"), [("nl", "1.200", 1200), ("en", "1,200", 1200), ("nl", "1,5", 1.5)]
)
def test_a_lone_separator_means_what_it_means_in_the_language(language, typed, kept):
    """Issue 3, 1: twelve hundred is written 1.200 in Dutch and 1,200 in English."""
    spec = {"key": "k", "kind": "number", "category": "message", "block": "b", "label": "K", "help": ""}
    with translation.override(language):
        assert checked([{**spec, "requirement": "optional"}], {"k": typed}).answers == {"k": kept}


def test_phone_numbers_are_read_as_dialled_in_the_country_answered():
    """R37: three numbers, in international form; the country question decides for those without a country code."""
    base = {"block": "b", "help": "", "requirement": "optional"}
    schema = [
        {**base, "key": "phone", "kind": "phone", "category": "phone", "label": "Phone", "numbers": 3},
        {**base, "key": "country", "kind": "country", "category": "country", "label": "Country"},
    ]
    typed = {"phone": "03 667 00 00", "phone_2": "+31 348 471844", "phone_3": "03 667 00 00", "country": "BE"}
    assert checked(schema, typed).answers["phone"] == ["+3236670000", "+31348471844"]
    assert checked(schema, {**typed, "country": "XX"}).errors["country"] == ["Choose one of the answers shown."]


def test_countries_and_languages_are_named_for_the_visitor(in_use):
    """Issue 3, 1: in the visitor's language; neighbours first; each language in itself."""
    in_use("newsletter")
    version = live_form(NAME, EMAIL, ask("country", "Country"), ask("language", "Language"), consent())
    with translation.override("de"):
        questions = {question.key: question for question in form_context(version=version)["questions"]}
    countries = [pick.choice_label for pick in questions["country"]][1:]
    assert countries[:2] == ["Niederlande", "Belgien"]
    assert len(countries) == len(set(countries)) > 200
    assert "Nederlands" in [pick.choice_label for pick in questions["language"]]


@pytest.fixture
def branching(db):
    return live_form(
        NAME,
        EMAIL,
        section("Tyres"),
        ask(
            "choice",
            "What",
            "required",
            choices=[
                answer("Truck", ask("number", "How many", "required", least=1), ask("line", "Axle")),
                answer("Car", ask("line", "Sizes", "required")),
            ],
        ),
    )


def test_a_branch_not_chosen_is_neither_demanded_nor_kept_nor_wrong(branching):
    """Issue 3, 1: the server decides, whatever the browser sent."""
    data = {**PERSON, ident("What"): value_of("Truck"), ident("How many"): "12", ident("Sizes"): "x" * 5000}
    assert send(branching, data).status_code == 302
    kept = Submission.objects.get(form_version=branching).answers
    assert kept == {**PERSON, ident("What"): value_of("Truck"), ident("How many"): 12}


def test_a_branch_that_is_chosen_is_demanded(branching):
    """Issue 3, 1: required within its branch, with its own sentence."""
    response = send(branching, {**PERSON, ident("What"): value_of("Car"), ident("How many"): "nonsense"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Fill in “Sizes”." in html
    assert "in digits" not in html


def test_a_choice_that_was_never_offered_opens_no_branch(branching):
    """Issue 3, 1: an invented value is refused and given back as unanswered."""
    html = send(branching, {**PERSON, ident("What"): "elsewhere", ident("Sizes"): "1"}).content.decode()
    assert "Choose one of the answers shown." in html
    assert "elsewhere" not in html


def test_without_a_script_a_branch_says_when_it_is_meant(branching):
    """Issue 3, 1: every question stands in the page, each branch in a group of its own."""
    html = Visitor().get(f"/en/forms/{branching.slug}/").content.decode()
    assert "If you chose “Truck”:" in html
    assert f'data-when="{ident("What")}" data-value="{value_of("Truck")}"' in html
    assert html.index("How many") < html.index("If you chose “Car”:") < html.index("Sizes")
    assert '<legend class="form__legend">Tyres</legend>' in html


def test_many_answers_become_a_list():
    """Issue 3, 1: up to six buttons, more in a list."""
    many = [answer(f"Answer {number}") for number in range(7)]
    version = live_form(NAME, EMAIL, ask("choice", "Seven", choices=many), ask("choice", "Six", choices=many[:6]))
    html = Visitor().get(f"/en/forms/{version.slug}/").content.decode()
    assert f'<select name="{ident("Seven")}" class="field__input field__input--list"' in html
    assert html.count(f'<input type="radio" name="{ident("Six")}"') == 6


def test_an_invalid_post_gives_every_kind_back(every_kind):
    """X2: nothing typed is lost, whatever the kind; what was picked stays picked."""
    data = {
        "name": "Jan",
        "email": "nobody",
        "phone": "1",
        "subject": value_of("Invoice"),
        ident("Have"): value_of("Truck"),
        ident("How many"): "many",
        ident("Bring"): [value_of("Container"), value_of("Fork-lift")],
        ident("Collect on"): "soon",
    }
    response = send(every_kind, data)
    html = response.content.decode()
    assert response.status_code == 422
    assert re.search(f'<input type="radio" [^>]*value="{value_of("Truck")}"[^>]* checked>', html)
    assert f'<option value="{value_of("Invoice")}" selected>' in html
    assert len(re.findall('<input type="checkbox" [^>]* checked>', html)) == 2
    assert re.search('<input type="text" [^>]*value="soon"', html)
    assert f'href="#form-{ident("How many")}"' in html


def test_the_check_page_repeats_answers_in_words(every_kind):
    """R5, X2: without a script the answers are shown once more, as a person reads them, and sent as they were picked."""
    data = {**PERSON, ident("Have"): value_of("Car"), ident("Bring"): [value_of("Container"), value_of("Fork-lift")]}
    data[ident("Collect on")] = "2026-12-24"
    html = Visitor().post(f"/en/forms/{every_kind.slug}/", data).content.decode()
    assert "<dd>Container, Fork-lift</dd>" in html
    assert "<dd>24 December 2026</dd>" in html
    assert html.count(f'name="{ident("Bring")}"') == 2


def test_old_answers_keep_their_labels_when_the_form_changes(every_kind):
    """R44: the words of a choice come from the version it was asked with."""
    send(every_kind, {**PERSON, ident("Have"): value_of("Car"), ident("Bring"): value_of("Container")})
    form = every_kind.form
    form.body = [NAME, EMAIL, ask("choice", "Have", choices=[answer("Bus"), answer("Tram")])]
    form.save_revision().publish()
    old = Submission.objects.select_related("form_version").get(form_version=every_kind)
    version = old.form_version
    assert [(version.label(key), version.in_words(key, given)) for key, given in old.answers.items()] == [
        ("Your name", "Jan"),
        ("E-mail", "jan@example.com"),
        ("Have", "Car"),
        ("Bring", "Container"),
    ]


def test_a_form_republished_meanwhile_keeps_the_answers(branching):
    """Issue 3, Bad input: what was typed is shown in the new version, and the visitor is asked to read it again."""

    from leads.forms.rendering import mark, shown_now

    before = mark(shown_now(branching))
    form = branching.form
    form.body = [*form.body.get_prep_value(), ask("date", "Collect on")]
    approve_all_of(form)
    form.save_revision().publish()
    data = {**PERSON, ident("What"): value_of("Truck"), ident("How many"): "12"}
    html = send(branching, data, shown=before).content.decode()
    assert "changed while you had it open" in html
    assert "<dd>Truck</dd>" in html
    assert not Submission.objects.filter(form_version__form=form).exists()


def test_an_archived_form_gives_the_answers_back_in_words(branching):
    """Issue 3, Bad input; E4: taken offline meanwhile, nothing typed is lost."""
    from leads.forms.rendering import mark, shown_now

    before = mark(shown_now(branching))
    branching.form.unpublish()
    response = send(branching, {**PERSON, ident("What"): value_of("Truck"), ident("How many"): "12"}, shown=before)
    assert response.status_code == 410
    assert "<dd>Truck</dd>" in response.content.decode()
