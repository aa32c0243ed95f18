"""Password rules: characters of several kinds, none of the last ones.

GB/T 22239-2019 8.1.4.1 as evaluators practise it.
"""

import re
from typing import Final

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from accounts.models import PasswordRecord, User

KINDS: Final = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z0-9]")


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """Django's, in Chinese: its own catalogue for 5.2 lacks this sentence."""

    def get_error_message(self) -> str:
        return f"密码至少{self.min_length}个字符。"


class AttributeSimilarityValidator(password_validation.UserAttributeSimilarityValidator):
    """Django's, in the words of the other rules."""

    def get_error_message(self) -> str:
        return "密码与%(verbose_name)s太相近。"


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    """Django's, in the words of the other rules."""

    def get_error_message(self) -> str:
        return "密码太常见，容易被猜到。"


class CharacterKindsValidator:
    """Ask for at least `kinds` of: lower case, upper case, digit, other character."""

    def __init__(self, kinds: int = 3) -> None:
        self.kinds = kinds

    def validate(self, password: str, user: User | None = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in KINDS) < self.kinds:
            raise ValidationError(self.get_help_text(), code="password_too_few_kinds")

    def get_help_text(self) -> str:
        return f"密码须包含大写字母、小写字母、数字、符号中的至少{self.kinds}种。"


class NotReusedValidator:
    """Refuse the current password and the ones before it, `last` in all."""

    def __init__(self, last: int = 3) -> None:
        self.last = last

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        kept = user.password_records.values_list("hash", flat=True)[: self.last]
        hashes = dict.fromkeys(
            [*User.objects.filter(pk=user.pk).values_list("password", flat=True), *kept]
        )
        if any(check_password(password, known) for known in hashes):
            raise ValidationError(self.get_help_text(), code="password_reused")

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Keep the hash of the password just saved; Django calls this for every way of setting one."""
        if user is None:
            return
        PasswordRecord.objects.create(user=user, hash=user.password)
        kept = user.password_records.values_list("pk", flat=True)[: self.last]
        user.password_records.exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        return f"密码不能与最近{self.last}次使用过的密码相同。"
