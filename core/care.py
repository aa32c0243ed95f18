"""关怀版: larger type and higher contrast, kept in a cookie, with or without an account."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from core.links import inside

COOKIE = "care"
ONE_YEAR = 365 * 24 * 3600


def is_on(request: HttpRequest) -> bool:
    """Tell whether this browser asked for the large-type edition."""
    return request.COOKIES.get(COOKIE) == "1"


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Turn the large-type edition on or off and return to the page that asked."""
    response = HttpResponseRedirect(inside(request, request.POST.get("next", "")) or "/")
    if is_on(request):
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE, "1", max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return response
