"""A legal case: what was asked or alleged, on what basis it is handled, how it was decided, what of whom was handed over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.keys.fields import EncryptedTextField

LEGAL_REQUESTS, LEGAL_PROCEEDINGS = "legal_requests", "legal_proceedings"


class LegalCase(models.Model):
    """One notice, order or claim (policy §2, §3.4; R48–R51). A notice from the website has its message."""

    # Of the code that a person is told.
    PREFIX = "LC"

    class Kind(models.TextChoices):
        NOTICE = "notice", _("notice of illegal content or abuse")
        ORDER = "order", _("order or request of a court or authority")
        CLAIM = "claim", _("legal proceedings or a claim")
        TERMS = "terms", _("breach of our Terms")

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("a case", "received")
        ASSESSED = "assessed", pgettext_lazy("a case", "assessed")
        ACTED = "acted", pgettext_lazy("a case", "acted on")
        REJECTED = "rejected", pgettext_lazy("a case", "rejected")

    class Basis(models.TextChoices):
        LEGAL_OBLIGATION = "legal_obligation", _("legal obligation (GDPR Art. 6(1)(c))")
        LEGITIMATE_INTEREST = (
            "legitimate_interest",
            _("legitimate interest in a claim or our Terms (GDPR Art. 6(1)(f))"),
        )

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    kind = models.CharField(_("what it is"), max_length=8, choices=Kind.choices)
    purpose_key = models.CharField(max_length=40, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RECEIVED, editable=False)
    submission = models.OneToOneField(
        "leads_submissions.Submission",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="legal_case",
        verbose_name=_("message"),
    )
    # Whoever brought it; nobody for one that staff wrote down without an address.
    subject = models.ForeignKey(
        "privacy_ledger.Subject",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="legal_cases",
        verbose_name=_("person"),
    )
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    received_at = models.DateTimeField(_("received"))
    words = EncryptedTextField(_("what is asked or alleged"), blank=True, default="")
    name = EncryptedTextField(_("who brings it"), blank=True, default="")
    email = EncryptedTextField(_("e-mail address"), blank=True, default="")
    basis = models.CharField(_("legal basis"), max_length=20, choices=Basis.choices, blank=True, editable=False)
    # The provision, order or interest that the basis rests on.
    ground = EncryptedTextField(_("law, order or interest"), blank=True, default="", editable=False)
    decision = EncryptedTextField(_("decision and reasons"), blank=True, default="", editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["state", "received_at"], name="cases_waiting"),
            models.Index(fields=["purpose_key", "decided_at"], name="cases_retention"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state="received") | ~Q(basis=""), name="cases_basis_set"),
            models.CheckConstraint(
                condition=Q(state__in=["received", "assessed"], decided_at=None)
                | Q(state__in=["acted", "rejected"], decided_at__isnull=False),
                name="cases_decided",
            ),
        ]
        verbose_name = _("legal case")
        verbose_name_plural = _("legal cases")
        default_permissions = ("view", "add", "change")
        permissions = [
            ("search_legalcase", _("Can look for a person under a legal case")),
            ("disclose_legalcase", _("Can hand over a person's data under a legal case")),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.decided_at is None


class CaseStep(models.Model):
    """What was done about a case, when and by whom; nobody when the website received it."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        ASSESSED = "assessed", pgettext_lazy("what happened", "Assessed")
        SEARCHED = "searched", _("Looked for a person")
        PERSON = "person", _("Found a person")
        DISCLOSED = "disclosed", _("Handed data over")
        TOLD = "told", _("Told the person")
        BARRED = "barred", _("The person is not told")
        DECIDED = "decided", pgettext_lazy("what happened", "Decided")
        REMARK = "remark", _("Remark")

    case = models.ForeignKey(LegalCase, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    text = EncryptedTextField(_("remark"), blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("time"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class CasePerson(models.Model):
    """A person that a case concerns: found under it, named by ids only. Goes with the case."""

    case = models.ForeignKey(LegalCase, on_delete=models.CASCADE, related_name="people")
    subjects = models.ManyToManyField("privacy_ledger.Subject", related_name="+")
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Disclosure(models.Model):
    """Chosen values of one person, handed to somebody for a stated reason (R51). The values stay where they are.

    `fields` names each: store, number of the record, which line of it, and its label.
    """

    case = models.ForeignKey(LegalCase, on_delete=models.CASCADE, related_name="disclosures")
    person = models.ForeignKey(CasePerson, on_delete=models.CASCADE, related_name="disclosures")
    fields = models.JSONField(default=list, editable=False)
    authority = models.CharField(_("authority or party"), max_length=120)
    recipient = EncryptedTextField(_("who receives it"))
    ground = EncryptedTextField(_("on what ground"))
    made_at = models.DateTimeField(editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # When the values left the site for the first time.
    taken_at = models.DateTimeField(_("handed over"), null=True, editable=False)
    # Why the person must not know, and until when; empty when they are told.
    bar = EncryptedTextField(_("why the person must not know"), blank=True, default="")
    bar_until = models.DateField(_("not told before"), null=True, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["made_at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(told_at=None) | Q(taken_at__isnull=False), name="cases_told_after"),
        ]
        verbose_name = _("disclosure")

    def __str__(self) -> str:
        return str(self.pk)
