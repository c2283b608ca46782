"""CMS screens of reply templates, for editors, translators and team leaders."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from leads.inbox.models import ReplyTemplate


class TemplateIndexView(IndexView):
    """The list, with what belongs in it."""

    introduction = _(
        "Texts to begin a reply with. Each is translated, and offered only for messages in its own language."
    )


class ReplyTemplateViewSet(SnippetViewSet):
    """Texts to begin a reply with."""

    model = ReplyTemplate
    icon = "pilcrow"
    menu_label = _("Reply templates")
    menu_name = "reply-templates"
    menu_order = 340
    add_to_settings_menu = True
    list_display = ["name", Column("locale", label=_("Language"))]
    ordering = ["translation_key", "locale"]
    index_view_class = TemplateIndexView
    index_template_name = "cms/index.html"
    index_results_template_name = "cms/index_results.html"
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Keep it short, and leave open what differs from message to message. Write no personal data here: a "
                    "template is kept, while messages are deleted after their time."
                )
            ),
            FieldPanel("name"),
            FieldPanel("text"),
        ]
    )
