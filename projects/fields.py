"""A project typed by its number, as forms of every floor above ask for it."""

from typing import Any

from django import forms

from accounts.models import User
from projects.models import Project

UNKNOWN = "没有这个编号的项目，请到项目列表核对项目编号。"
TWICE = "不止一个市有这个编号的项目，请由项目页面发起。"


class ProjectNumberField(forms.CharField):
    """Cleans to the project of the user's scope, None where nothing was typed."""

    user: User | None = None  # whoever fills in the form, see `UserForm`

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "项目编号")
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Project | None:
        number = super().clean(value).strip()
        if not number:
            return None
        assert self.user is not None
        found = list(Project.objects.visible_to(self.user).filter(number=number)[:2])
        if not found:
            raise forms.ValidationError(UNKNOWN)
        if len(found) > 1:
            raise forms.ValidationError(TWICE)
        return found[0]


class UserForm(forms.Form):
    """A form that one user fills in: what it names is looked up in that user's scope."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for field in self.fields.values():
            if isinstance(field, ProjectNumberField):
                field.user = user
