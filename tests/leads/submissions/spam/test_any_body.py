"""Whatever bytes arrive, over every kind of question: a readable answer, never a 5xx, nothing kept without a key."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.forms.rendering import mark, shown_now
from leads.inbox.detail import answers_of
from leads.submissions import spam
from leads.submissions.models import Submission, Upload
from leads.submissions.spam.models import ProtectionSettings
from tests.leads.conftest import ANSWERS, PATH, Visitor
from tests.leads.submissions.spam.conftest import own, show

pytestmark = pytest.mark.django_db
CHOICES = [{"value": "c1", "label": "Truck"}, {"value": "c2", "label": "Car"}]
KINDS = [
    *(own(kind, kind) for kind in ("name", "organisation", "email", "message", "country", "language", "subject")),
    own("phone", "phone", numbers=3),
    own("line", "b-line"),
    own("choice", "b-choice", choices=CHOICES),
    own("choices", "b-choices", choices=CHOICES),
    own("date", "b-date"),
    own("number", "b-number", min=1, max=9),
    own("file", "b-file", accept=["image", "pdf"], max_files=2),
    own("line", "b-branch", show_when={"key": "b-choice", "value": "c1"}),
]
NAMES = [*(spec["key"] for spec in KINDS), "phone_2", "form_key", "form_shown", "form_proof", "form_change", "website"]
NAMES += ["b-file_kept", "b-file_remove", "form_test"]
NASTY = [
    "\x00",
    "\u202e",
    "🚚" * 50,
    "a" * 70_000,
    "Jan\r\nBcc: all@example.com",
    "<script>",
    "{{7*7}}",
    "' OR 1=1",
    "1e999",
]


def bounded(examples):
    """So many random examples, each run the same statements on one database."""
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=examples, deadline=None, database=None, suppress_health_check=quiet)


any_value = st.text(max_size=40) | st.sampled_from(NASTY)
any_answers = st.dictionaries(st.sampled_from(NAMES), st.lists(any_value, max_size=4))
any_body = st.binary(max_size=400) | st.builds(lambda junk: b"--x\r\n" + junk + b"\r\n--x--", st.binary(max_size=300))
any_type = st.sampled_from(
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain", "x"]
)
# What people might answer, and what nobody does: so that some are taken and what is kept is looked at too.
LIKELY = {
    "email": ["jan@example.com", "JAN@EXAMPLE.COM ", "jan@", "@"],
    "country": ["NL", "nl", "XX"],
    "language": ["nl", "en", "xx"],
    "phone": ["06 12345678", "+32 2 123 45 67", "112"],
    "phone_2": ["+49 30 123456", "x"],
    "b-choice": ["c1", "c2", "c3"],
    "b-choices": ["c1", "c2", "c3"],
    "b-date": ["2026-12-24", "24-12-2026", "31-02-2026"],
    "b-number": ["7", "7,5", "11", "-0"],
}
likely_answers = st.fixed_dictionaries(
    {},
    optional={
        key: st.lists(st.sampled_from(LIKELY[key]) | any_value if key in LIKELY else any_value, max_size=2)
        for key in [spec["key"] for spec in KINDS if spec["kind"] != "file"] + ["phone_2"]
    },
)


def answers_are_answered(data):
    """Post any values; nothing is kept without a key."""
    response = Visitor().post(PATH, data)
    assert response.status_code < 500
    assert not Submission.objects.exists()


def bytes_are_answered(body, content_type):
    """Post any bytes."""
    response = Visitor().generic("POST", PATH, body, content_type)
    assert response.status_code < 500
    assert not Submission.objects.exists()


def answers_with_a_key_are_taken_or_refused(version, data):
    """Post any values with all that a browser adds; what is taken holds only what was asked, and is read again."""
    before = Submission.objects.count()
    key = spam.new_key(version.slug, now=timezone.now() - timedelta(seconds=10)).text
    extra = {"form_key": key, "form_shown": mark(shown_now(version)), "website": ""}
    response = Visitor().post(PATH, {"name": ["Jan"], "email": ["jan@example.com"], **data, **extra})
    assert response.status_code in (200, 302, 413, 422), response.status_code
    assert Submission.objects.count() == before + (response.status_code == 302)
    if response.status_code == 302:
        message = Submission.objects.select_related("form_version").latest("pk")
        assert set(message.answers) <= {spec["key"] for spec in KINDS}
        assert "b-branch" not in message.answers or message.answers["b-choice"] == "c1"
        assert bool(answers_of(message, revealed=True)) is bool(message.answers)
        assert Visitor().get(response.url).status_code == 200


@pytest.fixture
def every_kind(db):
    """A form of every kind of question; no layer that counts how often somebody posts."""
    ProtectionSettings.objects.create(rate=False, repeated=False)
    return show(KINDS)


@bounded(120)
@given(any_answers)
def test_any_answers_get_a_readable_answer(every_kind, data):
    """Issue 3, bad input: every field type, several values for each."""
    answers_are_answered(data)


@bounded(120)
@given(any_body, any_type)
def test_any_bytes_get_a_readable_answer(every_kind, body, content_type):
    """Issue 3, bad input: truncated and false multipart, wrong content types."""
    bytes_are_answered(body, content_type)


@bounded(120)
@given(likely_answers)
def test_any_answers_with_a_good_key_are_taken_or_refused(every_kind, data):
    """Issue 3, bad input: past the spam protection, the same answers are kept as asked or refused in plain words."""
    answers_with_a_key_are_taken_or_refused(every_kind, data)


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: f"{spec['kind']}-{spec['key']}")
def test_every_kind_of_question_withstands(every_kind, visitor, spec, nasty):
    """Issue 3: with everything else in order, each answer is taken or refused in plain words."""
    response = visitor.send({**ANSWERS, spec["key"]: nasty})
    assert response.status_code in (200, 302, 413, 422)
    assert Submission.objects.count() == (1 if response.status_code == 302 else 0)
    assert not Upload.objects.exists()
    assert connection.is_usable()
