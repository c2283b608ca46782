"""Beside a form's fields: who answers what is sent with it. It is no word of the form, and changed on its own screen."""

from django.utils.translation import gettext_lazy as _

from leads.forms.panels import register_form_panel
from leads.teams.panels import WhoAnswersPanel

register_form_panel(WhoAnswersPanel(heading=_("Who answers")))
