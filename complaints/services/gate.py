"""What keeps the resident's form usable: a stamp, a trap, a sum, and limits. No foreign captcha.

Limits count in the cache by a hash of the address; they end by themselves and hold no address.
"""

import hashlib
import time
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer

from complaints.models import PublicPage
from core import cache
from core.exceptions import Refusal

HOUR: Final = 3600
STAMP_SECONDS: Final = 24 * HOUR
MISSES: Final = 30
REFUSED: Final = 30  # photos that were opened in vain
TOO_OFTEN: Final = "一小时内提交次数过多，请稍后再试，或拨打咨询电话。"
AGAIN: Final = "请重新打开表单填写。"
signer = Signer(salt="complaints.report")


@dataclass(frozen=True)
class Sum:
    """A sum small enough for everybody, drawn from the form's own stamp."""

    left: int
    right: int

    @property
    def words(self) -> str:
        return f"{self.left} 加 {self.right} 等于几"

    @property
    def answer(self) -> int:
        return self.left + self.right


def new_stamp(page: PublicPage, at: float | None = None) -> str:
    """Return a form's stamp: page, time and a number of its own, signed."""
    return signer.sign(f"{page.pk}.{int(at or time.time())}.{token_hex(12)}")


def read_stamp(page: PublicPage, stamp: str) -> str:
    """Return the stamp's own number; Refusal for a forged, foreign, hasty or old form."""
    try:
        key, made, number = signer.unsign(stamp).split(".")
    except (BadSignature, ValueError) as error:
        raise Refusal(AGAIN) from error
    age = time.time() - int(made)
    if key != str(page.pk) or age > STAMP_SECONDS:
        raise Refusal(AGAIN)
    if age < settings.PUBLIC_LEAST_SECONDS:
        raise Refusal("提交得太快，请核对内容后再提交一次。")
    return number


def sum_of(stamp: str) -> Sum:
    digest = hashlib.sha256(stamp.encode()).digest()
    return Sum(digest[0] % 8 + 2, digest[1] % 8 + 1)


def asks_sum(address: str | None) -> bool:
    """Say whether this address has sent so much lately that a sum is asked."""
    after: int = settings.PUBLIC_QUESTION_AFTER
    return cache.counted(_sent(address)) >= after


def check_limits(page: PublicPage, address: str | None) -> None:
    """Refusal once an address, or everybody together on a project, sent too much in an hour."""
    if cache.counted(_sent(address)) >= settings.PUBLIC_REPORTS_PER_ADDRESS:
        raise Refusal(TOO_OFTEN)
    if cache.counted(_refused(address)) >= REFUSED:
        raise Refusal(TOO_OFTEN)
    if cache.counted(f"project:{page.pk}") >= settings.PUBLIC_REPORTS_PER_PROJECT:
        raise Refusal("本项目一小时内收到的反映过多，请稍后再试，或拨打咨询电话。")


def note_sent(page: PublicPage, address: str | None) -> None:
    cache.count(_sent(address), HOUR)
    cache.count(f"project:{page.pk}", HOUR)


def note_refused(address: str | None) -> None:
    """Count photos that were no photos: opening them is the costly part of a report."""
    cache.count(_refused(address), HOUR)


def check_misses(address: str | None) -> None:
    """Refusal for an address that tries numbers at random."""
    if cache.counted(_missed(address)) >= MISSES:
        raise Refusal("查询次数过多，请一小时后再试。")


def note_miss(address: str | None) -> None:
    cache.count(_missed(address), HOUR)


def _sent(address: str | None) -> str:
    return f"report:{cache.anonymous(address)}"


def _refused(address: str | None) -> str:
    return f"refused:{cache.anonymous(address)}"


def _missed(address: str | None) -> str:
    return f"miss:{cache.anonymous(address)}"
