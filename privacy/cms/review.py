"""A review that a named person signs every so often: since when it is missing, the CMS home's line, and its screen."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.cms.dashboard import HomeLine
from privacy.cms.models import ReviewRecord
from privacy.cms.views import PermittedView

HOME_SECONDS = 60
SHOWN = 12


class SignedReview:
    """One review. A subclass says of what it is, how often, who signs, and what is seen."""

    model: ClassVar[type[ReviewRecord]]
    every: ClassVar[timedelta]
    # The permission to sign, and the name of the screen's address.
    sign_permission: ClassVar[str]
    url_name: ClassVar[str]
    # The home's sentence once it is missing, with %(day)s.
    missing: ClassVar[str | Promise]

    def begun(self) -> datetime | None:
        """Return from when on there is something to review; None while there is nothing."""
        raise NotImplementedError

    def seen(self, now: datetime) -> dict[str, Any]:
        """Return what a signature stands for, as values of the model: its figures."""
        raise NotImplementedError

    def signed(self, record: ReviewRecord, user: Any, now: datetime) -> None:
        """Do what belongs to a signature, in its transaction."""

    def last(self) -> ReviewRecord | None:
        """Return the latest signature."""
        return self.model._default_manager.first()

    def due_since(self, *, now: datetime) -> datetime | None:
        """Return since when the review is missing; None while it is not. Counted from the beginning at the start."""
        last = self.last()
        counted = last.signed_at if last else self.begun()
        return counted + self.every if counted and counted + self.every < now else None

    def sign(self, *, user: Any, remark: str, now: datetime) -> ReviewRecord:
        """Write down that `user` went through it, with the figures as they are now."""
        name = user.get_full_name() or user.get_username()
        record = self.model(signed_at=now, actor_id=user.pk, name=name, remark=remark.strip(), **self.seen(now))
        with transaction.atomic():
            record.save(force_insert=True)
            self.signed(record, user, now)
        cache.delete(self._key)
        return record

    def home_line(self, request: HttpRequest) -> Iterable[HomeLine]:
        """Yield one red sentence for those who can sign, up to a minute old."""
        if not request.user.has_perm(self.sign_permission):
            return
        since = cache.get_or_set(self._key, lambda: self.due_since(now=timezone.now()) or False, HOME_SECONDS)
        if since:
            yield HomeLine(str(self.missing) % {"day": date_format(since)}, reverse(self.url_name), urgent=True)

    @property
    def _key(self) -> str:
        return f"review-due:{self.model._meta.label}"


class ReviewForm(forms.Form):
    """What the person noted."""

    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignedReviewView(PermittedView):
    """The screen: what there is to see, the latest signatures, and the button for those who sign."""

    review: ClassVar[SignedReview]
    remark_help: ClassVar[str | Promise]
    # The sentence after signing, which says when the next one is due.
    said: ClassVar[str | Promise]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the latest signatures and the form."""
        context = super().get_context_data(**kwargs)
        context.setdefault("form", ReviewForm())
        context["form"].fields["remark"].help_text = self.remark_help
        return {
            **context,
            "due_since": self.review.due_since(now=timezone.now()),
            "reviews": self.review.model._default_manager.all()[:SHOWN],
            "may_sign": self.request.user.has_perm(self.review.sign_permission),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign."""
        if not request.user.has_perm(self.review.sign_permission):
            raise PermissionDenied
        form = ReviewForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        self.review.sign(user=request.user, remark=form.cleaned_data["remark"], now=timezone.now())
        messages.success(request, str(self.said))
        return redirect(self.review.url_name)
