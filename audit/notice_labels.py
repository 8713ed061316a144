"""Labels of what rules over notices, photos and objections name in their evidence."""

from __future__ import annotations

from typing import Final

NOTICE_LABELS: Final[dict[str, str]] = {
    "closed_on": "办结日",
    "differences": "不同之处",
    "exif_on": "照片自记日期",
    "exposure": "泄露的种类",
    "exposures": "泄露的信息",
    "first_paid_on": "首次付款日",
    "found": "处数",
    "handler": "办理层级",
    "ledger": "台账数",
    "ledger_fen": "台账金额",
    "mended": "更正情况",
    "missing_fields": "缺少的要素",
    "notice_done_on": "公示完成日",
    "objection": "异议编号",
    "other_notices": "用在别处的公示",
    "photos": "张贴证据",
    "printed": "公示数",
    "printed_fen": "公示金额",
    "quarters": "断档的季度",
    "raised_on": "提出日",
    "read_on": "内容登记日",
    "reading": "第几次登记",
    "shown_item": "公示的事项",
    "taken_on": "填写的拍摄日",
    "topic": "异议事由",
    "what": "比较的内容",
    "withdrawn_on": "撤下日",
}
