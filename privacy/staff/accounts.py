"""CMS screens of accounts and roles, on Wagtail's: what one person may not do is said beside the field (R94)."""

import copy
from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel
from wagtail.users.forms import GroupForm, UserEditForm
from wagtail.users.views.groups import CreateView, GroupViewSet
from wagtail.users.views.groups import EditView as GroupEditView
from wagtail.users.views.users import EditView, UserViewSet

from home.base.origin import client_address
from privacy.access.role_sync import allowed
from privacy.staff.account_state import grants_of_role
from privacy.staff.attempts import PASSWORDS, begin_attempt
from privacy.staff.changes import look_at_role
from privacy.staff.guards import (
    NotForOne,
    is_named_role,
    makes_officers,
    needs_an_officer,
    refuse_grant,
    refused_change,
    refused_role,
    why_no_officer_is_left,
)
from privacy.staff.proposals import propose


class AccountForm(UserEditForm):
    """An account of somebody else: names, address, roles. Accounts are opened by invitations and closed when people leave."""

    def __init__(self, *args: Any, by: User, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, editing_self=editing_self, **kwargs)
        self.by, self.proposed = by, list[Group]()
        self.fields.pop("is_active", None)
        if not by.is_superuser:
            self.fields.pop("is_superuser", None)
        if editing_self:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = gettext("You change your own address under Account, with your password.")

    def clean_groups(self) -> Collection[Group]:
        """A role that takes an officer's agreement is proposed; what may not be given or taken is said."""
        chosen, before = list(self.cleaned_data["groups"]), set(self.instance.groups.all())
        for group in [one for one in chosen if one not in before]:
            if needs_an_officer(self.instance, group, by=self.by):
                chosen.remove(group)
                self.proposed.append(group)
            elif why_not := refused_role(self.instance, group, by=self.by):
                raise ValidationError(why_not)
        if any(makes_officers(group) for group in before - set(chosen)) and (
            why_not := why_no_officer_is_left(self.instance)
        ):
            raise ValidationError(why_not)
        return chosen

    def clean(self) -> dict[str, Any]:
        """Say what somebody may not change about this account."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        after = copy.copy(self.instance)
        changed = [name for name in ("username", "email", "is_superuser") if name in values]
        changed = [name for name in changed if values[name] != getattr(after, name)]
        for name in changed:
            setattr(after, name, values[name])
        why_not = refused_change(self.instance, after, changed, by=self.by, now=timezone.now())
        if changed and why_not:
            self.add_error(changed[0], why_not)
        return values

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit)
        for role in self.proposed:
            propose(user=user, role=role, by=self.by, now=timezone.now())
        return user


class AccountEditView(EditView):
    """Edit an account; one that may do everything is edited only by who may."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}

    def save_instance(self) -> User:
        user: User = super().save_instance()
        if self.form.proposed:
            messages.info(self.request, gettext("Proposed. A privacy officer agrees before somebody gets this role."))
        return user


class AccountViewSet(UserViewSet):
    """Settings ▸ Users."""

    edit_view_class = AccountEditView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AccountForm if for_update else super().get_form_class(for_update)


class RoleForm(GroupForm):
    """What a role may do: narrowed here, widened in the software."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and is_named_role(self.instance.name):
            self.fields["name"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Never more than the software gives the role of this name; said above the table, which shows no errors."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        chosen: Collection[Permission] = values.get("permissions", ())
        held = set(self.instance.permissions.all()) if self.instance.pk else set()
        most = allowed(values.get("name") or "")
        more = [one for one in chosen if one not in held and f"{one.content_type.app_label}.{one.codename}" not in most]
        if more:
            raise ValidationError(
                _(
                    "What a role may do is laid down in the software. It can be narrowed here, not widened: untick %(names)s."
                ),
                params={"names": ", ".join(f"“{one.name}”" for one in more)},
            )
        # What this screen does not offer stays: Wagtail would take it away and give it anew, which is refused.
        values["permissions"] = {*chosen, *(held - set(self.registered_permissions))}
        return values


class NeverWider:
    """Of the screens of a role: whatever its panels wrote, by signals or past them, is undone where it widens the role."""

    def process_form(self) -> HttpResponseBase:
        """Save, look at what was saved, and say why it is refused."""
        role: Group = self.object  # type: ignore[attr-defined]
        before = grants_of_role(role) if role.pk else set[tuple[str, str]]()
        try:
            with transaction.atomic():
                answer: HttpResponseBase = super().process_form()  # type: ignore[misc]
                role = getattr(self, "object", None) or role
                if role.pk:
                    for grant, _where in grants_of_role(role) - before:
                        refuse_grant(role, grant)
                    look_at_role(role, now=timezone.now())
        except NotForOne as refusal:
            messages.error(self.request, str(refusal))  # type: ignore[attr-defined]
            return redirect(self.request.path)  # type: ignore[attr-defined]
        return answer


class RoleCreateView(NeverWider, CreateView):
    """Make a role of one's own: at most what editors may."""


class RoleEditView(NeverWider, GroupEditView):
    """Narrow a role."""


class RoleViewSet(GroupViewSet):
    """Settings ▸ Groups, for who may do everything."""

    add_view_class = RoleCreateView
    edit_view_class = RoleEditView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return RoleForm


class OwnNameForm(NameEmailForm):
    """One's own name and address; another address takes one's password."""

    password = forms.CharField(
        label=_("Your password, if you change the address"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        """Whoever finds an open desk does not send the next password to themselves."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "email" in self.changed_data and not self._is_theirs(values.get("password", "")):
            self.add_error("password", _("Type your password here: your address is where a new one is sent."))
        return values

    def _is_theirs(self, password: str) -> bool:
        account, address = self.instance.get_username(), client_address(self.request)
        attempt = begin_attempt(PASSWORDS, account=account, address=address, now=timezone.now())
        if attempt is None or not self.instance.check_password(password):
            return False
        attempt.was_right()
        return True


class OwnNamePanel(NameEmailSettingsPanel):
    """Name and address on the screen of one's own account."""

    form_class = OwnNameForm

    def get_form(self) -> OwnNameForm:
        """Return the one form of this request: judged once, it has written the new address into the account at hand."""
        if not hasattr(self.request, "own_name_form"):
            values = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
            form = OwnNameForm(*values, instance=self.user, prefix=self.name, request=self.request)
            self.request.own_name_form = form
        found: OwnNameForm = self.request.own_name_form
        return found


class OwnAccountView(AccountView):
    """One's own account."""

    def get_panels(self) -> list[Any]:
        panels = super().get_panels()
        return [
            OwnNamePanel(panel.request, panel.user, panel.profile)
            if isinstance(panel, NameEmailSettingsPanel)
            else panel
            for panel in panels
        ]
