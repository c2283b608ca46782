"""Ten thousand random bodies over every kind of question: none makes the site fail."""

import time

import pytest
from hypothesis import given

from tests.leads.conftest import _switches_as_they_are  # noqa: F401
from tests.leads.submissions.spam.conftest import folder  # noqa: F401
from tests.leads.submissions.spam.test_any_body import (
    answers_are_answered,
    answers_with_a_key_are_taken_or_refused,
    any_answers,
    any_body,
    any_type,
    bounded,
    bytes_are_answered,
    every_kind,  # noqa: F401
    likely_answers,
)

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ANSWERS, BYTES, WITH_A_KEY = 3_500, 3_000, 3_500


@pytest.fixture
def clock():
    start = time.monotonic()
    yield
    print(f"\n{time.monotonic() - start:.0f} s")


@bounded(ANSWERS)
@given(any_answers)
def test_thousands_of_answers_get_a_readable_answer(every_kind, data):  # noqa: F811
    """Issue 3, bad input: every field type, several values for each, without a key."""
    answers_are_answered(data)


@bounded(BYTES)
@given(any_body, any_type)
def test_thousands_of_bodies_get_a_readable_answer(every_kind, body, content_type):  # noqa: F811
    """Issue 3, bad input: bytes of any kind."""
    bytes_are_answered(body, content_type)


@bounded(WITH_A_KEY)
@given(likely_answers)
def test_thousands_of_answers_with_a_good_key_are_taken_or_refused(every_kind, data):  # noqa: F811
    """Issue 3, bad input: past the spam protection."""
    answers_with_a_key_are_taken_or_refused(every_kind, data)
