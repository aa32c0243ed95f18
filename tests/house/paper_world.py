"""A paper form and what was written on it, for the table of URLs."""

from typing import Any

from accounts.models import Region, User
from core import clock
from core.periods import Week
from projects.models import PaperAnswer, Project
from projects.services.paper_forms import forms_for


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of a district's form, by its code, and of a proposal."""
    form = forms_for(user, Week.of(clock.today()), [project])[project.pk]
    answer = PaperAnswer.objects.create(
        form=form, typed={"problem": mark}, sender=mark[:20], received_at=clock.now()
    )
    return {"paper_form": (form.pk,), "paper_code": (form.code,), "paper_answer": (answer.pk,)}
