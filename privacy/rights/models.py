"""What people asked for, how it was answered, and that whoever asked by e-mail reads that address."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.keys import hashing, normalise
from privacy.keys.fields import EncryptedTextField


class Right(models.TextChoices):
    """The rights of GDPR chapter III in plain words, and complaints."""

    ACCESS = "access", _("See my data")
    PORTABILITY = "portability", _("Take my data with me")
    RECTIFICATION = "rectification", _("Have my data corrected")
    ERASURE = "erasure", _("Have my data deleted")
    RESTRICTION = "restriction", _("Have the use of my data restricted")
    OBJECTION = "objection", _("Object to a use of my data")
    WITHDRAWAL = "withdrawal", _("Withdraw my consent")
    COMPLAINT = "complaint", _("Complain or ask something")


class RightsRequest(models.Model):
    """One request, from whichever channel. Its clock starts when it first reached any box of the company (R71, R82)."""

    # Of the code that a person is told.
    PREFIX = "KR"

    class Channel(models.TextChoices):
        WEBSITE = "website", _("the website")
        MAILBOX = "mailbox", _("e-mail to the company's address")
        ACCESS_MAILBOX = "access_mailbox", _("e-mail to the address for access")
        PHONE = "phone", pgettext_lazy("a channel", "by phone")
        POST = "post", pgettext_lazy("a channel", "by post")
        OTHER = "other", _("another way")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a request", "open")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", pgettext_lazy("a request", "closed")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("done as asked")
        PARTIAL = "partial", _("done in part")
        REFUSED = "refused", pgettext_lazy("a request", "refused")
        UNVERIFIED = "unverified", _("we could not tell who asked")
        TAKEN_BACK = "taken_back", _("taken back by the person")

    class Identity(models.TextChoices):
        UNKNOWN = "", _("not checked yet")
        MAIL = "mail", _("a code sent to their address")
        CALL = "call", _("their reference code and a call back")
        KNOWN = "known", _("something that only they can know")
        COPY = "copy", _("a masked copy of an identity document")

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    right = models.CharField(_("what is asked"), max_length=14, choices=Right.choices)
    channel = models.CharField(_("came by"), max_length=16, choices=Channel.choices)
    received_on = models.DateField(
        _("received on"), help_text=_("The day on which it first reached us, in whichever mailbox.")
    )
    due_on = models.DateField(_("answer by"), editable=False)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    name = EncryptedTextField(_("name"), blank=True, default="")
    email = EncryptedTextField(_("e-mail address"), blank=True, default="")
    phone = EncryptedTextField(_("phone number"), blank=True, default="")
    words = EncryptedTextField(_("what they wrote or said"), blank=True, default="")
    # The code of a message, case or earlier request of theirs.
    given_code = EncryptedTextField(
        _("reference"),
        blank=True,
        default="",
        help_text=_(
            "The code of their message, such as KG-7F3K-29QX, in whichever writing. It finds what they sent us."
        ),
    )
    # By which an address or a number in the request finds whoever asked.
    email_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    hash_key = models.CharField(max_length=8, blank=True, editable=False)
    subject = models.ForeignKey(
        "privacy_ledger.Subject",
        on_delete=models.PROTECT,
        editable=False,
        related_name="rights_requests",
        verbose_name=_("person"),
    )
    # The same right asked again while the first waits: answered with it, by its clock.
    first = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="repeats", verbose_name=_("same as")
    )
    identity = models.CharField(
        _("how we know who it is"), max_length=6, choices=Identity.choices, blank=True, default="", editable=False
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN, editable=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True, editable=False)
    answer = EncryptedTextField(_("answer"), blank=True, default="", editable=False)
    answered_at = models.DateTimeField(_("answered on"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed on"), null=True, editable=False)
    extended_to = models.DateField(_("extended to"), null=True, editable=False)
    # Why the extension is needed, or why the request is refused: part of the letter.
    reason = EncryptedTextField(_("reason"), blank=True, default="", editable=False)
    # Who proposed to delete; somebody else does it.
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    erasure_id = models.PositiveBigIntegerField(null=True, editable=False)
    # The use of the person's data rests (Art. 18), until a day that they were told of before.
    restricted_at = models.DateTimeField(_("use restricted since"), null=True, editable=False)
    lift_on = models.DateField(_("used again from"), null=True, editable=False)
    lifted_at = models.DateTimeField(_("used again since"), null=True, editable=False)
    # The letter is out and the person's data are deleted: nothing here names anybody any more.
    forgotten_at = models.DateTimeField(_("name deleted on"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="rights_due")]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.reference

    def hash_identifiers(self) -> list[str]:
        """Make the hashes of the address and the number anew; return the names of the fields to save."""
        email, phone = normalise.email_as_given(self.email), normalise.phone_as_given(self.phone)
        self.email_hash = hashing.lookup_hash(email, scope="email") if email else ""
        self.phone_hash = hashing.lookup_hash(phone, scope="phone") if phone else ""
        self.hash_key = hashing.lookup_key_id()
        return ["email_hash", "phone_hash", "hash_key"]

    def rotate_hashes(self) -> list[str]:
        """Make them with the newest key; return the names of the fields to save."""
        return [] if self.hash_key == hashing.lookup_key_id() else self.hash_identifiers()


class RequestStep(models.Model):
    """What was done about a request, when, and by whom; nobody in particular when the person or the site did it."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        IDENTIFIED = "identified", _("We know who asks")
        UNIDENTIFIED = "mistaken", _("That check was mistaken")
        SORTED = "sorted", _("What is asked was put right")
        CODE = "code", _("Reference added")
        JOINED = "joined", _("Taken for the same person")
        APART = "apart", _("Kept apart: somebody else")
        COPY_ASKED = "copy_asked", _("Masked copy of a document asked for")
        COPY_CAME = "copy_came", _("Masked copy arrived")
        COPY_TAKEN = "copy_taken", _("Copy taken over from a colleague")
        COPY_GONE = "copy_gone", _("Copy destroyed")
        COPY_BY_MAIL = "copy_mail", _("A copy came by e-mail or post")
        REPEATED = "repeated", _("Asked again")
        REMARK = "remark", _("Remark")
        PROPOSED = "proposed", _("Deletion proposed")
        NOT_PROPOSED = "not_proposed", _("Proposal taken back")
        ERASED = "erased", _("Data deleted")
        CORRECTED = "corrected", _("Data corrected")
        HAND_OVER = "hand_over", _("Copy to hand over: a colleague asked to look")
        MAY_HAND_OVER = "may_hand", _("Copy to hand over: agreed")
        RESTRICTED = "restricted", _("Use restricted")
        LIFTING = "lifting", _("End of the restriction announced")
        LIFTED = "lifted", _("Restriction ended")
        EXTENDED = "extended", _("Extended")
        ANSWERED = "answered", _("Answered")
        CAME_BACK = "came_back", _("The letter did not arrive: open again")
        BY_POST = "by_post", _("E-mail address removed: the letter goes by post")
        TASK = "task", _("Task done")
        CLOSED = "closed", pgettext_lazy("what happened", "Closed")
        FORGOTTEN = "forgotten", _("Name deleted")

    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices)
    text = EncryptedTextField(_("remark"), blank=True, default="")
    # Of whom an officer said that they are the person who asks, or are not. It points to nobody once they are gone.
    subject_number = models.PositiveBigIntegerField(null=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("time"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class RequestTask(models.Model):
    """Something to do by hand before a request can be closed: a place the machine cannot reach, a company to tell (R85)."""

    class Kind(models.TextChoices):
        OUTSIDE = "outside", _("delete outside the site")
        MAILBOX = "mailbox", _("destroy a copy of a document")
        RECIPIENT = "recipient", _("tell whoever received the data")

    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # What a member of staff reads: the place or company, and what to do there. Nothing about the person.
    text = models.CharField(_("task"), max_length=400)
    done_at = models.DateTimeField(_("done on"), null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class IdentityCopy(models.Model):
    """A masked copy of an identity document, asked for because nothing else shows who asks (policy §6; R79–R81).

    The picture lies in a folder that no backup reads, its key here and nowhere else; both go at the decision. What
    stays is how the copy was masked, when, and what came of it.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("a copy of a document", "asked for")
        RECEIVED = "received", pgettext_lazy("a copy of a document", "waits to be looked at")
        ACCEPTED = "accepted", pgettext_lazy("a copy of a document", "shows who asks")
        REFUSED = "refused", pgettext_lazy("a copy of a document", "does not show who asks")
        UNMASKED = "unmasked", pgettext_lazy("a copy of a document", "not masked")
        OVER = "over", pgettext_lazy("a copy of a document", "not needed any more, or too late")

    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="copies")
    # Who asked for it, and the only person who sees it.
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    nonce = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    lasts_until = models.DateTimeField()
    # Whether the picture was masked by the page, before anything left the person's device.
    in_browser = models.BooleanField(default=False)
    received_at = models.DateTimeField(null=True, db_index=True)
    destroy_by = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=32, blank=True, default="")
    key = EncryptedTextField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Challenge(models.Model):
    """A code on its way to an address, to learn that whoever asks reads that address (R78).

    The code and the link of its mail are made from a key outside the database while the mail is sent, and kept nowhere.
    """

    email = EncryptedTextField(_("e-mail address"))
    email_hash = models.CharField(max_length=64, db_index=True)
    hash_key = models.CharField(max_length=8)
    nonce = models.CharField(max_length=32)
    language = models.CharField(max_length=12)
    created_at = models.DateTimeField(db_index=True)
    # How often the code was mailed, last when, and how long it works since.
    mails = models.PositiveSmallIntegerField(default=1)
    mailed_at = models.DateTimeField()
    lasts_until = models.DateTimeField()
    # Wrong codes, on all pages that asked for it.
    tries = models.PositiveSmallIntegerField(default=0)
    # Of the token in the mail's link, and of the page with the person's data; empty before it is opened.
    link_hash = models.CharField(max_length=64, unique=True)
    open_hash = models.CharField(max_length=64, blank=True, db_index=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    def rotate_hashes(self) -> list[str]:
        """Make the hash again with the newest key; return the names of the fields to save."""
        if self.hash_key == hashing.lookup_key_id():
            return []
        self.email_hash = hashing.lookup_hash(self.email, scope="email")
        self.hash_key = hashing.lookup_key_id()
        return ["email_hash", "hash_key"]


class CodePage(models.Model):
    """A page that asks for a code, known by the hash of its token: everybody who asks gets one of their own."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="pages")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class AttemptCounter(models.Model):
    """How often one connection asked for a code or tried one; a code made from the address, gone after a day."""

    address_hash = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["address_hash", "window_start"], name="rights_attempts_once")]

    def __str__(self) -> str:
        return str(self.pk)


class DeadlineAlert(models.Model):
    """That a member of staff was told how many days are left, so that they are told once."""

    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="alerts")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    days_before = models.SmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["request", "to", "due_on", "days_before"], name="rights_notified_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
