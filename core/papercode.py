"""Short codes that people read off paper and type: no letters that look alike, and a check character.

There are 31 letters, a prime, and each place weighs differently: one wrong character or two that
changed places never give another valid code.
"""

import secrets
import unicodedata
from typing import Final

from core.exceptions import Refusal

LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BODY: Final = 8  # 31^8 codes: nobody finds one by trying
LENGTH: Final = BODY + 1
GROUP: Final = 3


def new_code() -> str:
    """Return a code drawn at random, its check character at the end."""
    body = "".join(secrets.choice(LETTERS) for _ in range(BODY))
    return body + check_character(body)


def check_character(body: str) -> str:
    weighed = sum(place * LETTERS.index(letter) for place, letter in enumerate(body, 1))
    return LETTERS[weighed % len(LETTERS)]


def spoken(code: str) -> str:
    """Return a code as it is printed: K7M-2QF-8XP."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(typed: str, field: str = "code") -> str:
    """Return the code that was typed, in any case, width and grouping; Refusal says what is wrong."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(letter for letter in plain if letter not in "-_—–. " and not letter.isspace())
    if not code:
        raise Refusal("请输入表格右上角的代码。", field)
    strange = next((letter for letter in code if letter not in LETTERS), "")
    if strange:
        raise Refusal(
            f"代码里没有“{strange}”：只用数字2—9和字母，不用 I、L、O，请对照纸上核对。", field
        )
    if len(code) != LENGTH:
        raise Refusal(f"代码应为{LENGTH}位，现为{len(code)}位，请对照纸上核对。", field)
    if check_character(code[:BODY]) != code[BODY]:
        raise Refusal(
            f"代码的校验位“{code[BODY]}”与前{BODY}位不符，可能抄错一位或两位颠倒，请逐位核对。",
            field,
        )
    return code
