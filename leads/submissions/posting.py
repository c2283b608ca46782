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
from leads.submissions.minimisation import answers_to_keep
from leads.submissions.models import Submission
from leads.submissions.services import capture_submission
from leads.submissions.spam import Key, Sign
from leads.submissions.spam.models import GuardCount, Layer
from privacy.policy.selectors import terms_in_force
from privacy.register.selectors import current_release

# The longest honest post is a message of 5,000 letters, each up to twelve bytes when encoded.
LARGEST_BYTES = 100_000
PROOF, CHANGE = "form_proof", "form_change"
# A notice names addresses: they are no sign of anything.
NO_TEXT = frozenset({"file", "consent", "statement", "location"})
OWN_WORDS = frozenset({"subject", "message", "line"})
Outcome = GuardCount.Outcome


@dataclass(frozen=True)
class Post:
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
class Answer:
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
class _Case:
    """A post with its form, and the key that the answer goes on with: the post's own if it had a good one."""

    post: Post
    form: VisitorForm
    key: Key
    files: uploads.Files

    def count(self, layer: Layer, outcome: Outcome) -> None:
        spam.count_guard(self.post.version.slug, layer, outcome, now=self.post.now)


def answer_post(post: Post) -> Answer:
    """Take a post through the guards; keep it if all is well, hold it back if much speaks against it."""
    key = spam.read_key(post.data.get(KEY, ""), post.version.slug, now=post.now)
    if post.same_origin is False:
        case = _refused(post, _fresh(post), Layer.ORIGIN)
        return _ask(case, _foreign(), status=403)
    if post.size > LARGEST_BYTES:
        return _form(_case(post, key or _fresh(post)), status=413, explanation=_too_large())
    posts = _posts_from_there(post, key)
    if posts > spam.POSTS_A_WINDOW:
        return _form(_refused(post, key or _fresh(post), Layer.RATE), status=429, explanation=_too_many())
    case = _with_files(post, key or _fresh(post))
    if not case.form.is_valid():
        return _form(case, status=422)
    return _answer_valid(case, key, posts)


def _fresh(post: Post) -> Key:
    return spam.new_key(post.version.slug, now=post.now)


def _answer_valid(case: _Case, key: Key | None, posts: int) -> Answer:
    post, content = case.post, _content(case)
    digest = key.digest if key else ""
    before = spam.sent_before(key_digest=digest, content=content, answers=case.form.answers, now=post.now)
    if before.sent:
        return _sent_before(case, before.sent)
    if post.data.get(CHANGE):
        return _form(case, status=200)
    doubt = _doubt(case, key)
    if doubt is not None or key is None:
        return _ask(case, doubt or "", key=_kept_key(case, key))
    suspicion = spam.verdict(_signs(case, key, posts=posts, repeated=before.repeated))
    if suspicion:
        case.count(suspicion.layer, Outcome.HELD)
    try:
        return Answer(submission=_capture(case, suspicion.code if suspicion else "", content))
    except uploads.FilesGone:
        return _form(_with_files(post, case.key), status=422)


def _posts_from_there(post: Post, key: Key | None) -> int:
    """Count a post that may store something; without a key or a file none does."""
    if not spam.switches().rate or not (key or post.files):
        return 0
    return spam.count_post(post.address, now=post.now)


def _doubt(case: _Case, key: Key | None) -> str | None:
    """Return why the visitor is asked once more; None when there is no reason to."""
    post, on = case.post, spam.switches()
    if key is None:
        case.count(Layer.KEY, Outcome.ASKED)
        return _expired() if post.data.get(KEY) else ""
    if key.fetched and post.same_origin is None:
        case.count(Layer.ORIGIN, Outcome.ASKED)
        return ""
    if key.fetched and on.trap and post.data.get(TRAP):
        case.count(Layer.TRAP, Outcome.ASKED)
        return _("A hidden field was filled in, perhaps by your browser. Please check your answers and send them.")
    if on.time and key.too_young(post.now):
        case.count(Layer.TIME, Outcome.ASKED)
        return _("That was very quick. Please check your answers and send them.")
    if key.fetched and on.proof and not spam.is_solved(key, post.data.get(PROOF, "")):
        case.count(Layer.PROOF, Outcome.ASKED)
        return ""
    if _changed(post):
        return _("The form or its privacy notice changed while you had it open. Please read it again and send it.")
    return None


def _signs(case: _Case, key: Key, *, posts: int, repeated: bool) -> list[Sign]:
    """Return what speaks against a post whose sender cannot be asked any further."""
    on, post = spam.switches(), case.post
    links = spam.sign_of_links(_texts(case)) if on.links else None
    found = [
        (spam.NOWHERE, post.same_origin is None),
        (spam.TRAPPED, on.trap and post.data.get(TRAP)),
        (spam.REPEATED, on.repeated and repeated),
        (spam.BUSY, posts >= spam.BUSY_FROM),
        (spam.NO_WORK, on.proof and not key.fetched),
    ]
    return [sign for sign, speaks in found if speaks] + ([links] if links else [])


def _kept_key(case: _Case, key: Key | None) -> Key | None:
    """A key that is only too young is good in a moment."""
    return key if key and key.too_young(case.post.now) else None


def _changed(post: Post) -> bool:
    shown = read_mark(post.data.get(SHOWN, ""))
    now = shown_now(post.version)
    return shown is None or (shown.version_id, shown.words) != (now.version_id, now.words)


def _sent_before(case: _Case, earlier: Submission) -> Answer:
    """The same answers with the same key lead to the same receipt; other answers are another message."""
    if answers_to_keep(case.post.version, case.form) == earlier.answers:
        return Answer(submission=earlier)
    return _ask(case, _("You have sent this form once already. Send this as another message?"))


def _case(post: Post, key: Key, files: uploads.Files | None = None) -> _Case:
    taken = files or uploads.not_taken(post.version.schema, post.files)
    # Another site may have written the answers; it cannot have given a consent.
    ticks = post.same_origin or (post.same_origin is None and bool(post.data.get(KEY)))
    form = VisitorForm(post.version.schema, post.data, held=taken.held, problems=taken.problems, ticks=ticks)
    return _Case(post, form, key, taken)


def _with_files(post: Post, key: Key) -> _Case:
    taken = uploads.take_files(
        schema=post.version.schema,
        data=post.data,
        files=post.files,
        too_large=post.too_large,
        key_digest=key.digest,
        now=post.now,
    )
    case = _case(post, key, taken)
    if taken.problems:
        case.count(Layer.FILES, Outcome.REFUSED)
    return case


def _refused(post: Post, key: Key, layer: Layer) -> _Case:
    case = _case(post, key)
    case.count(layer, Outcome.REFUSED)
    return case


def _texts(case: _Case) -> list[str]:
    without, answers = NO_TEXT | {"email"}, case.form.answers
    keys = [spec["key"] for spec in case.post.version.schema if spec["kind"] not in without]
    return [text for key in keys if key in answers for text in spam.texts_of(answers[key])]


def _content(case: _Case) -> str:
    """Return what the post is recognised by; files are never alike, so a short text beside one tells nothing."""
    answers, specs = case.form.answers, [spec for spec in case.post.version.schema if spec["key"] in case.form.answers]
    own = {spec["key"] for spec in specs if spec["kind"] in OWN_WORDS and not spec.get("choices")}
    with_files = any(spec["kind"] == "file" for spec in specs)
    told = {} if with_files else {spec["key"]: answers[spec["key"]] for spec in specs if spec["kind"] not in NO_TEXT}
    return spam.content_hash(written={key: answers[key] for key in own}, told=told)


def _capture(case: _Case, suspicion: str, content: str) -> Submission:
    post, release = case.post, current_release()
    shown = read_mark(post.data[SHOWN])
    if release is None or shown is None:
        raise RuntimeError("A form is shown with a release and a mark, or not at all.")
    return capture_submission(
        version=post.version,
        purposes=released_purposes(post.version),
        release_number=release.number,
        answers=case.form.answers,
        shown=shown,
        key_digest=case.key.digest,
        address=post.address,
        terms=terms_in_force(post.version.language),
        now=post.now,
        suspicion=suspicion,
        content_hash=content,
        is_test=test_mode.is_marked(post.data.get(test_mode.NAME, ""), post.version.slug, now=post.now),
    )


def _shown_again(post: Post) -> Shown:
    """What is shown from now on, on behalf of the page where the form was first filled in."""
    before = read_mark(post.data.get(SHOWN, ""))
    title, path = (before.page_title, before.page_path) if before else ("", "")
    return shown_now(post.version, page_title=title, page_path=path)


def _form(case: _Case, *, status: int, explanation: str = "", template: str = "forms/page.html") -> Answer:
    """Show the form with everything that was typed."""
    proof = case.post.data.get(PROOF, "") if case.key.fetched else ""
    return Answer(template, status, explanation, case.form, case.key.text, proof, _shown_again(case.post))


def _ask(case: _Case, explanation: str, *, key: Key | None = None, status: int = 200) -> Answer:
    """Show what was typed and ask to send it once more, with a fresh key; what is wrong with it is told at once."""
    if not case.form.is_valid():
        return _form(case, status=max(status, 403), explanation=explanation)
    key = key or _fresh(case.post)
    if key.digest != case.key.digest:
        uploads.move(ids=case.files.ids, key_digest=key.digest)
        case = _Case(case.post, case.form, key, case.files)
    return _form(case, status=status, explanation=explanation, template="submissions/check.html")


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
