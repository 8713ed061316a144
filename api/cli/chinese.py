"""How does argparse speak Chinese? Its fixed texts go through gettext; this is the catalogue."""

from __future__ import annotations

import argparse
from typing import Final

_TEXTS: Final = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "optional arguments": "选项",
    "options": "选项",
    "show this help message and exit": "显示这段说明",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "expected one argument": "需要一个值",
    "expected at least one argument": "至少需要一个值",
    "invalid %(type)s value: %(value)r": "不能理解的值：%(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r 不在可选范围：%(choices)s",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s\n",
}


def parser_texts_in_chinese() -> None:
    """Replace the look-up that argparse uses for its own words."""
    vars(argparse)["_"] = lambda text: _TEXTS.get(text, text)
