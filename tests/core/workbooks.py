"""Small workbooks for the tests: made in memory, and broken in every way the portal must bear."""

import base64
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from core.workbook.cells import Code, Date, Identifier, Integer, Many, Percent, Text, Wan, YesNo
from core.workbook.schema import Column, Sheet

PROJECTS = Sheet(
    "项目",
    [
        Column("项目编号", "code", Identifier(), required=True),
        Column("项目名称", "name", Text(20), required=True),
        Column("区划代码", "region", Code(), required=True),
        Column("小区编号", "communities", Many(Identifier())),
        Column("总投资(万元)", "total", Wan(), required=True),
        Column("建筑面积(㎡)", "area", Integer(unit="㎡")),
        Column("计划开工", "start", Date()),
        Column("党组织", "party", YesNo()),
    ],
    key=("code",),
)
WEEKS = Sheet(
    "周进度",
    [
        Column("项目编号", "code", Identifier(), required=True),
        Column("周一日期", "monday", Date(), required=True),
        Column("形象进度(%)", "percent", Percent(), required=True),
    ],
    key=("code", "monday"),
)
# An .xls of 周进度 with three rows, the second percentage 0.65 in a percent cell; no library here
# writes that format.
OLD_WORKBOOK = zlib.decompress(
    base64.b85decode(
        "c-rk)O-"
        "NKx6#nj;8D~b+`Dqk1ut6A8QyCrl+2~YQt{kQk`XMsSA<NJhBCthTHoKyrO+_2Qf;Lv0eyG59Edrw!fe|=Gs~`x9TIjs"
        "aIrFB*X#xjINZ$9j=iYnn{q8yM{=fHP#xpl@w<?Jow8Mgw?nF_RPEl}XGHy`0u5&UIJ1FQT{wp{gG>}C$JSu%|=P~5*P"
        "C~;S>r;}zI|}=89FgInn130uReb1G>_Zz#h3lj#L#24-6?sVHDv`IP=3|kYMRP%98`Ygt`!ExZG;A_v@gA*4%F4j)-"
        "WSfSXj)K?XFQ8XFR6508@9xc^d4I&1=ZFPOoB$bGd2{9bKZp;C<gWtn!380Iy&ayqggPCueu-jl3DK4epA1^dIi#dU#z"
        "$PLGPeJ%%^wKldHe1S%ER=2W3?yXcZi_a*0I^bicWH^T0f!JV7K_p+>HJI$1ILZ5Jg6x)J#hTXWbB)z{N|o-5ZOfO?u-"
        "hz5hf79(z@gP=9o8fxCy9I^l#)(49D<dB`ly=bQ?l@(Y*vL7x<dt@ED>5b-ZeSX>17Y+A_W=u|(^cfW3H-"
        "L^a%ph`^l*miasRc9$W1Yye(&}nSSBdnIyA;<(%Z<eLajA1oN^8kZNboAWHY;66>BPq!52_RI!}XM&>P(*UO}!3JpoaR"
        "mpZNTYqfs@gYgZW$!<kqa`_)^KmA~y>4$W=&t{Vrf3k$p`2_BK@9QTg;nbVBEVz$b|R>J1~ctZBsJ1=IZnN_5i%{(m+P"
        "ZOTiu#+AW8d#jxIH!@%c9phj$zih{i?F9$EZLfpRxIKzk9fQ0#XUAbyYw#<!-"
        "NSFCQO(xVZy}nK*>!qeQ)MFpUt?L+l~J^3lvi3Z;};@ofxL)1briJ!w|)Bj1)9~DqvHYw$u_ing4~1-"
        "DEwELG+0qg9XoD`m$2l@3Um0`|mBGLhYvt@$(<s{{h?x?bH"
    )
)
HEADINGS = [column.heading for column in PROJECTS.columns]
GOOD = ["P0001", "东风一村改造", "420106000000", "C0001、C0002", 1449, 3652, "2023.4.15", "是"]


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]], change: Callable[[Workbook], None] | None = None
) -> bytes:
    """Return an .xlsx with these rows per sheet, after `change` has had its way with it."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    if change is not None:
        change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def projects(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    """Return a workbook with the sheet 项目 alone."""
    return workbook({"项目": [headings, *rows]})


def good(**changes: Any) -> list[Any]:
    """Return the good row with cells replaced by attribute."""
    row = list(GOOD)
    for attr, value in changes.items():
        row[[column.attr for column in PROJECTS.columns].index(attr)] = value
    return row


def rezipped(data: bytes, parts: Mapping[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """Return the zip with parts replaced, changed or added."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        contents: dict[str, bytes] = {name: old.read(name) for name in old.namelist()}
        for name, part in parts.items():
            contents[name] = part if isinstance(part, bytes) else part(contents[name])
        for name, content in contents.items():
            new.writestr(name, content)
    return stream.getvalue()


def with_directory_size(data: bytes, name: str, size: int) -> bytes:
    """Return the zip with a lie about a part's inflated size in its directory."""
    at = [m.start() for m in re.finditer(re.escape(b"PK\x01\x02"), data)]
    entry = next(a for a in at if data[a + 46 :].startswith(name.encode()))
    return data[: entry + 24] + size.to_bytes(4, "little") + data[entry + 28 :]
