"""Facts of the register: single rows, never one per language (translated copies of facts drift)."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from privacy.keys.fields import AddressField

host_name = RegexValidator(
    r"^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$", _("Write a host name such as player.vimeo.com, without https:// or a path.")
)


# Stands in a number that is only for trying out.
EXAMPLE = "EXAMPLE"


class Archivable(models.Model):
    """Used rows are archived, never deleted: old releases and proofs keep pointing at them."""

    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def archived(self) -> bool:
        return self.archived_at is not None


class Controller(models.Model):
    """Who answers for the data (GDPR Art. 4(7), 13(1)(a); policy §1). One row."""

    public_name = models.CharField(_("public name"), max_length=100)
    legal_name = models.CharField(_("legal name"), max_length=150, blank=True)
    street = models.CharField(_("street and number"), max_length=150, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = CountryField(_("country"), default="NL")
    phone = models.CharField(
        _("phone"), max_length=30, blank=True, help_text=_("As printed, such as +31 (0)348 47 18 44.")
    )
    phone_e164 = models.CharField(
        _("phone number to dial"),
        max_length=16,
        blank=True,
        validators=[RegexValidator(r"^\+[1-9]\d{6,14}$", _("Write + and digits only, such as +31348471844."))],
    )
    email = AddressField(_("e-mail for questions and objections"), blank=True)
    access_email = AddressField(_("e-mail for access requests"), blank=True)
    authority_name = models.CharField(_("supervisory authority"), max_length=150, blank=True)
    authority_url = models.URLField(_("authority's complaint page"), blank=True)
    dpo_name = models.CharField(
        _("data protection officer"),
        max_length=150,
        blank=True,
        help_text=_("Name or function. The policy says that there is none while this is empty (Art. 13(1)(b))."),
    )
    dpo_email = AddressField(_("e-mail of the data protection officer"), blank=True)
    automated_decisions = models.BooleanField(
        _("automated decisions about people"),
        default=False,
        help_text=_("Art. 22 GDPR. The policy says none are made."),
    )
    platform_url = models.URLField(
        _("customer platform"), blank=True, help_text=_("Shown as a link in the header; hidden while empty.")
    )

    class Meta:
        verbose_name = _("company details")
        verbose_name_plural = _("company details")

    def __str__(self) -> str:
        return self.public_name


class DataCategory(Archivable):
    """A kind of personal data, named by the Data Privacy Vocabulary (W3C DPV-PD)."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    dpv = models.CharField(_("DPV term"), max_length=60, blank=True, help_text=_("For example pd:EmailAddress."))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "key"]
        verbose_name = _("data category")
        verbose_name_plural = _("data categories")

    def __str__(self) -> str:
        return self.key


class Purpose(Archivable, ClusterableModel):
    """Why data are used, and on what ground (GDPR Art. 6(1), 13(1)(c), 30(1)(b); policy §2, §3)."""

    class Basis(models.TextChoices):
        CONSENT = "consent", _("Consent")
        CONTRACT = "contract", _("Performance of a contract")
        LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation")
        LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")

    class Source(models.TextChoices):
        FORMS = "forms", _("Given by the person in a form")
        COOKIES = "cookies", _("Cookies and similar technology")
        WEBSITE = "website", _("Recorded by the website")
        OTHER = "other", _("From elsewhere")

    class Status(models.TextChoices):
        """Whether a service carries it out, and so whether it is told (R93)."""

        PREPARED = "prepared", _("Prepared: told nowhere")
        IN_USE = "in_use", _("In use")
        ENDED = "ended", _("Ended: its data are still kept")

    # Fields that say where its assessments stand.
    ASSESSMENTS: ClassVar[tuple[str, ...]] = ("interest_assessment", "impact_assessment")

    key = models.SlugField(_("key"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    section = models.CharField(_("section of the policy"), max_length=10, blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status.choices,
        default=Status.PREPARED,
        help_text=_(
            "Prepared: nobody is told of it and no form may offer it. In use: the next version tells it, because a part of "
            "the website carries it out. Ended: nothing new is collected for it; it is told until the last of its data are "
            "gone, and is archived then."
        ),
    )
    basis = models.CharField(_("legal basis"), max_length=20, choices=Basis.choices)
    source = models.CharField(
        _("where the data come from"), max_length=10, choices=Source.choices, default=Source.FORMS
    )
    categories = models.ManyToManyField(DataCategory, through="PurposeCategory", verbose_name=_("data categories"))
    vendors: "models.ManyToManyField[Vendor, models.Model]" = models.ManyToManyField(
        "Vendor", blank=True, related_name="purposes", verbose_name=_("companies that receive the data")
    )
    sends_mail = models.BooleanField(_("sends e-mail"), default=False)
    needs_reply_channel = models.BooleanField(
        _("needs a way to reply"),
        default=False,
        help_text=_("A form must ask for an e-mail address or a phone number."),
    )
    calls = models.BooleanField(
        _("calls people"),
        default=False,
        help_text=_(
            "Staff may call or text the numbers given. Without this, numbers are left out of tables, and are no links. "
            "Advertising by phone needs a consent of its own (Telecommunicatiewet 11.7)."
        ),
    )
    noticed_on = models.DateField(
        _("people were told on"),
        null=True,
        blank=True,
        help_text=_("When a changed purpose was announced (Art. 13(3))."),
    )

    interest_assessment = models.CharField(
        _("assessment of the legitimate interest"),
        max_length=200,
        blank=True,
        help_text=_(
            "Where the company's interest was weighed against people's: document, number, date (Art. 6(1)(f)). For staff and "
            "the authority; visitors do not read it."
        ),
    )
    impact_assessment = models.CharField(
        _("impact assessment"),
        max_length=200,
        blank=True,
        help_text=_("Where it stands: document, number, date. Or why none is needed (Art. 35)."),
    )

    class Meta:
        ordering = ["position", "key"]
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")

    def __str__(self) -> str:
        return self.key


class PurposeCategory(models.Model):
    """That a purpose uses a kind of data, and whether a person must give it (Art. 13(2)(e))."""

    class Requirement(models.TextChoices):
        REQUIRED = "required", _("required")
        ONE_OF = "one_of", _("at least one way to reply")
        OPTIONAL = "optional", _("optional")
        AUTOMATIC = "automatic", _("recorded automatically")
        HELD = "held", _("from what we already have of you")

        @property
        def is_asked(self) -> bool:
            """Whether a person is asked for it: the rest is there without a question."""
            return self not in (self.AUTOMATIC, self.HELD)

        @property
        def strictness(self) -> int:
            """How much it demands, from 0 for what may be left empty to 2 for what must be given."""
            return {self.REQUIRED: 2, self.ONE_OF: 1}.get(self, 0)

    purpose = ParentalKey(Purpose, on_delete=models.CASCADE, related_name="uses")
    category = models.ForeignKey(
        DataCategory, on_delete=models.PROTECT, related_name="uses", verbose_name=_("data category")
    )
    requirement = models.CharField(
        _("requirement"), max_length=10, choices=Requirement.choices, default=Requirement.OPTIONAL
    )

    class Meta:
        ordering = ["category__position", "category__key"]
        constraints = [models.UniqueConstraint(fields=["purpose", "category"], name="register_category_once_a_purpose")]
        verbose_name = _("data category used")
        verbose_name_plural = _("data categories used")

    def __str__(self) -> str:
        return f"{self.purpose_id}:{self.category_id}"


class RetentionRule(Archivable):
    """How long a store keeps the data of a purpose (Art. 5(1)(e), 13(2)(a); policy §5)."""

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        MONTHS = "months", _("months")
        YEARS = "years", _("years")

    class Trigger(models.TextChoices):
        CREATED = "created", _("after it was recorded")
        LAST_CONTACT = "last_contact", _("after the last contact")
        WITHDRAWAL = "withdrawal", _("after you withdraw or unsubscribe")
        RELIED_ON = "relied_on", _("after your last choice or message, once we hold nothing else of you")
        OUTCOME = "outcome", _("after the outcome of the offer")
        DECISION = "decision", _("after the decision")
        SENT = "sent", _("after sending")
        VALIDITY_END = "validity_end", _("after the choice stops being valid")
        WHILE_NEEDED = "while_needed", _("as long as we send e-mail")
        ONCE_ONLY = "once_only", _("for ever, as a code that names nobody")

    class Action(models.TextChoices):
        DELETE = "delete", _("deleted")
        ANONYMISE = "anonymise", _("made anonymous")
        PSEUDONYMISE = "pseudonymise", _("kept under a pseudonym")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="rules", verbose_name=_("purpose"))
    store = models.SlugField(_("what is kept"), max_length=40, help_text=_("The store this rule is carried out on."))
    period_value = models.PositiveSmallIntegerField(_("period"), null=True, blank=True)
    period_unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices, default=Unit.MONTHS)
    trigger = models.CharField(_("counted"), max_length=20, choices=Trigger.choices)
    action = models.CharField(_("then"), max_length=20, choices=Action.choices, default=Action.DELETE)
    confirmed_on = models.DateField(
        _("confirmed on"),
        null=True,
        blank=True,
        help_text=_("The policy names no period; the company confirms each one."),
    )

    class Meta:
        ordering = ["purpose__position", "key"]
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")

    def __str__(self) -> str:
        return self.key

    @property
    def open_ended(self) -> bool:
        """Whether the rule has no period of its own to count."""
        return self.trigger in (self.Trigger.WHILE_NEEDED, self.Trigger.ONCE_ONLY)


class Vendor(Archivable):
    """A company that receives data (Art. 13(1)(e)-(f), 28, 30(1)(d)-(e); policy §5, §7)."""

    class Role(models.TextChoices):
        PROCESSOR = "processor", _("Processor: acts on our instructions")
        CONTROLLER = "controller", _("Decides for itself what it does with the data")
        JOINT = "joint", _("Decides together with us")

    class Safeguards(models.TextChoices):
        EEA = "eea", _("Data stay in the European Economic Area")
        ADEQUACY = "adequacy", _("Adequacy decision of the European Commission")
        FRAMEWORK = (
            "framework",
            _("Certified under the EU-U.S. Data Privacy Framework (adequacy decision for such companies)"),
        )
        SCC = "scc", _("Standard contractual clauses")

    class Script(models.TextChoices):
        """What of a company runs on our pages once a visitor allows its cookie group."""

        GOOGLE_ANALYTICS = "google_analytics", _("Google Analytics 4")
        LINKEDIN_INSIGHT = "linkedin_insight", _("LinkedIn Insight Tag")

    class Withdrawal(models.TextChoices):
        NOTHING = "nothing", _("Nothing to tell: it received nothing")
        SIGNAL = "signal", _("A signal is sent by the page")
        CALL = "call", _("We tell it ourselves")
        IMPOSSIBLE = "impossible", _("It cannot be told")

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    country = CountryField(_("country"))
    safeguards = models.CharField(_("safeguards for transfer"), max_length=12, choices=Safeguards.choices, blank=True)
    contract_date = models.DateField(_("contract dated"), null=True, blank=True)
    contract_is_example = models.BooleanField(
        _("EXAMPLE contract"), default=False, help_text=_("For trying out only. The live site refuses it.")
    )
    privacy_url = models.URLField(_("privacy statement"), max_length=500, blank=True)
    cookie_url = models.URLField(_("how to remove its cookies"), max_length=500, blank=True)
    subprocessors_url = models.URLField(
        _("list of the companies it uses"),
        max_length=500,
        blank=True,
        help_text=_("Required of a processor, unless it uses none (Art. 28(2))."),
    )
    uses_nobody = models.BooleanField(_("uses no other companies"), default=False)
    hosts = models.JSONField(
        _("host names"), default=list, blank=True, help_text=_("Addresses the browser may contact once you allow it.")
    )
    frame_hosts = models.JSONField(_("host names of embeds"), default=list, blank=True)
    script = models.CharField(
        _("script"),
        max_length=20,
        choices=Script.choices,
        blank=True,
        help_text=_("Runs on the pages of visitors who allow its cookie group. Nothing of it is loaded before."),
    )
    script_id = models.CharField(
        _("our number there"),
        max_length=30,
        blank=True,
        help_text=_("Such as G-ABC1234567 at Google, 1234567 at LinkedIn. Without it, nothing is loaded."),
    )
    group = models.ForeignKey(
        "cookie_consent.CookieGroup",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="vendors",
        verbose_name=_("cookie group"),
    )
    withdrawal = models.CharField(
        _("told of a withdrawal"), max_length=12, choices=Withdrawal.choices, default=Withdrawal.NOTHING
    )
    active = models.BooleanField(_("switched on"), default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        return self.name

    @property
    def is_example(self) -> bool:
        """Whether contract or number are only for trying out; the live site refuses them (R66)."""
        return self.contract_is_example or EXAMPLE in self.script_id
