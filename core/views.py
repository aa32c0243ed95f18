"""The list page: a queryset, a FilterSet and columns; the same three serve page and workbook."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.contrib.auth.mixins import AccessMixin
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.generic import View
from django_filters import FilterSet
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from core import clock
from core.asked import date_of
from core.columns import Column, Row
from core.exports import CHUNK, workbook_response
from core.stood import order_then

PAGE_SIZE = 50


class PermittedView(AccessMixin, View):
    """A view for people who hold `permission`: anonymous → log-in, others without it → 403."""

    permission: ClassVar[str | Sequence[str]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        wanted = [self.permission] if isinstance(self.permission, str) else self.permission
        if not request.user.has_perms(wanted):
            self.raise_exception = True
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)


class ListPage(PermittedView):
    """A scoped, filtered, sorted, paginated list, and its workbook with `?export=xlsx`.

    An HTMX request gets `fragment_name` alone, which is the file that the full page includes.
    On a past date (`past`) nothing can be done from the page: no buttons, no column of acts.
    """

    title: ClassVar[str]
    template_name = "components/list_page.html"
    fragment_name = "components/table.html"
    filterset_class: ClassVar[type[FilterSet] | None] = None
    columns: ClassVar[Sequence[Column]]
    noun: ClassVar[str] = "记录"  # what the rows are
    empty: ClassVar[str] = ""  # said in place of "还没有…" and "没有符合条件的…"
    empty_how: ClassVar[str] = ""  # what brings the first row here
    unit_note: ClassVar[str] = ""
    filterset: FilterSet | None = None
    past = False

    @property
    def seen_on(self) -> date:
        """Return the date that the list is seen on, today where it knows none."""
        day: date | None = getattr(self.filterset, "day", None)
        return day or clock.today()

    def get_queryset(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_columns(self) -> Sequence[Column]:
        return self.columns

    def page_columns(self) -> tuple[Column, ...]:
        shown = (column for column in self.get_columns() if column.on_page)
        return tuple(column for column in shown if not (column.acts and self.past))

    def get_export_columns(self) -> Sequence[Column]:
        """Return the columns of the workbook: those of the page without what can be done there."""
        return [column for column in self.get_columns() if not column.acts]

    def get_context(self) -> dict[str, Any]:
        """Return what the page shows besides the table."""
        return {}

    def complete(self, rows: Sequence[Any]) -> None:
        """Give rows, a page or a chunk of them, what no query of the list holds."""

    def completed(self, rows: Iterable[Any]) -> Iterator[Any]:
        stream = iter(rows)
        while chunk := list(islice(stream, CHUNK)):
            self.complete(chunk)
            yield from chunk

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        queryset, filterset = self.get_queryset(), None
        if self.filterset_class is not None:
            filterset = self.filterset_class(request.GET, queryset=queryset, request=request)
            self.filterset = filterset
            self.past = self.seen_on < clock.today()
            if self._changes_time(request):
                return HttpResponseClientRedirect(request.get_full_path())
            queryset = filterset.qs
        queryset = self.sorted(queryset)
        if request.GET.get("export") == "xlsx":
            rows = self.completed(queryset.iterator(chunk_size=CHUNK))
            return workbook_response(request, self.title, self.get_export_columns(), rows)
        return self.page(request, filterset, queryset)

    def _changes_time(self, request: HttpRequest) -> bool:
        """Say whether a fragment leads from today to the past or back: buttons come and go then."""
        url = _page_of(request)
        if url is None or url.path != request.path:
            return False
        asked = date_of(parse_qs(url.query).get("as_of", [""])[0])
        return (asked is not None and asked < clock.today()) != self.past

    def no_rows(self) -> str:
        """Say that there is nothing: as such, or among what the reader narrowed the list to."""
        if self.empty:
            return self.empty
        asked = self.request.GET
        narrowed = any(asked[name] for name in asked if name not in {"page", "sort"})
        return f"{'没有符合条件的' if narrowed else '还没有'}{self.noun}。"

    def sorted(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Sort by `?sort=N` or `?sort=-N`, the number of a column that has an `order`."""
        wanted = self.request.GET.get("sort", "")
        columns = self.page_columns()
        number = wanted.lstrip("-")
        if not number.isdecimal() or len(number) > 3 or int(number) >= len(columns):
            return queryset
        order = columns[int(number)].order
        if not order:
            return queryset
        sign = "-" if wanted[0] == "-" else ""
        return queryset.order_by(f"{sign}{order_then(queryset, order)}", "pk")

    def page(
        self, request: HttpRequest, filterset: FilterSet | None, queryset: QuerySet[Any]
    ) -> HttpResponse:
        columns, past = self.page_columns(), self.seen_on if self.past else None
        page: Page[Any] = Paginator(queryset, PAGE_SIZE).get_page(request.GET.get("page"))
        page.object_list = list(page.object_list)
        self.complete(page.object_list)
        context = {
            "title": self.title,
            "filter": filterset,
            "columns": columns,
            "page": page,
            "rows": [Row(columns, row, past) for row in page],
            "sort": request.GET.get("sort", ""),
            "empty": self.no_rows(),
            "empty_how": self.empty_how,
            "unit_note": self.unit_note,
            "fragment_name": self.fragment_name,
            "past": past,
            **self.get_context(),
        }
        return page_or_part(request, self.template_name, self.fragment_name, context)


def page_or_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any]
) -> HttpResponse:
    """Answer with the page, or with the piece of it that HTMX asks for; caches keep them apart."""
    response = render(request, part if wants_fragment(request) else page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _page_of(request: HttpRequest) -> SplitResult | None:
    """Return the address of the page that a fragment is for, as far as the browser names one."""
    if not wants_fragment(request):
        return None
    try:
        return urlsplit(request.htmx.current_url or "")  # type: ignore[attr-defined]
    except ValueError:
        return None


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether HTMX asks for a piece of the page rather than for the page."""
    details: HtmxDetails | None = getattr(request, "htmx", None)
    return details is not None and bool(details) and not details.boosted
