"""Check digits of GB 32100 (unified social credit code) and GB 11714 (organisation code)."""

from collections.abc import Sequence
from operator import mul

from django.utils.translation import gettext as _

from plans.rules import Problem

LENGTH = 18
CHARSET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
VALUES = {character: value for value, character in enumerate(CHARSET)}
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

ORGANISATION_LENGTH = 9
ORGANISATION_CHARSET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

REGISTRATION_NUMBER_LENGTH = 15
LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])


def normalise(text: str) -> str:
    """What was typed, without spaces, half-width and upper-case. A letter O stays a letter O: guessing would
    turn somebody else's code into a valid one."""
    if text.isascii():
        return "".join(text.split()).upper()
    return "".join(text.translate(FULL_WIDTH).translate(INVISIBLE).split()).upper()


def check(code: str) -> list[Problem]:
    """Everything wrong with a normalised credit code; empty when it holds."""
    if not code:
        return [Problem("empty", _("请输入 18 位统一社会信用代码"))]
    problems = _wrong_characters(code)
    if len(code) != LENGTH:
        return [_wrong_length(code), *problems]
    if problems:
        return problems
    expected = _check_character(code[:17])
    if code[17] == expected:
        return []
    words = {"expected": expected, "found": code[17]}
    if not check_organisation(code[8:17]):
        message = _(
            "校验码不符：按前 17 位计算，第 18 位应为 %(expected)s，现为 %(found)s。"
            "第 9 至 17 位自身校验相符，请对照营业执照重点核对前 8 位和第 18 位"
        )
    else:
        message = _(
            "校验码不符：按前 17 位计算，第 18 位应为 %(expected)s，现为 %(found)s。"
            "第 9 至 17 位自身校验也不符，请对照营业执照逐位核对"
        )
    return [Problem("check_digit", message % words)]


def with_check_digit(first17: str) -> str:
    if len(first17) != LENGTH - 1 or any(character not in CHARSET for character in first17):
        raise ValueError(_("前 17 位应为数字或不含 I、O、S、V、Z 的大写字母"))
    return first17 + _check_character(first17)


def check_organisation(code: str) -> list[Problem]:
    """GB 11714. Takes the nine characters, with or without the hyphen before the last."""
    code = code.replace("-", "")
    if len(code) != ORGANISATION_LENGTH:
        message = _("组织机构代码应为 9 位，现为 %(length)s 位，请补全或删去多余字符")
        return [Problem("length", message % {"length": len(code)})]
    if any(character not in ORGANISATION_CHARSET for character in code):
        return [Problem("character", _("组织机构代码只含数字和大写字母，请对照证书核对"))]
    expected = _organisation_check_character(code[:8])
    if code[8] == expected:
        return []
    words = {"expected": expected, "found": code[8]}
    message = _("组织机构代码校验码不符：末位应为 %(expected)s，现为 %(found)s，请对照证书逐位核对")
    return [Problem("check_digit", message % words)]


def organisation_with_check_digit(first8: str) -> str:
    if len(first8) != ORGANISATION_LENGTH - 1 or any(character not in ORGANISATION_CHARSET for character in first8):
        raise ValueError(_("前 8 位应为数字或大写字母"))
    return first8 + _organisation_check_character(first8)


def _check_character(first17: str) -> str:
    return CHARSET[-sum(map(mul, map(VALUES.__getitem__, first17), WEIGHTS)) % 31]  # every row of an import


def _organisation_check_character(first8: str) -> str:
    return "0123456789X"[-_weighted(first8, ORGANISATION_CHARSET, ORGANISATION_WEIGHTS) % 11]


def _weighted(text: str, charset: str, weights: Sequence[int]) -> int:
    return sum(charset.index(character) * weight for character, weight in zip(text, weights, strict=True))


def _wrong_length(code: str) -> Problem:
    if len(code) == REGISTRATION_NUMBER_LENGTH and code.isdigit():
        return Problem("length", _("这是 15 位工商注册号，请改填营业执照上的 18 位统一社会信用代码"))
    if len(code.replace("-", "")) == ORGANISATION_LENGTH:
        return Problem("length", _("这是 9 位组织机构代码，请改填营业执照上的 18 位统一社会信用代码"))
    message = _("统一社会信用代码应为 18 位，现为 %(length)s 位，请补全或删去多余字符")
    return Problem("length", message % {"length": len(code)})


def _wrong_characters(code: str) -> list[Problem]:
    if not code.strip(CHARSET):  # every row of an import
        return []
    problems = []
    for position, character in enumerate(code, start=1):
        if character in CHARSET:
            continue
        words = {"position": position, "character": character, "instead": LOOKALIKES.get(character, "")}
        if character in LOOKALIKES:
            message = _(
                "第 %(position)s 位是字母 %(character)s，代码中不使用字母 I、O、S、V、Z，"
                "请对照营业执照核对是否应为 %(instead)s"
            )
        else:
            message = _("第 %(position)s 位“%(character)s”不是数字或大写字母，请改正或删去")
        problems.append(Problem("character", message % words))
    return problems
