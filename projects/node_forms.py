"""Days of nodes among the fields of a week: what the entry page and the paper page share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from projects.models import Milestone
from projects.services.node_dates import MARK, show_day
from projects.services.weekly import Typed


class WithNodes(forms.Form):
    """A form of a project's week, below it the days on which its nodes were met."""

    def __init__(self, *args: Any, nodes: Sequence[Milestone] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nodes = {name_of(node): node for node in nodes}

    def add_nodes(self) -> None:
        for name, node in self.nodes.items():
            self.fields[name] = forms.CharField(
                label=f"{node.name}实际日期",
                required=False,
                strip=False,
                max_length=40,
                widget=forms.DateInput(attrs={"type": "date"}),
            )

    def show_nodes(self) -> None:
        """Show what is known of the nodes; what was shown comes back beside what is typed."""
        for name, node in self.nodes.items():
            self.fields[f"seen_{name}"] = forms.CharField(
                required=False, strip=False, widget=forms.HiddenInput
            )
            shown = show_day(node.actual_on)
            self.initial.update({name: shown, f"seen_{name}": shown})

    def week_fields(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.nodes]

    def node_fields(self) -> list[BoundField]:
        return [self[name] for name in self.nodes]

    def nodes_wrong(self) -> bool:
        return any(name in self.errors for name in self.nodes)

    def field_of(self, name: str | None) -> str | None:
        """Return the field of a refusal: services call nodes by name, the form by key."""
        found = (key for key, node in self.nodes.items() if name == MARK + node.name)
        return next(found, name if name in self.fields else None)

    def node_texts(self) -> dict[str, str]:
        """Return what was typed, as `node:` and the node's name."""
        return {MARK + node.name: self.cleaned_data[key] for key, node in self.nodes.items()}

    def node_dates(self) -> dict[str, Typed]:
        """Return what was typed by the node's name, with what was shown."""
        given = self.cleaned_data
        return {
            node.name: Typed(given[key], given[f"seen_{key}"]) for key, node in self.nodes.items()
        }


def name_of(node: Milestone) -> str:
    return f"node_{node.pk}"
