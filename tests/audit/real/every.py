"""All stories, in two halves of about the same length, and why other findings have none."""

from __future__ import annotations

from typing import Final

from tests.audit.real import eligible, firms, idle, misuse, outside, payees, silent, works

FIRST: Final = (*idle.TOLD, *misuse.TOLD, *works.TOLD)
SECOND: Final = (*firms.TOLD, *payees.TOLD, *eligible.TOLD, *outside.TOLD)
SILENT: Final = silent.TOLD

NOT_CAUGHT: Final[dict[str, str]] = {
    "B055": "账上没有验收计量记录以外的线索：渠道薄了只有现场测量才知道。重新测量后另登验收版本的，"
    "由PR04列出（见B115）",
    "B096": "验收登记不记耳标号、不附照片，借邻居的羊看不出来；公示照片重复使用由DS09看",
    "B138": "账上手续齐全；养殖场是否存在要看现场坐标、照片和饲料、销售记录，本系统不登记",
    "B140": "评审得分和排序不在账上；受贿本身不经过账簿",
    "B078": "企业的贴息贷款没有登记（贷款登记的是农户的小额信贷）；外部名单里只有存款账户的流水，"
    "没有贷款账户的余额和计息天数",
}
"""Finding → why no rule raises it."""
