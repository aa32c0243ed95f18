"""Whose paper forms and answers a user may see."""

from typing import TYPE_CHECKING, Self

from accounts.querysets import ScopedQuerySet
from projects.choices import PaperState

if TYPE_CHECKING:
    from projects.models import PaperAnswer, PaperForm


class PaperFormQuerySet(ScopedQuerySet["PaperForm"]):
    region_path = "project__site_id"


class PaperAnswerQuerySet(ScopedQuerySet["PaperAnswer"]):
    region_path = "form__project__site_id"

    def pending(self) -> Self:
        return self.filter(state=PaperState.PENDING)
