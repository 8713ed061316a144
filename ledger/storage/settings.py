"""What can be set from outside, and what does each setting mean?

Every setting is an environment variable, declared once below with its default and its Chinese
description; the settings page is generated from `DECLARED`. There is no configuration file: a
second place to look would be a second answer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from ledger.values.refusal import Refusal, shown


class SettingNotUnderstood(Refusal):
    """An environment variable holds something its setting cannot mean."""


@dataclass(frozen=True)
class Setting:
    """One environment variable. An empty variable counts as one that is not set."""

    name: str
    default: str | None
    description: str

    def text(self, environment: Mapping[str, str]) -> str | None:
        return environment.get(self.name) or self.default


HOME = Setting(
    "SUNLEDGER_HOME",
    "./.sunledger",
    "数据目录：密钥、内置数据库、导入的文件和生成的公示都在其中。删除它就是删除账本。",
)
DATABASE_URL = Setting(
    "DATABASE_URL",
    None,
    "改用这台 PostgreSQL（15 至 18）服务器，账号须是库的所有者；不设则启动内置数据库。",
)
DATABASE_APP_URL = Setting(
    "DATABASE_APP_URL",
    None,
    "使用 DATABASE_URL 时，网页和命令行记账所用的账号（sunledger_app）的连接地址。",
)
DATABASE_READ_URL = Setting(
    "DATABASE_READ_URL",
    None,
    "使用 DATABASE_URL 时，审计和公示读取所用的账号（sunledger_read）的连接地址。",
)
DATABASE_QUERY_URL = Setting(
    "DATABASE_QUERY_URL",
    None,
    "使用 DATABASE_URL 时，审计自编查询所用的账号（sunledger_query，只能读审计视图）的连接地址。",
)
PG_BIN = Setting(
    "PG_BIN",
    None,
    "内置数据库改用这个目录里的 PostgreSQL 程序（须有 initdb 和 postgres），"
    "例如 /usr/lib/postgresql/15/bin。",
)
HOST = Setting("SUNLEDGER_HOST", "127.0.0.1", "网页服务监听的地址；0.0.0.0 表示所有网卡。")
PORT = Setting("SUNLEDGER_PORT", "8000", "网页服务监听的端口，1 至 65535；0 表示任选空闲端口。")
PUBLIC_URL = Setting(
    "SUNLEDGER_PUBLIC_URL",
    None,
    "群众用手机打开公示网页的地址，印在公示的二维码里；不设则用监听的地址和端口。",
)
ATTACHMENT_MB = Setting(
    "SUNLEDGER_ATTACHMENT_MB", "20", "一个附件最大多少 MB（1 至 1024 的整数）。"
)
IMPORT_MB = Setting(
    "SUNLEDGER_IMPORT_MB", "64", "在网页上导入的一个文件最大多少 MB（1 至 256 的整数）。"
)
AUDIT_AT = Setting(
    "SUNLEDGER_AUDIT_AT",
    None,
    "网页服务每天在北京时间的这一时刻（如 02:30）对全部账簿运行审计规则，错过的补上；"
    "不设则不定时运行。",
)

DECLARED: tuple[Setting, ...] = (
    HOME,
    DATABASE_URL,
    DATABASE_APP_URL,
    DATABASE_READ_URL,
    DATABASE_QUERY_URL,
    PG_BIN,
    HOST,
    PORT,
    PUBLIC_URL,
    ATTACHMENT_MB,
    IMPORT_MB,
    AUDIT_AT,
)


@dataclass(frozen=True)
class Settings:
    """The settings of one process, parsed. Paths are absolute."""

    home: Path
    database_url: str | None = None
    database_app_url: str | None = None
    database_read_url: str | None = None
    database_query_url: str | None = None
    pg_bin: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    attachment_bytes: int = 20 * 1024 * 1024
    import_bytes: int = 64 * 1024 * 1024
    audit_at: time | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of this process, or of the given variables.

        Raises SettingNotUnderstood.
        """
        variables = os.environ if environment is None else environment
        home = _path(HOME, variables)
        if home is None:
            raise SettingNotUnderstood(f"{HOME.name} 不能为空", setting=HOME.name)
        public_url = PUBLIC_URL.text(variables)
        return cls(
            home=home,
            database_url=DATABASE_URL.text(variables),
            database_app_url=DATABASE_APP_URL.text(variables),
            database_read_url=DATABASE_READ_URL.text(variables),
            database_query_url=DATABASE_QUERY_URL.text(variables),
            pg_bin=_path(PG_BIN, variables),
            host=HOST.text(variables) or "127.0.0.1",
            port=_port(PORT.text(variables) or "0"),
            public_url=public_url.rstrip("/") if public_url else None,
            attachment_bytes=_megabytes(ATTACHMENT_MB, variables, 1024),
            import_bytes=_megabytes(IMPORT_MB, variables, 256),
            audit_at=_time(AUDIT_AT.text(variables)),
        )


def _path(setting: Setting, variables: Mapping[str, str]) -> Path | None:
    text = setting.text(variables)
    # absolute(), not resolve(): a link the user made on purpose stays the name he knows.
    return Path(text).expanduser().absolute() if text else None


def _time(text: str | None) -> time | None:
    if text is None:
        return None
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9]))?", text)
    if found is None:
        raise SettingNotUnderstood(
            f"{AUDIT_AT.name} 应是 0:00 至 23:59 的时刻，现在是{shown(text)}",
            setting=AUDIT_AT.name,
        )
    return time(int(found[1]), int(found[2] or 0))


def _megabytes(setting: Setting, variables: Mapping[str, str], most: int) -> int:
    text = setting.text(variables) or ""
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= most:
        raise SettingNotUnderstood(
            f"{setting.name} 应是 1 至 {most} 的整数，现在是{shown(text)}",
            setting=setting.name,
        )
    return int(text) * 1024 * 1024


def _port(text: str) -> int:
    # [0-9] and not int(): int() would take "８０８０", "8_0" and " 80".
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise SettingNotUnderstood(
            f"{PORT.name} 应是 0 至 65535 的整数，现在是{shown(text)}", setting=PORT.name
        )
    return int(text)
