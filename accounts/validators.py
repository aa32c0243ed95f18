"""Password rule: characters of several kinds (GB/T 22239-2019 8.1.4.1 as evaluators practise it)."""

import re
from typing import Final

from django.core.exceptions import ValidationError

from accounts.models import User

KINDS: Final = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z0-9]")


class CharacterKindsValidator:
    """Ask for at least `kinds` of: lower case, upper case, digit, other character."""

    def __init__(self, kinds: int = 3) -> None:
        self.kinds = kinds

    def validate(self, password: str, user: User | None = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in KINDS) < self.kinds:
            raise ValidationError(self.get_help_text(), code="password_too_few_kinds")

    def get_help_text(self) -> str:
        return f"密码须包含大写字母、小写字母、数字、符号中的至少{self.kinds}种。"
