"""Retention killed in the middle of its work."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from leads.submissions.models import Submission, SubmissionIdentifier
from privacy.personal_data.contract import all_personal_data
from privacy.retention import expiry
from privacy.retention.expiry import expire_all
from privacy.retention.models import RetentionRun
from tests.leads.conftest import ANSWERS, receive  # noqa: F401

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What a process that is killed does: nothing more."""


@pytest.mark.parametrize("dies_in", range(4))
def test_killed_in_any_batch_nothing_is_half_gone_and_the_rerun_ends_it(receive, monkeypatch, dies_in):  # noqa: F811
    """R59, P5: batches that were committed stay gone; the one that was cut off is as it was, its files and codes too."""
    now = timezone.now()
    old = now - timedelta(days=4000)
    messages = [receive({**ANSWERS, "email": f"{n}@example.com"}, at=old) for n in range(7)]
    monkeypatch.setattr(expiry, "BATCH", 2)
    store = next(one for one in all_personal_data() if one.model is Submission)
    real, calls = type(store).expire, itertools.count()

    def dying(self, rule, **kwargs):
        count = real(self, rule, **kwargs)
        if rule == "contact-submissions" and next(calls) == dies_in:
            raise Killed
        return count

    with monkeypatch.context() as patch:
        patch.setattr(type(store), "expire", dying)
        with pytest.raises(Killed):
            expire_all(now=now)
    left = Submission.objects.count()
    assert left == len(messages) - 2 * dies_in
    assert SubmissionIdentifier.objects.values("submission").distinct().count() == left
    assert not RetentionRun.objects.exists()
    runs = expire_all(now=now)
    assert sum(run.count for run in runs if run.store == "leads_submissions.Submission") == left
    assert not Submission.objects.exists()
    assert not SubmissionIdentifier.objects.exists()
