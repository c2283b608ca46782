"""What a post is answered with: sent, asked again, or shown what is wrong. Nothing typed is ever lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from leads.forms import test_mode
from leads.forms.models import FormVersion
from leads.forms.rendering import KEY, SHOWN, TRAP, Shown, read_mark, released_purposes, shown_now
from leads.forms.visitor_form import VisitorForm
from leads.submissions import spam, uploads
from leads.submissions.kinds import may_be_held
from leads.submissions.minimisation import answers_to_keep
from leads.submissions.models import Submission
from leads.submissions.services import capture_submission
from leads.submissions.spam import Key, SpamSignal
from leads.submissions.spam.models import Layer, LayerCount
from privacy.policy.terms import terms_in_force
from privacy.register.selectors import current_release

# The longest honest post is a message of 5,000 letters, each up to twelve bytes when encoded.
LARGEST_BYTES = 100_000
PROOF, CHANGE = "form_proof", "form_change"
# A notice names addresses: they are no sign of anything.
NO_TEXT = frozenset({"file", "consent", "statement", "location"})
OWN_WORDS = frozenset({"subject", "message", "line"})
Outcome = LayerCount.Outcome


@dataclass(frozen=True)
class FormPost:
    """A post as it arrived. `size` is what was typed, in bytes; `too_large` names the questions of files left out."""

    version: FormVersion
    data: MultiValueDict[str, str]
    same_origin: bool | None
    address: str
    size: int
    now: datetime
    files: MultiValueDict[str, UploadedFile] = field(default_factory=MultiValueDict)
    too_large: Sequence[str] = ()


@dataclass(frozen=True)
class FormResponse:
    """How a post is answered: by `template`, or by the receipt of `submission`.

    `key` is what the form shown sends next time, and `proof` what belongs to it.
    """

    template: str = ""
    status: int = 200
    explanation: str = ""
    form: VisitorForm | None = None
    key: str = ""
    proof: str = ""
    shown: Shown | None = None
    submission: Submission | None = None


@dataclass(frozen=True)
class PostContext:
    """A post with its form, and the key that the answer goes on with: the post's own if it had a good one."""

    post: FormPost
    form: VisitorForm
    key: Key
    files: uploads.Files

    def count(self, layer: Layer, outcome: Outcome) -> None:
        spam.count_layer(self.post.version.slug, layer, outcome, now=self.post.now)


def answer_post(post: FormPost) -> FormResponse:
    """Take a post through the spam protection; keep it if all is well, hold it back if much speaks against it."""
    key = spam.read_key(post.data.get(KEY, ""), post.version.slug, now=post.now)
    if post.same_origin is False:
        context = _refused(post, _fresh(post), Layer.ORIGIN)
        return _ask(context, _foreign(), status=403)
    if post.size > LARGEST_BYTES:
        return _form(_context(post, key or _fresh(post)), status=413, explanation=_too_large())
    posts = _posts_from_there(post, key)
    if posts > spam.POSTS_A_WINDOW:
        return _form(_refused(post, key or _fresh(post), Layer.RATE), status=429, explanation=_too_many())
    context = _with_files(post, key or _fresh(post))
    if not context.form.is_valid():
        return _form(context, status=422)
    return _answer_valid(context, key, posts)


def _fresh(post: FormPost) -> Key:
    return spam.new_key(post.version.slug, now=post.now)


def _answer_valid(context: PostContext, key: Key | None, posts: int) -> FormResponse:
    post, content = context.post, _content(context)
    digest = key.digest if key else ""
    before = spam.sent_before(key_digest=digest, content=content, answers=context.form.answers, now=post.now)
    if before.sent:
        return _sent_before(context, before.sent)
    if post.data.get(CHANGE):
        return _form(context, status=200)
    doubt = _doubt(context, key)
    if doubt is not None or key is None:
        return _ask(context, doubt or "", key=_kept_key(context, key))
    signals = _signals(context, key, posts=posts, repeated=before.repeated)
    signal = spam.held_by(signals) if may_be_held(post.version.purpose_key) else None
    if signal:
        context.count(signal.layer, Outcome.HELD)
    try:
        return FormResponse(submission=_capture(context, signal.code if signal else "", content))
    except uploads.FilesGone:
        return _form(_with_files(post, context.key), status=422)


def _posts_from_there(post: FormPost, key: Key | None) -> int:
    """Count a post that may store something; without a key or a file none does."""
    if not spam.switches().rate or not (key or post.files):
        return 0
    return spam.count_post(post.address, now=post.now)


def _doubt(context: PostContext, key: Key | None) -> str | None:
    """Return why the visitor is asked once more; None when there is no reason to."""
    post, on = context.post, spam.switches()
    if key is None:
        context.count(Layer.KEY, Outcome.ASKED)
        return _expired() if post.data.get(KEY) else ""
    if key.fetched and post.same_origin is None:
        context.count(Layer.ORIGIN, Outcome.ASKED)
        return ""
    if key.fetched and on.trap and post.data.get(TRAP):
        context.count(Layer.TRAP, Outcome.ASKED)
        return _("A hidden field was filled in, perhaps by your browser. Please check your answers and send them.")
    if on.time and key.too_young(post.now):
        context.count(Layer.TIME, Outcome.ASKED)
        return _("That was very quick. Please check your answers and send them.")
    if key.fetched and on.proof and not spam.is_solved(key, post.data.get(PROOF, "")):
        context.count(Layer.PROOF, Outcome.ASKED)
        return ""
    if _changed(post):
        return _("The form or its privacy notice changed while you had it open. Please read it again and send it.")
    return None


def _signals(context: PostContext, key: Key, *, posts: int, repeated: bool) -> list[SpamSignal]:
    """Return what speaks against a post whose sender cannot be asked any further."""
    on, post = spam.switches(), context.post
    links = spam.link_signal(_texts(context)) if on.links else None
    found = [
        (spam.NOWHERE, post.same_origin is None),
        (spam.TRAPPED, on.trap and post.data.get(TRAP)),
        (spam.REPEATED, on.repeated and repeated),
        (spam.BUSY, posts >= spam.BUSY_FROM),
        (spam.NO_WORK, on.proof and not key.fetched),
    ]
    return [sign for sign, speaks in found if speaks] + ([links] if links else [])


def _kept_key(context: PostContext, key: Key | None) -> Key | None:
    """A key that is only too young is good in a moment."""
    return key if key and key.too_young(context.post.now) else None


def _changed(post: FormPost) -> bool:
    shown = read_mark(post.data.get(SHOWN, ""))
    now = shown_now(post.version)
    return shown is None or (shown.version_id, shown.words) != (now.version_id, now.words)


def _sent_before(context: PostContext, earlier: Submission) -> FormResponse:
    """The same answers with the same key lead to the same receipt; other answers are another message."""
    if answers_to_keep(context.post.version, context.form) == earlier.answers:
        return FormResponse(submission=earlier)
    return _ask(context, _("You have sent this form once already. Send this as another message?"))


def _context(post: FormPost, key: Key, files: uploads.Files | None = None) -> PostContext:
    taken = files or uploads.not_taken(post.version.schema, post.files)
    # Another site may have written the answers; it cannot have given a consent.
    ticks = post.same_origin or (post.same_origin is None and bool(post.data.get(KEY)))
    form = VisitorForm(post.version.schema, post.data, held=taken.held, problems=taken.problems, ticks=ticks)
    return PostContext(post, form, key, taken)


def _with_files(post: FormPost, key: Key) -> PostContext:
    taken = uploads.take_files(
        schema=post.version.schema,
        data=post.data,
        files=post.files,
        too_large=post.too_large,
        key_digest=key.digest,
        address=post.address,
        now=post.now,
    )
    context = _context(post, key, taken)
    if taken.problems:
        context.count(Layer.FILES, Outcome.REFUSED)
    return context


def _refused(post: FormPost, key: Key, layer: Layer) -> PostContext:
    context = _context(post, key)
    context.count(layer, Outcome.REFUSED)
    return context


def _texts(context: PostContext) -> list[str]:
    without, answers = NO_TEXT | {"email"}, context.form.answers
    keys = [spec["key"] for spec in context.post.version.schema if spec["kind"] not in without]
    return [text for key in keys if key in answers for text in spam.texts_of(answers[key])]


def _content(context: PostContext) -> str:
    """Return what the post is recognised by; files are never alike, so a short text beside one tells nothing."""
    answers, specs = (
        context.form.answers,
        [spec for spec in context.post.version.schema if spec["key"] in context.form.answers],
    )
    own = {spec["key"] for spec in specs if spec["kind"] in OWN_WORDS and not spec.get("choices")}
    with_files = any(spec["kind"] == "file" for spec in specs)
    told = {} if with_files else {spec["key"]: answers[spec["key"]] for spec in specs if spec["kind"] not in NO_TEXT}
    return spam.content_hash(written={key: answers[key] for key in own}, told=told)


def _capture(context: PostContext, spam_signal: str, content: str) -> Submission:
    post, release = context.post, current_release()
    shown = read_mark(post.data.get(SHOWN, ""))
    if release is None or shown is None:
        raise RuntimeError("A form is shown with a release and a mark, or not at all.")
    return capture_submission(
        version=post.version,
        purposes=released_purposes(post.version),
        release_number=release.number,
        answers=context.form.answers,
        shown=shown,
        key_digest=context.key.digest,
        address=post.address,
        terms=terms_in_force(post.version.language),
        now=post.now,
        spam_signal=spam_signal,
        content_hash=content,
        is_test=test_mode.is_marked(post.data.get(test_mode.NAME, ""), post.version.slug, now=post.now),
    )


def _shown_again(post: FormPost) -> Shown:
    """What is shown from now on, on behalf of the page where the form was first filled in."""
    before = read_mark(post.data.get(SHOWN, ""))
    title, path = (before.page_title, before.page_path) if before else ("", "")
    return shown_now(post.version, page_title=title, page_path=path)


def _form(
    context: PostContext, *, status: int, explanation: str = "", template: str = "forms/page.html"
) -> FormResponse:
    """Show the form with everything that was typed."""
    proof = context.post.data.get(PROOF, "") if context.key.fetched else ""
    return FormResponse(
        template, status, explanation, context.form, context.key.text, proof, _shown_again(context.post)
    )


def _ask(context: PostContext, explanation: str, *, key: Key | None = None, status: int = 200) -> FormResponse:
    """Show what was typed and ask to send it once more, with a fresh key; what is wrong with it is told at once."""
    if not context.form.is_valid():
        return _form(context, status=max(status, 403), explanation=explanation)
    key = key or _fresh(context.post)
    if key.digest != context.key.digest:
        uploads.move(ids=context.files.ids, key_digest=key.digest)
        context = PostContext(context.post, context.form, key, context.files)
    return _form(context, status=status, explanation=explanation, template="submissions/check.html")


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
