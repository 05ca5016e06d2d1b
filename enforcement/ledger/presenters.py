"""The words for an act. Flows register theirs; other acts are named beside the function that records them."""

from django.utils.functional import Promise
from django.utils.translation import override

_LABELS: dict[str, str | Promise] = {}


def name_act(act: str, label: str | Promise) -> str:
    _LABELS[act] = label
    return act


def label_of(act: str, fallback: str = "") -> str | Promise:
    return _LABELS.get(act, fallback or act)


def chinese_label_of(act: str) -> str:
    with override("zh-hans"):
        return str(label_of(act))
