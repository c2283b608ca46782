"""Whatever bytes arrive, over every kind of question: a readable answer, never a 5xx, nothing kept without a key."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.capture.models import Submission, Upload
from tests.leads.capture.conftest import ANSWERS, PATH, Visitor
from tests.leads.capture.protection.conftest import own, show

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
BOUNDED = settings(
    max_examples=120, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def every_kind(db):
    return show(KINDS)


@BOUNDED
@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.text(max_size=40) | st.sampled_from(NASTY), max_size=4)))
def test_any_answers_get_a_readable_answer(every_kind, data):
    """Issue 3, bad input: every field type, several values for each."""
    response = Visitor().post(PATH, data)
    assert response.status_code < 500
    assert not Submission.objects.exists()


@BOUNDED
@given(
    body=st.binary(max_size=400) | st.builds(lambda junk: b"--x\r\n" + junk + b"\r\n--x--", st.binary(max_size=300)),
    content_type=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "text/plain",
            "x",
        ]
    ),
)
def test_any_bytes_get_a_readable_answer(every_kind, body, content_type):
    """Issue 3, bad input: truncated and false multipart, wrong content types."""
    response = Visitor().generic("POST", PATH, body, content_type)
    assert response.status_code < 500
    assert not Submission.objects.exists()


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: f"{spec['kind']}-{spec['key']}")
def test_every_kind_of_question_withstands(every_kind, visitor, spec, nasty):
    """Issue 3: with everything else in order, each answer is taken or refused in plain words."""
    response = visitor.send({**ANSWERS, spec["key"]: nasty})
    assert response.status_code in (200, 302, 413, 422)
    assert Submission.objects.count() == (1 if response.status_code == 302 else 0)
    assert not Upload.objects.exists()
    assert connection.is_usable()
