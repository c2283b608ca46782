"""CMS screens of texts: snippets, so that wagtail-localize translates them, reached from Privacy, Texts; the approval."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.models import Locale
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet

from privacy.cms.views import StaffRequest
from privacy.register import text_states
from privacy.register.banner import default_words
from privacy.register.models.texts import TEXT_MODELS, BannerText, RegisterText
from privacy.register.services import approve_text
from privacy.register.views import RegisterScreen

CAN_APPROVE = "privacy_register.approve_texts"


class TextIndexView(IndexView):
    """The list of texts is the screen that shows their state."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("register_texts")


class TextViewSet(SnippetViewSet):
    """A kind of text. It is part of Privacy, so no path leads through a list of everything."""

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}]


class BannerCreateView(CreateView):
    """The first words of the banner: the site's own, ready to be changed. There is one row, in the source language."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if banner_source() or self.locale != Locale.get_default():
            return redirect("register_banner")
        return super().dispatch(request, *args, **kwargs)

    def get_initial_form_instance(self) -> BannerText:
        """Return the site's own wording."""
        source = Locale.get_default()
        return BannerText(locale=source, **default_words(source.language_code))


def banner_source() -> BannerText | None:
    """Return the banner's words in the source language, if they were ever saved."""
    return BannerText.objects.filter(locale=Locale.get_default()).first()


def banner_words(request: HttpRequest) -> HttpResponse:
    """Lead to the one row of the banner's words, or to where it is begun."""
    source = banner_source()
    base = "wagtailsnippets_privacy_register_bannertext"
    return redirect(reverse(f"{base}:edit", args=[source.pk]) if source else reverse(f"{base}:add"))


def may_change_banner(request: HttpRequest) -> bool:
    """Return whether somebody writes the banner's words in the source language."""
    needed = ("privacy_register.change_bannertext", "wagtailcore.edit_source_language")
    return all(request.user.has_perm(permission) for permission in needed)


class TextsView(RegisterScreen):
    """How far the texts of each language are."""

    template_name = "register/texts.html"
    page_title = _("Texts")
    header_icon = "pilcrow"
    permission = "privacy_register.view_purposetext"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the languages."""
        return super().get_context_data(
            languages=text_states.language_summaries(), may_change_banner=may_change_banner(self.request), **kwargs
        )


class LanguageTextsView(RegisterScreen):
    """Every text of one language beside its source, and the button that approves (T5)."""

    template_name = "register/language_texts.html"
    header_icon = "pilcrow"
    permission = "privacy_register.view_purposetext"

    def get_summary(self) -> text_states.LanguageSummary:
        for summary in text_states.language_summaries():
            if summary.code == self.kwargs["language"]:
                return summary
        raise Http404

    def get_page_title(self) -> str:
        return gettext("Texts: %(language)s") % {"language": self.get_summary().name}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        parent = {"url": reverse("register_texts"), "label": _("Texts")}
        return [*self.breadcrumbs_items, parent, {"url": "", "label": self.get_summary().name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the texts, those that need somebody first."""
        states = text_states.text_states(self.kwargs["language"])
        shown = self.request.GET.get("show", "")
        if shown == "open":
            states = [state for state in states if state.state != text_states.APPROVED]
        return super().get_context_data(
            summary=self.get_summary(),
            states=states,
            shown=shown,
            may_approve=self.request.user.has_perm(CAN_APPROVE),
            **kwargs,
        )

    @transaction.atomic
    def post(self, request: StaffRequest, language: str) -> HttpResponse:
        """Approve the ticked texts, each only as it stood on the screen."""
        if not request.user.has_perm(CAN_APPROVE):
            raise PermissionDenied
        wanted = set(request.POST.getlist("text"))
        states = [state for state in text_states.text_states(language) if state.approvable and state.value in wanted]
        approved = [state.target for state in states if state.target]
        for text in approved:
            approve_text(text=text, user=request.user, now=timezone.now())
        if len(approved) < len(wanted):
            messages.warning(request, gettext("Some texts were changed meanwhile. Read them again before approving."))
        messages.success(
            request,
            ngettext("%(count)d text is approved.", "%(count)d texts are approved.", len(approved))
            % {"count": len(approved)},
        )
        return redirect("register_language_texts", language)


BANNER_PANELS = [
    HelpPanel(
        content=_(
            "Permission counts only if people know who asks and for what, and can refuse as easily as allow "
            "(Art. 4(11) and 7 GDPR). Keep the words in braces: the site fills them in."
        )
    ),
    MultiFieldPanel(
        [
            FieldPanel("title"),
            FieldPanel("ask"),
            FieldPanel("company"),
            FieldPanel("companies"),
            FieldPanel("which"),
            FieldPanel("withdraw"),
            FieldRowPanel([FieldPanel("accept"), FieldPanel("refuse"), FieldPanel("choose")]),
        ],
        heading=_("The banner"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("settings_title"),
            FieldPanel("settings_intro"),
            FieldPanel("kept_company"),
            FieldPanel("save_choice"),
        ],
        heading=_("The settings"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("saved_none"), FieldPanel("saved_all")]),
            FieldRowPanel([FieldPanel("saved_some"), FieldPanel("change")]),
        ],
        heading=_("After saving"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("again_new"),
            FieldPanel("again_changed"),
            FieldPanel("again_rest"),
            FieldRowPanel([FieldPanel("again_accept"), FieldPanel("again_refuse")]),
            FieldPanel("gpc"),
        ],
        heading=_("When something is new, or the browser refuses advertising"),
    ),
    MultiFieldPanel(
        [FieldPanel("video_notice"), FieldRowPanel([FieldPanel("video_play"), FieldPanel("video_always")])],
        heading=_("On a video"),
    ),
]


def _panels(model: type[RegisterText]) -> list[Panel]:
    draft = HelpPanel(content=_("Changes here are a draft. They reach visitors with the next release."))
    if model is BannerText:
        return [draft, *BANNER_PANELS]
    return [draft, *(FieldPanel(name) for name in model.text_fields)]


def register_texts() -> None:
    """Register every kind of text."""
    for model in TEXT_MODELS:
        attributes = {
            "model": model,
            "icon": "pilcrow",
            "edit_handler": ObjectList(_panels(model)),
            "index_view_class": TextIndexView,
            "copy_view_enabled": False,
        }
        if model is BannerText:
            attributes["add_view_class"] = BannerCreateView
        register_snippet(type(f"{model.__name__}ViewSet", (TextViewSet,), attributes))
