import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext

from enforcement.web.forms import BaseForm, BaseModelForm, DayField, LongTextField, MomentField
from plans.forms.plan import narrow
from plans.models import Draw, PlanItem
from plans.models.draw_list import DrawEntry
from plans.queries import draw as draws
from plans.queries.draw_recusal import GROUNDS
from plans.queries.draw_repeats import allotment
from plans.rules.seed_sources import CUSTOM, SeedSource, bits_of, known, lines_of
from plans.states import Grade, Hazard, Sector
from plans.words import kept_word

GRADES = [*Grade.choices, ("ungraded", _("未分级"))]
LOTTERY = "ssq"
MOST_BITS, MOST_UNITS, MOST_PEOPLE = 9_999, 1_000_000, 999
PLACES = ("first_source", "second_source", "third_source")


class DrawForm(BaseModelForm):
    """The conditions. JSON parts are fields of their own; `values` gives the arguments of the action."""

    sectors = forms.MultipleChoiceField(
        label=_("行业领域"), choices=Sector, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("不选为全部"),
    )  # fmt: skip
    grades = forms.MultipleChoiceField(
        label=_("风险等级"), choices=GRADES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("不选为全部"),
    )  # fmt: skip
    hazards = forms.MultipleChoiceField(
        label=_("危险因素"), choices=Hazard, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("企业有其中之一即列入"),
    )  # fmt: skip
    window_from = DayField(label=_("检查期间自"))
    window_to = DayField(label=_("检查期间至"))
    seed_at = MomentField(label=_("种子产生时间"), help_text=_("应在今后，且不晚于检查期间起始日"))

    first_source = forms.ChoiceField(label=_("第一来源"))
    second_source = forms.ChoiceField(label=_("第二来源"), required=False)
    third_source = forms.ChoiceField(label=_("第三来源"), required=False)
    seed_bits = forms.DecimalField(
        label=_("其他来源的随机量（比特）"), required=False, max_digits=6, decimal_places=1,
        help_text=_("只在选用“其他公开来源”时填写，由填写人测算，待核定；已列出的来源由系统计算"),
    )  # fmt: skip

    class Meta:
        model = Draw
        fields = (
            "title",
            "units_wanted",
            "officers_wanted",
            "experts_wanted",
            "specialty",
            "joint_partner",
            "window_from",
            "window_to",
            "seed_source",
            "seed_at",
            "seed_bits",
            "entry_method",
            "small_source_reason",
            "repeat_reason",
        )
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("small_source_reason", "repeat_reason")}
        help_texts = {
            "seed_source": _(
                "公开、不受控制、时间确定的来源，逐一写明期号，例如某日双色球第几期和大乐透第几期开奖号码"
            ),
            "officers_wanted": _("至少 2 名，每两名编为一组"),
            "experts_wanted": _("0 为不抽取专家"),
            "specialty": _("检查人员的执法证和专家须有该专业；不选时检查人员不限，专家按所选行业领域"),
            "entry_method": _("选用“其他公开来源”时写明怎样把公开结果录成整数，例如收盘指数去掉小数点"),
            "repeat_reason": _(
                "本年度同一计划项目、同样条件或者大部分名单相同的抽取已有过，或者替代已作废的抽取时填写，"
                "由分管负责人或者主要负责人批准"
            ),
            "joint_partner": _("与其他部门或地区联合检查时写明，列入检查任务的事项"),
        }

    field_order = (
        "title", "sectors", "grades", "hazards", "units_wanted", "officers_wanted", "experts_wanted", "specialty",
        "joint_partner", "window_from", "window_to", *PLACES, "seed_source", "seed_at", "seed_bits",
        "entry_method",
    )  # fmt: skip

    def __init__(self, *args: Any, item: PlanItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self)
        conditions = self.instance.conditions
        if item is not None and not self.instance.pk:
            conditions = {"sectors": [item.sector] if item.sector else [], "grades": item.grades}
            left = allotment(item, 0).left
            self.initial.update(title=item.subject, units_wanted=left or item.visits, officers_wanted=2)
        specialty: Any = self.fields["specialty"]
        specialty.choices = [("", _("不限专业")), *Sector.choices]
        self._offer_sources()
        self.initial.setdefault("sectors", conditions.get("sectors", []))
        self.initial.setdefault("grades", conditions.get("grades", []))
        self.initial.setdefault("hazards", conditions.get("hazards", []))

    def _offer_sources(self) -> None:
        offered = [*((one.key, source_words(one)) for one in known().values()), (CUSTOM, _("其他公开来源"))]
        kinds = self.instance.seed_kinds or ([CUSTOM] if self.instance.pk else [LOTTERY])
        for place, name in enumerate(PLACES):
            field: Any = self.fields[name]
            field.choices = offered if place == 0 else [("", _("无")), *offered]
            self.initial.setdefault(name, kinds[place] if place < len(kinds) else "")
        if self.instance.pk and CUSTOM in kinds:
            self.initial["seed_bits"] = self.instance.seed_bits - bits_of(kinds)
        else:
            self.initial.pop("seed_bits", None)

    def clean_units_wanted(self) -> int:
        return self._between("units_wanted", 1, MOST_UNITS)

    def clean_officers_wanted(self) -> int:
        return self._between("officers_wanted", 2, MOST_PEOPLE)

    def clean_experts_wanted(self) -> int:
        return self._between("experts_wanted", 0, MOST_PEOPLE)

    def _between(self, name: str, least: int, most: int) -> int:
        value: int = self.cleaned_data[name]
        words = {"label": self.fields[name].label, "least": least, "most": most}
        if value < least:
            raise forms.ValidationError(_t("%(label)s不能少于 %(least)s") % words)
        if value > most:
            raise forms.ValidationError(_t("%(label)s不能超过 %(most)s") % words)
        return value

    def clean_seed_at(self) -> dt.datetime:
        moment: dt.datetime = self.cleaned_data["seed_at"]
        if moment <= timezone.now():
            raise forms.ValidationError(_t("种子产生时间应在今后，先冻结名单、后产生种子"))
        return moment

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("window_from"), cleaned.get("window_to")
        if start and end and end < start:
            self.add_error("window_to", _t("检查期间截止日不能早于起始日 %(day)s") % {"day": start.isoformat()})
        self._add_bits(cleaned)
        return cleaned

    def _add_bits(self, cleaned: dict[str, Any]) -> None:
        """Of the known sources by their rules; only those of another one are typed."""
        kinds = [cleaned[name] for name in PLACES if cleaned.get(name)]
        for place in PLACES[1:]:
            if cleaned.get(place) in known() and kinds.count(cleaned[place]) > 1:
                self.add_error(place, _t("同一来源只能选一次，另选其他来源"))
                return
        typed = cleaned.get("seed_bits")
        if CUSTOM in kinds and (typed is None or typed <= 0):
            self.add_error("seed_bits", _t("选用其他公开来源时填写其随机量，应大于 0"))
            return
        if CUSTOM not in kinds and typed:
            self.add_error("seed_bits", _t("没有选用其他公开来源，清空此项"))
            return
        if CUSTOM in kinds and not cleaned.get("entry_method"):
            self.add_error("entry_method", _t("选用其他公开来源时写明录入方法，第二人照此录入"))
            return
        cleaned["seed_kinds"] = kinds
        cleaned["seed_bits"] = bits_of(kinds) + (typed or Decimal(0))
        if cleaned["seed_bits"] > MOST_BITS:
            self.add_error("seed_bits", _t("随机量合计不能超过 %(most)s 比特") % {"most": MOST_BITS})

    def _post_clean(self) -> None:
        """The action writes; the instance stays as stored."""

    def values(self) -> dict[str, Any]:
        fields = {name: self.cleaned_data[name] for name in (*self.Meta.fields, "seed_kinds")}
        return {**fields, "conditions": {name: self.cleaned_data[name] for name in ("sectors", "grades", "hazards")}}


def source_words(one: SeedSource) -> str:
    words = {"name": kept_word(one.name), "bits": bits_of([one.key])}
    return (_t("%(name)s（%(bits)s 比特）") if one.confirmed else _t("%(name)s（%(bits)s 比特，待核定）")) % words


class SeedForm(BaseForm):
    sources = LongTextField(
        label=_("种子"), rows=4, max_length=4000,
        help_text=_("每行一个来源，照公开结果录入整数，用空格或逗号分隔，例如 3 8 17 22 29 31"),
    )  # fmt: skip

    def __init__(self, *args: Any, record: Draw, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [
            _t("第 %(number)s 行：%(label)s，%(form)s")
            % {"number": n, "label": kept_word(line.label), "form": line.in_words()}
            for n, line in enumerate(lines_of(record.seed_kinds), start=1)
        ]
        if record.entry_method:
            lines.append(_t("录入方法：%(method)s") % {"method": record.entry_method})
        self.fields["sources"].help_text = pgettext("between parts of a list", "；").join(lines)


class ReasonForm(BaseForm):
    reason = LongTextField(label=_("理由"), rows=4, max_length=2000)


class RecuseForm(BaseForm):
    who = forms.ChoiceField(label=_("回避人员"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("回避情形"), choices=[(one, one) for one in GROUNDS], widget=forms.RadioSelect)
    reason = LongTextField(
        label=_("具体理由"), rows=3, max_length=300, help_text=_("只在内部留存，公开的只有所选回避情形"),
    )  # fmt: skip

    def __init__(self, *args: Any, record: Draw, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [
            (f"{name}:{row.number}", who_words(name, row)) for name, row in draws.may_step_back(record)
        ]
        self.fields["ground"].choices = [(one, kept_word(one)) for one in GROUNDS]


def who_words(name: str, row: DrawEntry) -> str:
    """Officers and experts are numbered each by their own list."""
    words = {
        "list": _t("检查人员") if name == draws.OFFICER else pgettext("one person", "专家"),
        "name": row.name,
        "number": row.number,
    }
    return _t("%(list)s：%(name)s（名单第 %(number)s 号）") % words
