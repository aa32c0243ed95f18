"""Communities: adding one and correcting its base data."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, transaction

from accounts.models import User
from core import clock, regions
from core.exceptions import Refusal
from projects.models import Community
from projects.models.numbered import NumberedInCity
from projects.services.guards import require_change, require_fresh, signed

# degrees that China lies between
EAST: Final = (73, 136)
NORTH: Final = (3, 54)


@transaction.atomic
def create_community(values: Mapping[str, Any], *, by: User) -> Community:
    """Add a community; `values` by field name, `region` and `number` among them."""
    require_change(by, "projects.add_community", values["region"].pk)
    return _write(Community(), values, by)


@transaction.atomic
def update_community(
    community: Community, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> Community:
    """Change a community that the user opened at history id `seen`; Stale when it moved on."""
    require_change(by, "projects.change_community", community.region_id)
    require_change(by, "projects.change_community", values["region"].pk)
    locked = Community.objects.select_for_update().get(pk=community.pk)
    require_fresh(Community, seen, id=community.pk)
    moved = values["region"].pk != locked.region_id
    saved = _write(locked, values, by)
    if moved:
        _move(saved, by)
    return saved


def _move(community: Community, by: User) -> None:
    """Let the sites of the community's projects follow it; it stays within their regions."""
    projects = community.projects.select_for_update().prefetch_related("communities")
    for project in projects:
        if community.region_id not in regions.subtree(project.region_id):
            raise Refusal(
                f"该小区属于项目“{project.name}”，所属区划须在项目的区划之内；请先修改项目。",
                "region",
            )
        site = project.site_id
        project.place([each.region_id for each in project.communities.all()])
        if project.site_id != site:
            signed(project, by, "随小区区划更新").save()


def _write(community: Community, values: Mapping[str, Any], by: User) -> Community:
    _check(values)
    require_free_number(Community, values["region"].pk, values["number"], community.pk)
    for name, value in values.items():
        setattr(community, name, value)
    save_numbered(community, by)
    return community


def _check(values: Mapping[str, Any]) -> None:
    year, now = values.get("built_year"), clock.today().year
    if year is not None and not 1900 <= year <= now:
        raise Refusal(f"建成年份应在 1900 到 {now} 之间，如 1985。", "built_year")
    area = values.get("floor_area")
    if area is not None and area < 0:
        raise Refusal("建筑面积不能为负数。", "floor_area")
    _check_position(values.get("longitude"), values.get("latitude"))


def _check_position(longitude: Decimal | None, latitude: Decimal | None) -> None:
    if longitude is None and latitude is None:
        return
    if longitude is None or latitude is None:
        raise Refusal("经度和纬度要同时填写。", "latitude" if latitude is None else "longitude")
    if not EAST[0] <= longitude <= EAST[1]:
        raise Refusal("经度应在 73 到 136 之间，如 116.397128；是否与纬度填反了。", "longitude")
    if not NORTH[0] <= latitude <= NORTH[1]:
        raise Refusal("纬度应在 3 到 54 之间，如 39.916527。", "latitude")


def require_free_number(
    model: type[NumberedInCity], region: int, number: str, own: int | None
) -> None:
    """Raise Refusal when another row of the same city has the number."""
    manager: Any = model._default_manager
    taken = manager.filter(city=regions.city_of(region), number=number).exclude(pk=own).first()
    if taken is not None:
        raise Refusal(f"编号 {number} 在本市已用于“{taken}”，请换一个编号。", "number")


def save_numbered(row: NumberedInCity, by: User) -> None:
    """Save, turning a number taken at the same moment into a Refusal."""
    try:
        with transaction.atomic():
            signed(row, by).save()
    except IntegrityError as error:
        raise Refusal(f"编号 {row.number} 在本市已被使用，请换一个编号。", "number") from error
