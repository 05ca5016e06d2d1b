from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField, dress
from enforcement.wording import labelled, remarked
from plans.models import Enterprise, SchemeEdition
from plans.queries.grading import Again, Prefill
from plans.rules.grading import RULE_FACTS, STANDARDISATION, factors
from plans.rules.scheme import OF_TASKS, fits
from plans.words import FACTORS, kept_word

MOST = 999
DIRECT_RED, TASK, REASON = "direct_red", "task", "reason_"
FIT_ORDER = (True, None, False)
FIT_WORDS = {True: _("适用于该企业"), False: _("为其他行业制定")}


class SchemeForm(BaseForm):
    """Those made for such an enterprise come first; then those for any, those for others, and those for tasks. The one
    by which it was graded last is suggested, else the first if it was made for such an enterprise."""

    scheme = forms.ChoiceField(label=_("分级方案"), widget=forms.RadioSelect)

    def __init__(
        self, editions: Mapping[str, SchemeEdition], *args: Any, enterprise: Enterprise, last: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fit = {code: fits(one.content, enterprise.sector, enterprise.hazards) for code, one in editions.items()}
        ordered = sorted(editions, key=lambda code: (editions[code].kind == OF_TASKS, FIT_ORDER.index(fit[code])))
        self.fields["scheme"].choices = [(code, named(editions[code], fit[code])) for code in ordered]
        if last in editions:
            self.suggest(scheme=last)
        elif ordered and fit[ordered[0]]:
            self.suggest(scheme=ordered[0])


def named(edition: SchemeEdition, fit: bool | None) -> str:
    name = remarked(f"{edition.code} {edition.name}", edition.edition)
    return name if fit is None else remarked(name, FIT_WORDS[fit])


class GradingForm(BaseForm):
    """One field for each item of the scheme, grouped as the scheme groups them. What is known already is filled in,
    with its source; another answer needs a reason. `again`: the grading before, whose answers it begins with."""

    def __init__(self, prefill: Prefill, *args: Any, again: Again | None = None, **kwargs: Any) -> None:
        self.prefill = prefill
        self.begun = again.answers if again else prefill.answers
        if again:
            reasons = {REASON + fact: text for fact, text in again.reasons.items()}
            kwargs["initial"] = {DIRECT_RED: again.direct_red, **reasons}
        self.scheme = prefill.edition.content
        self.groups: list[tuple[Any, Any, list[str]]] = []
        super().__init__(*args, **kwargs)
        builders = {
            "points": self._add_points,
            "matrix": self._add_matrix,
            "product": self._add_product,
            "rules": self._add_rules,
        }
        builders[self.scheme["kind"]]()

    def _add_points(self) -> None:
        for project in self.scheme["projects"]:
            hint = _("扣分合计不超过 %(cap)s 分") % {"cap": project["max_deduct"]} if project["max_deduct"] else ""
            self._add_group(
                kept_word(project["project"]), {item["code"]: points_field(item) for item in project["items"]}, hint
            )
        if cases := [
            (case["code"], f"{case['code']} {kept_word(case['text'])}") for case in self.scheme.get("direct_red", ())
        ]:
            field = forms.MultipleChoiceField(
                label=_("有以下情形之一的，直接判定为%(level)s")
                % {"level": kept_word(self.scheme["levels"][-1]["level"])},
                choices=cases,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self._add_group(_("直接判定"), {DIRECT_RED: field})

    def _add_matrix(self) -> None:
        for title, rows in ((FACTORS["L"], self.scheme["L_rows"]), (FACTORS["S"], self.scheme["S_rows"])):
            fields = {}
            for row in rows:
                values = [(n, labelled(n, kept_word(text))) for n, text in enumerate(row["values_1_to_4"], start=1)]
                fields[row["code"]] = choice(f"{row['code']} {kept_word(row['name'])}", values, coerce=int)
            self._add_group(title, fields)

    def _add_product(self) -> None:
        task = TextField(
            label=_("作业或部位"), max_length=100, help_text=_("如：二号罐区动火作业；同名再评即替代前一次")
        )
        self._add_group(_("评定对象"), {TASK: task})
        for factor in factors(self.scheme):
            values = sorted(self.scheme["values"][factor].items(), key=lambda pair: -Decimal(pair[0]))
            said = [(n, labelled(n, kept_word(text))) for n, text in values]
            self._add_group("", {factor: choice(FACTORS.get(factor, factor), said, coerce=str)})

    def _add_rules(self) -> None:
        level = choice(_("标准化等级"), [(word, _(word)) for word in STANDARDISATION], coerce=str)
        facts = {code: forms.BooleanField(label=words, required=False) for code, words in RULE_FACTS.items()}
        self._add_group(_("标准化和诚信"), {"standardisation": level, **facts})

    def _add_group(self, title: Any, fields: Mapping[str, forms.Field], hint: Any = "") -> None:
        """After the last item that rests on a fact comes the field for why it is answered otherwise."""
        names: list[str] = []
        told: dict[str, list[str]] = {}
        for code, field in fields.items():
            self._add(code, field)
            names.append(code)
            if code in self.begun:
                answer = self.begun[code]
                # a tick box counts 0 as ticked
                self.initial.setdefault(code, bool(answer) if isinstance(field, forms.BooleanField) else answer)
            if code in self.prefill.answers:
                told.setdefault(self.prefill.fact_of(code), []).append(code)
        for fact, codes in told.items():
            self._add(REASON + fact, self._reason_field(fact))
            names.insert(names.index(codes[-1]) + 1, REASON + fact)
        self.groups.append((title, hint, names))

    def _reason_field(self, fact: str) -> forms.Field:
        words = {
            "source": self.prefill.source_of(fact),
            "label": self.prefill.label_of(fact),
            "known": kept_word(str(self.prefill.known[fact].words)),
        }
        return LongTextField(
            label=_("与%(source)s的记载不同的理由") % words,
            help_text=_("已按%(source)s填写：%(label)s %(known)s。如改填其他答案，写明理由。") % words,
            rows=2,
            max_length=500,
            required=False,
        )

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        dress(field)

    def sections(self) -> Iterator[tuple[Any, Any, list[BoundField]]]:
        for title, hint, names in self.groups:
            yield title, hint, [self[name] for name in names]

    def answers(self) -> dict[str, Any]:
        """Codes with what was entered; an item that does not apply is left out."""
        given = {name: value for name, value in self.cleaned_data.items() if not self._is_beside(name)}
        return {name: int(value) if self._counts else value for name, value in given.items() if value}

    def _is_beside(self, name: str) -> bool:
        return name in {DIRECT_RED, TASK} or name.startswith(REASON)

    @property
    def _counts(self) -> bool:
        return self.scheme["kind"] in {"points", "matrix"}

    def direct_red(self) -> list[str]:
        return list(self.cleaned_data.get(DIRECT_RED, []))

    def reasons(self) -> dict[str, str]:
        given = {name.removeprefix(REASON): text for name, text in self.cleaned_data.items() if name.startswith(REASON)}
        return {fact: text.strip() for fact, text in given.items() if text.strip()}


def choice(label: Any, values: list[tuple[Any, str]], *, coerce: Any) -> forms.Field:
    return forms.TypedChoiceField(label=label, choices=values, coerce=coerce, widget=forms.RadioSelect)


def points_field(item: Mapping[str, Any]) -> forms.Field:
    """A number where the scheme counts by piece, else a tick."""
    points = f"{'+' if item['effect'] == '+' else '−'}{item['points']}"
    text = f"{item['code']} {kept_word(item['text'])}"
    if "per" not in item:
        return forms.BooleanField(label=remarked(text, points), required=False)
    label = remarked(text, f"{points}/{kept_word(item['per'])}")
    widget = forms.NumberInput(attrs={"class": "input-short num", "inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST, widget=widget)


class ObjectionForm(BaseForm):
    said_on = DayField(label=_("提出日期"))
    speaker = TextField(label=_("提出人"), max_length=60)
    text = LongTextField(label=_("异议内容"), rows=4, max_length=4000)


class AnswerForm(BaseForm):
    upheld = forms.TypedChoiceField(
        label=_("异议是否成立"),
        choices=[("yes", _("成立，重新分级")), ("no", _("不成立，维持原等级"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reply = LongTextField(label=_("答复"), rows=4, max_length=4000)
