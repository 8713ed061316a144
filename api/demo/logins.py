"""One login for each role of the demo, with passwords that follow from the data directory.

Nothing is stored in clear: the password is derived from the data directory's key, so it is random
for each directory and can be printed again at every start.
"""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass

from api.access import Grant, Role
from api.users import add_user, list_users
from ledger.book.post import Connection
from ledger.storage.sealing import Sealer
from ledger.values.region import RegionCode

PREFECTURE, COUNTY, OTHER_CITY = 610700, 610727, 411400


@dataclass(frozen=True, slots=True)
class Login:
    """What the demo prints for one role."""

    role: Role
    login: str
    name: str
    password: str


def logins(sealer: Sealer) -> list[Login]:
    """Every role but the public, which needs no login."""
    return [
        Login(role, login, name, _password(sealer, login))
        for role, (login, name, _) in _LOGINS.items()
    ]


def add_logins(connection: Connection, sealer: Sealer) -> None:
    """Add the users that are missing."""
    known = {user.login for user in list_users(connection)}
    for each in logins(sealer):
        if each.login not in known:
            grants = [
                Grant(each.role, RegionCode.parse(str(region)), book)
                for region, book in _LOGINS[each.role][2]
            ]
            add_user(connection, each.login, each.name, each.password, grants)


_LOGINS: dict[Role, tuple[str, str, tuple[tuple[int, int | None], ...]]] = {
    Role.FINANCE_MAKER: ("jingban", "演示经办", ((COUNTY, COUNTY), (OTHER_CITY, OTHER_CITY))),
    Role.FINANCE_CHECKER: ("fuhe", "演示复核", ((COUNTY, COUNTY), (OTHER_CITY, OTHER_CITY))),
    Role.PROJECT_DEPARTMENT: ("xiangmu", "演示项目主管", ((COUNTY, COUNTY),)),
    Role.TOWNSHIP: ("xiangzhen", "演示乡镇", ((610727101, None),)),
    Role.VILLAGE: ("cun", "演示村干部", ((610727101, None),)),
    Role.AUDITOR: ("shenji", "演示审计", ((PREFECTURE, None), (OTHER_CITY, None))),
    Role.INSPECTOR: ("jijian", "演示纪检", ((PREFECTURE, None),)),
    Role.UPPER_BUREAU: ("shangji", "演示上级", ((PREFECTURE, None),)),
    Role.ADMINISTRATOR: ("guanli", "演示管理员", ((PREFECTURE, None),)),
}


def _password(sealer: Sealer, login: str) -> str:
    text = b32encode(sealer.hmac("demo-login", login)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))
