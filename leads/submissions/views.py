"""The public way of a form: shown alone, its key, its post, its receipt."""

from contextlib import suppress

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from home.base.origin import same_origin
from leads.forms import test_mode
from leads.forms.models import FormVersion
from leads.forms.rendering import SHOWN, block_context, form_context, read_mark
from leads.forms.selectors import live_version, slug_is_known
from leads.forms.visitor_form import VisitorForm
from leads.submissions import spam, uploads
from leads.submissions.models import Submission
from leads.submissions.posting import FormPost, FormResponse, answer_post
from privacy.files.arriving import LimitEachFile
from privacy.keys import tokens
from privacy.keys.normalise import phone_in_words

RECEIPT = "submissions.received"
RECEIPT_SECONDS = 30 * 60
# What is read of a refused body so that the answer reaches a browser that is still sending.
DRAIN_BYTES = 20 * 1024 * 1024


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@spam.POSTS.guards
def form_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a form alone, or receive it. The origin check stands in for Django's token, which needs a cookie."""
    version = live_version(slug, get_language() or "")
    if request.method == "POST":
        response = _receive(request, slug, version)
        add_never_cache_headers(response)
        return response
    if version is None:
        return _closed(request, slug)
    context = form_context(version=version, test_mark=request.GET.get(test_mode.NAME, ""))
    response = render(request, "forms/page.html", {**context, "title": version.texts["title"]})
    if context["test_mark"]:
        add_never_cache_headers(response)
    return response


def _closed(request: HttpRequest, slug: str) -> HttpResponse:
    if not slug_is_known(slug):
        raise Http404
    return render(request, "submissions/closed_page.html", block_context(form=None), status=404)


def _receive(request: HttpRequest, slug: str, version: FormVersion | None) -> HttpResponse:
    files = LimitEachFile()
    request.upload_handlers.insert(0, files)
    try:
        if _announced_bytes(request) > _most_bytes(version):
            raise RequestDataTooBig
        data = request.POST
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        _drain(request)
        return render(request, "413.html", status=413)
    if version is None:
        return _closed_meanwhile(request, slug, data)
    post = FormPost(
        version=version,
        data=data,
        files=request.FILES,
        too_large=files.too_large,
        same_origin=same_origin(request),
        address=spam.client_address(request),
        size=sum(len(text.encode(errors="replace")) for _name, texts in data.lists() for text in texts),
        now=timezone.now(),
    )
    return _answered(request, version, answer_post(post))


def _announced_bytes(request: HttpRequest) -> int:
    """How long a post says it is; 0 where it says nothing that is a number, and Django reads nothing of it either."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _most_bytes(version: FormVersion | None) -> int:
    """How much of a post is looked at: with files twice what may be kept, so that one too large is told by name."""
    questions = uploads.file_questions(version.schema) if version else []
    files = sum(spec["max_files"] for spec in questions)
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE) + 2 * files * int(settings.UPLOAD_MAX_BYTES)


def _drain(request: HttpRequest) -> None:
    """Read on, without keeping it: a browser that is still sending would not read the answer."""
    left = DRAIN_BYTES
    with suppress(UnreadablePostError):
        while left > 0 and request.read(64 * 1024):
            left -= 64 * 1024


def _answered(request: HttpRequest, version: FormVersion, answer: FormResponse) -> HttpResponse:
    if answer.submission:
        return HttpResponseRedirect(receipt_path(version.slug, answer.submission))
    form = answer.form
    assert form is not None  # noqa: S101  every answer but a receipt shows the form
    test_mark = str(form.data.get(test_mode.NAME, ""))
    context = form_context(version=version, form=form, key=answer.key, shown=answer.shown, test_mark=test_mark)
    problems = form.problems if answer.status == 422 else []
    extra = {
        "title": version.texts["title"],
        "problems": problems,
        "explanation": answer.explanation,
        "kept": form.kept,
        "proof": answer.proof,
    }
    response = render(request, answer.template, {**context, **extra}, status=answer.status)
    if answer.status == 429:
        response["Retry-After"] = str(int(spam.WINDOW.total_seconds()))
    return response


def _closed_meanwhile(request: HttpRequest, slug: str, data: QueryDict) -> HttpResponse:
    """The form was taken offline while it was being filled in: give the answers back."""
    shown = read_mark(data.get(SHOWN, ""))
    version = FormVersion.objects.filter(pk=shown.version_id, slug=slug).first() if shown else None
    if version is None:
        return _closed(request, slug)
    context = {**block_context(form=None), "kept": VisitorForm(version.schema, data).kept}
    return render(request, "submissions/closed_page.html", context, status=410)


@require_safe
@never_cache
def challenge_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer a signed one-time key and work to do; asked for on the first touch of a form (no cookie)."""
    key = spam.new_key(slug, now=timezone.now(), fetched=True)
    puzzle = spam.puzzle(key) if spam.switches().proof else None
    return JsonResponse({"key": key.text, "puzzle": puzzle})


def receipt_path(slug: str, submission: Submission) -> str:
    """Return the address of a receipt, which tells the reference code for half an hour."""
    token = tokens.sign(RECEIPT, {"id": submission.pk}, now=timezone.now())
    return reverse("forms:received", args=[slug, token])


@require_safe
@never_cache
def received_view(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Thank, with the reference code and the numbers as they were understood while the token is young, without later (R41)."""
    submission = None
    try:
        payload = tokens.unsign(RECEIPT, token, max_age_seconds=RECEIPT_SECONDS, now=timezone.now())
        submission = Submission.objects.select_related("form_version").filter(pk=payload["id"]).first()
    except SignatureExpired:
        pass
    except BadSignature as error:
        raise Http404 from error
    version = submission.form_version if submission else live_version(slug, get_language() or "")
    numbers = submission.answers.get("phone") or [] if submission else []
    context = {
        **block_context(form=None),
        "submission": submission,
        "texts": version.texts if version else None,
        "numbers": [phone_in_words(number) for number in numbers],
    }
    return render(request, "submissions/received.html", context)
