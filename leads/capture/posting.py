"""What a post is answered with: sent, asked again, or shown what is wrong. Nothing typed is ever lost."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from leads.capture import guards
from leads.capture.capture import capture_submission, sent_with
from leads.capture.forms import VisitorForm
from leads.capture.models import FormVersion, Submission
from leads.capture.rendering import KEY, SHOWN, TRAP, Shown, answers_to_keep, read_mark, released_purposes, shown_now
from privacy.policy.selectors import terms_in_force
from privacy.register.selectors import current_release

# The longest honest post is a message of 5,000 letters, each up to twelve bytes when encoded.
LARGEST_BYTES = 100_000
CHANGE = "form_change"


@dataclass(frozen=True)
class Post:
    """A post as it arrived."""

    version: FormVersion
    data: MultiValueDict[str, str]
    same_origin: bool | None
    address: str
    size: int
    now: datetime


@dataclass(frozen=True)
class Answer:
    """How a post is answered: by `template`, or by the receipt of `submission`."""

    template: str = ""
    status: int = 200
    explanation: str = ""
    form: VisitorForm | None = None
    key: str = ""
    shown: Shown | None = None
    submission: Submission | None = None


def answer_post(post: Post) -> Answer:
    """Take a post through the guards; keep it if all is well."""
    form = VisitorForm(post.version.schema, post.data)
    key = guards.read_key(post.data.get(KEY, ""), post.version.slug, now=post.now)
    if post.same_origin is False:
        return _ask(post, form, None, _foreign(), status=403)
    if post.size > LARGEST_BYTES:
        return _form(post, form, key, status=413, explanation=_too_large())
    valid = form.is_valid()
    earlier = sent_with(key.digest) if key and valid else None
    if earlier:
        return _sent_before(post, form, earlier)
    if key and guards.count_post(post.address, now=post.now) > guards.POSTS_A_WINDOW:
        return _form(post, form, key, status=429, explanation=_too_many())
    if not valid:
        return _form(post, form, key, status=422)
    if post.data.get(CHANGE):
        return _form(post, form, key, status=200)
    doubt = _doubt(post, key)
    if doubt is not None or key is None:
        keep_key = key if key and key.too_young(post.now) else None
        return _ask(post, form, keep_key, doubt or "")
    return Answer(submission=_capture(post, form, key))


def _doubt(post: Post, key: guards.Key | None) -> str | None:
    """Return why the visitor is asked once more; None when there is no reason to."""
    if key is None:
        return _expired() if post.data.get(KEY) else ""
    if post.same_origin is None:
        return ""
    if post.data.get(TRAP):
        return _("A hidden field was filled in, perhaps by your browser. Please check your answers and send them.")
    if key.too_young(post.now):
        return _("That was very quick. Please check your answers and send them.")
    if _changed(post):
        return _("The form or its privacy notice changed while you had it open. Please read it again and send it.")
    return None


def _changed(post: Post) -> bool:
    shown = read_mark(post.data.get(SHOWN, ""))
    now = shown_now(post.version)
    return shown is None or (shown.version_id, shown.words) != (now.version_id, now.words)


def _sent_before(post: Post, form: VisitorForm, earlier: Submission) -> Answer:
    """The same answers with the same key lead to the same receipt; other answers are another message."""
    if answers_to_keep(post.version, form) == earlier.answers:
        return Answer(submission=earlier)
    again = _("You have sent this form once already. Send this as another message?")
    return _ask(post, form, None, again)


def _capture(post: Post, form: VisitorForm, key: guards.Key) -> Submission:
    release = current_release()
    shown = read_mark(post.data[SHOWN])
    if release is None or shown is None:
        raise RuntimeError("A form is shown with a release and a mark, or not at all.")
    return capture_submission(
        version=post.version,
        purposes=released_purposes(post.version),
        release_number=release.number,
        answers=form.answers,
        shown=shown,
        key_digest=key.digest,
        address=post.address,
        terms=terms_in_force(post.version.language),
        now=post.now,
    )


def _shown_again(post: Post) -> Shown:
    """What is shown from now on, on behalf of the page where the form was first filled in."""
    before = read_mark(post.data.get(SHOWN, ""))
    title, path = (before.page_title, before.page_path) if before else ("", "")
    return shown_now(post.version, page_title=title, page_path=path)


def _form(post: Post, form: VisitorForm, key: guards.Key | None, *, status: int, explanation: str = "") -> Answer:
    """Show the form with everything that was typed."""
    text = key.text if key else guards.new_key(post.version.slug, now=post.now).text
    return Answer("capture/page.html", status, explanation, form, text, _shown_again(post))


def _ask(post: Post, form: VisitorForm, key: guards.Key | None, explanation: str, *, status: int = 200) -> Answer:
    """Show what was typed and ask to send it once more; what is wrong with it is told at once."""
    if not form.is_valid():
        return _form(post, form, key, status=max(status, 403), explanation=explanation)
    text = key.text if key else guards.new_key(post.version.slug, now=post.now).text
    return Answer("capture/check.html", status, explanation, form, text, _shown_again(post))


def _foreign() -> str:
    return _("These answers did not come from our own page, so they were not sent. If you wrote them, send them now.")


def _too_large() -> str:
    return _("This is longer than the form accepts. Nothing was sent. Please shorten it, or send us an e-mail.")


def _too_many() -> str:
    return _(
        "Many forms came from your connection in a short time. Your answers are still here: send them in ten minutes."
    )


def _expired() -> str:
    return _("You had this page open for a long time. Please check your answers and send them.")
