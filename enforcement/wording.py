"""Pieces of text put together in the reader's language. What is kept goes through `in_chinese`."""

from collections.abc import Iterable

from django.utils.translation import gettext as _, override, pgettext


def listed(words: Iterable[object]) -> str:
    return pgettext("between words of a list", "、").join(str(word) for word in words)


def parted(words: Iterable[object]) -> str:
    """Parts of a line that have commas of their own."""
    return pgettext("between parts of a list", "；").join(str(word) for word in words)


def remarked(text: object, remark: object) -> str:
    return _("%(text)s（%(remark)s）") % {"text": text, "remark": remark}


def labelled(label: object, text: object) -> str:
    return _("%(label)s：%(text)s") % {"label": label, "text": text}


def in_chinese(words: object) -> str:
    """Records and the ledger are Chinese whatever language the page of the person acting has."""
    with override("zh-hans"):
        return str(words)
