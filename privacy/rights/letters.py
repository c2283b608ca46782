"""What a person is told: that we received the request, that it takes longer, and the answer, in their language (R84)."""

from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy.outbox.rendering import paragraphs_as_written
from privacy.register.selectors import released_register
from privacy.retention.erasure import outcomes
from privacy.retention.models import Erasure
from privacy.rights.id_documents import link_token
from privacy.rights.models import IdentityCopy, RequestStep, Right, RightsRequest

Outcome = RightsRequest.Outcome


@dataclass(frozen=True)
class Letter:
    """A letter in one language. The subject names the reference and nothing of the person (R69)."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    kept: tuple[str, ...]
    closing: tuple[str, ...]
    link: str = ""
    link_label: str = ""


def received_letter(request: RightsRequest) -> Letter:
    """That the request arrived and by when it is answered."""
    with override(request.language):
        return Letter(
            subject=_("Your request (%(reference)s)") % {"reference": request.reference},
            heading=_("We received your request"),
            paragraphs=(
                _("You asked: “%(right)s”.") % {"right": request.get_right_display()},
                *([_("You asked this before. We answer both together.")] if request.first_id else []),
                _("We answer as soon as we can, and on %(date)s at the latest. It costs you nothing.")
                % {"date": date_format(request.due_on)},
                _("Your reference is %(reference)s. Please name it when you write or call about this.")
                % {"reference": request.reference},
            ),
            kept=(),
            closing=(),
        )


def extension_letter(request: RightsRequest) -> Letter:
    """That it takes longer, why, and by when (Art. 12(3))."""
    with override(request.language):
        return Letter(
            subject=_("Your request takes longer (%(reference)s)") % {"reference": request.reference},
            heading=_("Your request takes longer"),
            paragraphs=(
                _(
                    "We promise an answer within four weeks. For your request we need more time, which the law allows once."
                )
                + " "
                + _("We answer on %(date)s at the latest.") % {"date": date_format(request.due_on)},
                _("The reason:"),
                *paragraphs_as_written(request.reason),
            ),
            kept=(),
            closing=remedies(),
        )


def lifting_letter(request: RightsRequest) -> Letter:
    """That data are used again, from when and why: it must be told before (Art. 18(3))."""
    with override(request.language):
        step = request.steps.filter(kind=RequestStep.Kind.LIFTING).last()
        return Letter(
            subject=_("We will use your data again (%(reference)s)") % {"reference": request.reference},
            heading=_("We will use your data again"),
            paragraphs=(
                _("At your request we kept your data and did not use them. From %(date)s we use them again.")
                % {"date": date_format(cast("date", request.lift_on))},
                _("The reason:"),
                *paragraphs_as_written(step.text if step else ""),
            ),
            kept=(),
            closing=remedies(),
        )


def answer_letter(request: RightsRequest) -> Letter:
    """The answer, by its outcome: what was done, or why not and what the person can do about it (Art. 12(4))."""
    with override(request.language):
        gives = request.outcome in (Outcome.GRANTED, Outcome.PARTIAL)
        # Their own page opens with a code by mail; whoever has no address gets the copy with the letter.
        fetches = gives and bool(request.email) and request.right in (Right.ACCESS, Right.PORTABILITY)
        return Letter(
            subject=_("Our answer to your request (%(reference)s)") % {"reference": request.reference},
            heading=_("Our answer to your request"),
            paragraphs=tuple(_body(request)),
            kept=_kept(request) if gives else (),
            closing=remedies(),
            link=settings.SITE_URL + reverse("rights:start") if fetches else "",
            link_label=_("Open my page"),
        )


def copy_letter(asked_for: IdentityCopy, *, again: bool) -> Letter:
    """That a masked copy of an identity document is needed, why, what to black out, and what else may do (R79, R80)."""
    request = asked_for.request
    with override(request.language):
        asked = request.steps.filter(kind=RequestStep.Kind.COPY_ASKED).last()
        doubt = (
            _("We may show or change data only at the request of the person they are about, and we could not tell yet.")
            + " "
            + _("The reason:"),
            *paragraphs_as_written(asked.text if asked else ""),
        )
        bare = (
            _("On the copy that you sent we could read something that must be blacked out. We destroyed that copy.")
            + " "
            + _("Please send another one, or ask us for another way."),
        )
        return Letter(
            subject=_("Please show us that it is you (%(reference)s)") % {"reference": request.reference},
            heading=_("The copy was not blacked out") if again else _("Please show us that it is you"),
            paragraphs=(
                _("You asked: “%(right)s”.") % {"right": request.get_right_display()},
                *(bare if again else doubt),
                _(
                    "On the page below you can send a copy of your passport, identity card or driving licence. Black out your "
                    "photograph, your citizen service number, the document number and the lines with “<<<”. The page does "
                    "that on your own device, before anything is sent."
                ),
                _(
                    "One member of staff sees the copy. It is destroyed once they decided, after seven days at the latest."
                ),
                _("Please do not send a copy by e-mail."),
            ),
            kept=(),
            closing=(
                _(
                    "Would you rather not send a copy? Answer this mail, and we look for another way to know that it is you."
                ),
                _("The link works once, until %(until)s. We answer your request on %(due)s at the latest.")
                % {"until": date_format(timezone.localtime(asked_for.lasts_until)), "due": date_format(request.due_on)},
            ),
            link=settings.SITE_URL + reverse("rights:identity", args=[link_token(asked_for)]),
            link_label=_("Send a masked copy"),
        )


def untranslated(request: RightsRequest, outcome: str) -> list[str]:
    """Return the sentences of an answer that are there in the source language alone (R84); staff's own words are theirs."""
    if request.language == settings.LANGUAGE_CODE:
        return []
    theirs, source = (_sentences(request, outcome, language) for language in (request.language, settings.LANGUAGE_CODE))
    return [sentence for sentence in theirs if sentence in source]


def _sentences(request: RightsRequest, outcome: str, language: str) -> list[str]:
    bare = copy(request)
    bare.outcome, bare.answer, bare.reason = outcome, "", ""
    with override(language):
        return [_("Our answer to your request"), *_body(bare), *remedies()]


def _body(request: RightsRequest) -> list[str]:
    asked = _("You asked: “%(right)s”.") % {"right": request.get_right_display()}
    return [asked, *_told(request), *paragraphs_as_written(request.answer)]


def _told(request: RightsRequest) -> list[str]:
    on_page = {
        Right.ACCESS: _("You can see and download everything we hold about you on your own page."),
        Right.PORTABILITY: _("You can download what you gave us, also as JSON for another company, on your own page."),
    }
    enclosed = _("Everything we hold about you is enclosed with this letter.")
    done = {
        Right.ACCESS: on_page[Right.ACCESS] if request.email else enclosed,
        Right.PORTABILITY: on_page[Right.PORTABILITY] if request.email else enclosed,
        Right.RECTIFICATION: _("We corrected your data."),
        Right.ERASURE: _("We deleted your data."),
        Right.RESTRICTION: _("We keep your data and do not use them until this is settled."),
        Right.OBJECTION: _("We stopped the use you objected to."),
        Right.WITHDRAWAL: _("You withdrew your consent, and we act on it."),
        Right.COMPLAINT: _("This is our answer:"),
    }[Right(request.right)]
    if request.restricted_at and not request.lifted_at:
        before = _("We will write to you before we use your data again.")
        done = f"{done} {before}" if request.right == Right.RESTRICTION else done
    if request.outcome == Outcome.GRANTED:
        return [done]
    if request.outcome == Outcome.PARTIAL:
        return [done, _("We could not do everything you asked. The reason:"), *paragraphs_as_written(request.reason)]
    if request.outcome == Outcome.REFUSED:
        return [_("We cannot do what you asked. The reason:"), *paragraphs_as_written(request.reason)]
    if request.outcome == Outcome.UNVERIFIED:
        return [
            _(
                "We could not tell that you are the person the data are about, and we may show or change data only at that "
                "person's request (GDPR Art. 11(2), 12(6))."
            ),
            _(
                "You can ask again at any time: from the e-mail address that you used with us, or with the reference code "
                "of your message."
            ),
        ]
    return [_("You took your request back, so we did nothing more.")]


def _kept(request: RightsRequest) -> tuple[str, ...]:
    """What the law has us keep after a deletion, each with its reason, from what really happened."""
    erasure = Erasure.objects.filter(pk=request.erasure_id).first() if request.erasure_id else None
    if erasure is None:
        return ()
    return tuple(
        f"{outcome.store.label}: {_(reason)}"
        for outcome in outcomes(erasure)
        for reason in outcome.kept
        if outcome.store.purposes != ("rights_requests",)
    )


def remedies() -> tuple[str, ...]:
    """What somebody who does not agree can do; it stands in every answer (Art. 12(4), 77, 79)."""
    register = released_register()
    court = _("You can also go to court. Asking us costs you nothing.")
    if register is None or not register.controller.authority_name:
        return (court,)
    return (
        _("If you do not agree, write to us, or complain to the %(authority)s (%(url)s).")
        % {"authority": register.controller.authority_name, "url": register.controller.authority_url},
        court,
    )
