"""Roles and levels, with the words that users read."""

from typing import Final

from django.db import models


class RegionLevel(models.TextChoices):
    PROVINCE = "省", "省"
    CITY = "市", "市"
    COUNTY = "区县", "区县"
    STREET = "街道", "街道"
    COMMUNITY = "社区", "社区"


class Role(models.TextChoices):
    """A role is a Django group of this name with explicit permissions."""

    CLERK = "填报员", "填报员"
    REVIEWER = "审核员", "审核员"
    OFFICE = "市级办公室", "市级办公室"
    LEADER = "领导", "领导"
    SYSTEM_ADMIN = "系统管理员", "系统管理员"
    SECURITY_ADMIN = "安全管理员", "安全管理员"
    AUDITOR = "审计员", "审计员"


BUSINESS_ROLES: Final = (Role.CLERK, Role.REVIEWER, Role.OFFICE, Role.LEADER)
ADMIN_ROLES: Final = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


class AccessKind(models.TextChoices):
    """What the access log records besides the change history of each row."""

    LOGIN = "login", "登录"
    LOGIN_FAILED = "login_failed", "登录失败"
    LOCKED = "locked", "锁定"
    LOGOUT = "logout", "退出"
    PASSWORD = "password", "修改密码"
    SECOND_FACTOR = "second_factor", "双因素认证"
    DOWNLOAD = "download", "下载"
    EXPORT = "export", "导出"
    IMPORT = "import", "导入"
    REVEAL = "reveal", "查看敏感信息"
    UNLOCK = "unlock", "解锁周报"
    ACCOUNT = "account", "账号管理"
    ROLE = "role", "角色与范围"
    TOKEN = "token", "接口令牌"
