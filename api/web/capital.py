"""How is an amount written in capital characters (人民币大写), as on every printed voucher?

After 正确填写票据和结算凭证的基本规定 (Annex 1 of 支付结算办法): zeros inside are read once as
零, an amount that ends at 元 or 角 gets 整, one that ends at 分 does not.
"""

from __future__ import annotations

from ledger.values.money import check_fen

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def capital(fen: int) -> str:
    """`壹拾万零叁元伍角整`; `红字` stands before a negative amount."""
    yuan, part = divmod(abs(check_fen(fen)), 100)
    jiao, last = divmod(part, 10)
    text = _whole(yuan) + "元" if yuan else ""
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif last and yuan:
        text += "零"
    text += _DIGITS[last] + "分" if last else "整"
    return ("红字" if fen < 0 else "") + (text if text != "整" else "零元整")


def _whole(number: int) -> str:
    if number < 10_000:
        return _four(number)
    unit, name = (10**8, "亿") if number >= 10**8 else (10**4, "万")
    high, low = divmod(number, unit)
    zero = "零" if 0 < low < unit // 10 else ""
    return _whole(high) + name + zero + (_whole(low) if low else "")


def _four(group: int) -> str:
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + _PLACES[place]
            zero = False
        else:
            zero = True
    return text
