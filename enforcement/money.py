"""Amounts of money in words."""

from decimal import Decimal

from django.utils.translation import get_language

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("仟", "佰", "拾", "")
GROUPS = ("", "万", "亿")
LIMIT = Decimal(10) ** 12
WAN = Decimal(10_000)


def capitals(amount: Decimal) -> str:
    """RMB capitals as cheques and decisions carry them: 12345.67 is 壹万贰仟叁佰肆拾伍元陆角柒分."""
    if not amount.is_finite() or amount < 0 or amount >= LIMIT:
        raise ValueError(f"{amount} cannot be written in capitals: it must be 0 or more and below {LIMIT}")
    cents = amount * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount} cannot be written in capitals: it has parts of a cent")
    yuan, cents_left = divmod(int(cents), 100)
    jiao, fen = divmod(cents_left, 10)
    words = f"{_whole(yuan)}元" if yuan or not cents_left else ""
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif fen and yuan:
        words += "零"
    return words + (f"{DIGITS[fen]}分" if fen else "整")


def in_wan(amount: Decimal) -> str:
    """The way penalty ranges are spoken of: 35000 is 3.5万元, and below ten thousand it stays in 元.

    English counts in thousands: 35,000 yuan.
    """
    if (get_language() or "").startswith("en"):
        return f"{amount.normalize():,f} yuan"
    if abs(amount) < WAN:
        return f"{_plain(amount)}元"
    return f"{_plain(amount / WAN)}万元"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _whole(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    words = ""
    for index in reversed(range(len(GROUPS))):
        group = number // 10_000**index % 10_000
        if group == 0:
            continue
        if words and (group < 1000 or number // 10_000 ** (index + 1) % 10_000 == 0):
            words += DIGITS[0]
        words += _group(group) + GROUPS[index]
    return words


def _group(number: int) -> str:
    words = ""
    for digit, place in zip(f"{number:04d}", PLACES, strict=True):
        if digit != "0":
            words += DIGITS[int(digit)] + place
        elif words and not words.endswith(DIGITS[0]):
            words += DIGITS[0]
    return words.rstrip(DIGITS[0])
