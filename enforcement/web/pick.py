"""A choice out of many: typed by name, code or pinyin initials, with a list of suggestions. No scripts needed."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import half_width
from enforcement.wording import listed

LIKE, LIKENESS = 3, 0.5  # everyday names share half of their characters with the right one
NAMED = 6  # so many of several that fit are named in the message

Options = Mapping[str, str]  # code → name, in the order they are offered


class PickInput(forms.TextInput):
    """`shown` gives the text of a code; `suggested` what the list offers."""

    template_name = "components/pick_input.html"
    shown: Callable[[Any], str] = str
    suggested: Callable[[], Iterable[tuple[str, str]]] = tuple

    def format_value(self, value: Any) -> str:
        return self.shown(value) if value else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        return context | {"options": list(self.suggested())}


class PickField(forms.Field):
    """Gives the code. `options` is asked when the form is used, so that names are in the reader's language."""

    default_error_messages = {
        "unknown": _("没有“%(typed)s”，请从列表中选择，或输入名称中的几个字"),
        "like": _("没有“%(typed)s”，是否指：%(names)s"),
        "several": _("“%(typed)s”可以是：%(names)s，请写全"),
    }

    def __init__(
        self,
        options: Callable[[], Options],
        *,
        initials: Callable[[str], str],
        with_codes: bool = False,
        suggested: Callable[[], Iterable[str]] | None = None,
        read: Callable[[str], str] | None = None,
        **kwargs: Any,
    ) -> None:
        """`read` takes codes that are finer than the options, and says what is wrong with others."""
        kwargs.setdefault("widget", PickInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)
        self.options, self.initials, self.with_codes = options, initials, with_codes
        self.suggested, self.read = suggested, read
        self._bind()

    def __deepcopy__(self, memo: dict[int, Any]) -> "PickField":
        copied: PickField = super().__deepcopy__(memo)
        copied._bind()
        return copied

    def _bind(self) -> None:
        self.widget.shown, self.widget.suggested = self.shown, self.offered

    def shown(self, code: Any) -> str:
        name = self.options().get(str(code), "")
        return f"{code} {name}".strip() if self.with_codes else name or str(code)

    def offered(self) -> Iterable[tuple[str, str]]:
        options = self.options()
        for code in options if self.suggested is None else self.suggested():
            yield self.shown(code), self.initials(options.get(code, ""))

    def to_python(self, value: Any) -> str:
        typed = " ".join(half_width(str(value or "")).split())
        if not typed:
            return ""
        options = self.options()
        first = typed.split(" ", 1)[0]
        for code in (typed, first, first.upper()):
            if code in options:
                return code
        if self.read is None or not (first.isascii() and first[-1].isdigit()):
            return self._named(typed, options)
        try:
            return self.read(first)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def _named(self, typed: str, options: Options) -> str:
        """The only one that ends so, or else has these words or these initials."""
        exact = [code for code, name in options.items() if name.endswith(typed)]
        if len(exact) == 1:
            return exact[0]
        lower = typed.lower()
        near = exact or [
            code for code, name in options.items() if typed in name or lower in _ends(self.initials(name), len(lower))
        ]
        if len(near) == 1:
            return near[0]
        if not near:
            like = get_close_matches(typed, options.values(), n=LIKE, cutoff=LIKENESS)
            code, words = ("like", {"names": listed(like)}) if like else ("unknown", {})
            raise ValidationError(self.error_messages[code], code=code, params={"typed": typed, **words})
        names = listed(self.shown(code) for code in near[:NAMED])
        raise ValidationError(self.error_messages["several"], code="several", params={"typed": typed, "names": names})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.shown(initial) if initial else "", data))


def _ends(letters: str, length: int) -> tuple[str, str]:
    return letters[:length], letters[-length:]
