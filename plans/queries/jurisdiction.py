"""Which bureau supervises an enterprise, which one should by the rules, and what it has under way there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from django.conf import settings
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Coalesce, Left, NullIf, Substr
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from enforcement.accounts.models import Bureau, Level, User
from enforcement.rulebook import queries as rulebook, snapshot
from enforcement.rulebook.models import Threshold
from enforcement.wording import listed
from plans.models import Draw, Enterprise, JurisdictionChange, PlanItem
from plans.models.enterprise import EnterpriseQuerySet
from plans.queries.editions import standing
from plans.queries.life import with_merged
from plans.queries.unfinished import item_in_words, live_tasks, planned, task_in_words, undrawn
from plans.rules.jurisdiction import DIGITS, LevelRule, Place, answering_codes, bureau_for, rule_for

LEVELS = "supervision_level"
SOURCE = settings.BASE_DIR / "fixtures" / "rulebook" / "jurisdiction.yaml"
PLACE = Coalesce(NullIf(F("region_code"), Value("")), Substr("credit_code", 3, 6))  # as `region_of`
FACTS = ("affiliation", "scale", "grade", "sector", "hazards")


@cache
def conditions() -> list[dict[str, Any]]:
    with SOURCE.open(encoding="utf-8") as file:
        rows: list[dict[str, Any]] = yaml.safe_load(file)["rows"]
    return [{**row, "when": {fact: tuple(values) for fact, values in row["when"].items()}} for row in rows]


def levels_of(bureau: int) -> Threshold:
    """Row → level, as the bureau, or the nearest above it, has it."""
    return rulebook.threshold(LEVELS, timezone.localdate(), lapsed_ok=True, bureau=bureau)


def rules_of(bureau: int) -> list[LevelRule]:
    levels = levels_of(bureau).value
    return [LevelRule(**row, level=levels[row["key"]]) for row in conditions()]


def name_of_row(row: dict[str, Any]) -> str:
    """In the reader's language."""
    return str(row["name_en" if (get_language() or "").startswith("en") else "name_zh"])


def facts_of(enterprise: Enterprise) -> dict[str, Any]:
    """The register may know nothing of a fact yet: then no row that asks for it holds."""
    return {name: getattr(enterprise, name, "") for name in FACTS}


def region_of(enterprise: Enterprise) -> str:
    """The division code of the place; without one, that of the registration authority within the credit code."""
    return str(getattr(enterprise, "region_code", "") or enterprise.credit_code[2:8])


@dataclass(frozen=True)
class Proposal:
    """What the rules say of one enterprise. `bureau` is None where no single bureau answers."""

    rule: LevelRule
    level: str
    bureau: Bureau | None
    now: Bureau

    @property
    def agrees(self) -> bool:
        return not self.differs_from(self.now)

    @property
    def name(self) -> str:
        return name_of_row({"name_zh": self.rule.name_zh, "name_en": self.rule.name_en})

    def differs_from(self, bureau: Bureau) -> bool:
        """Another level, or another bureau than the one the rules name."""
        return bureau.level != self.level or (self.bureau is not None and self.bureau.pk != bureau.pk)

    @property
    def reason(self) -> str:
        words = {"rule": self.name, "level": Level(self.level).label, "source": self.rule.source}
        return _("%(rule)s由%(level)s监管（参考 %(source)s）") % words


def place_of(bureau: Bureau) -> Place:
    return Place(bureau.pk, bureau.level, bureau.region_code, bureau.path)


def tree_of(bureau: Bureau) -> dict[int, Bureau]:
    root = bureau.path.partition(".")[0]
    return {one.pk: one for one in Bureau.objects.filter(path__startswith=f"{root}.").order_by("pk")}


def proposal_of(enterprise: Enterprise) -> Proposal:
    """One query, for the tree."""
    rule = rule_for(facts_of(enterprise), rules_of(enterprise.bureau_id))
    if rule is None:
        raise ValueError(f"{SOURCE.name}: no row holds for every enterprise")
    tree = tree_of(enterprise.bureau)
    pk = answering(enterprise, rule.level, tree)
    return Proposal(rule, rule.level, tree[pk] if pk else None, enterprise.bureau)


def answering(enterprise: Enterprise, level: str, tree: Mapping[int, Bureau]) -> int | None:
    places = [place_of(one) for one in tree.values()]
    return bureau_for(level, region_of(enterprise), place_of(enterprise.bureau), places)


def with_rule_level(enterprises: EnterpriseQuerySet, bureaus: Iterable[Bureau]) -> EnterpriseQuerySet:
    """Adds `rule_level` and `rule_key`: the same rows as `rule_for`, asked of the database. The level of a row is that
    of the bureau that supervises, or of the nearest above it: `bureaus` are those that may."""
    known = {field.name for field in Enterprise._meta.get_fields()}
    rows = [(one["key"], _condition(LevelRule(**one, level=""), known)) for one in conditions()]
    keys = [When(condition, then=Value(key)) for key, condition in rows]
    levels = [
        When(Q(bureau__in=held) & condition, then=Value(values[key]))
        for values, held in _by_values(bureaus)
        for key, condition in rows
    ]
    return enterprises.annotate(
        rule_level=Case(*levels, output_field=CharField()), rule_key=Case(*keys, output_field=CharField())
    )


def _by_values(bureaus: Iterable[Bureau]) -> list[tuple[Mapping[str, str], list[int]]]:
    """The bureaus that go by the same levels: most have none of their own and go by those above them."""
    own = snapshot.current().own
    found: dict[int, list[int]] = {}
    for one in bureaus:
        chain = [int(part) for part in one.path.split(".") if part]
        nearest = next((pk for pk in reversed(chain) if pk in own), chain[0])
        found.setdefault(nearest, []).append(one.pk)
    return [(levels_of(nearest).value, held) for nearest, held in found.items()]


def _condition(rule: LevelRule, known: set[str]) -> Q:
    held = Q(pk__isnull=False)
    for fact, values in rule.when.items():
        if fact not in known:
            return Q(pk__isnull=True)
        lookup = f"{fact}__overlap" if fact == "hazards" else f"{fact}__in"
        held &= Q(**{lookup: list(values)})
    return held


def exceptions(user: User, tree: Mapping[int, Bureau]) -> EnterpriseQuerySet:
    """Enterprises in the pool, supervised on another level than the rules of their bureau say, or on that level by
    another bureau than the one their division code names. `tree`: of the reader's bureau."""
    pool = Enterprise.objects.supervised_by(user).in_pool()
    found = with_rule_level(pool, [tree[pk] for pk in user.bureau_ids]).annotate(place=PLACE)
    elsewhere = Q(pk__in=())
    for level, codes in answering_codes(map(place_of, tree.values())).items():
        found = found.annotate(**{f"in_{level}": Left("place", DIGITS[level])})
        here = Q(**{f"in_{level}": Left("bureau__region_code", DIGITS[level])})
        elsewhere |= Q(bureau__level=level, rule_level=level, **{f"in_{level}__in": sorted(codes)}) & ~here
    return found.filter(~Q(bureau__level=F("rule_level")) | elsewhere).select_related("bureau")


def latest_reasons(enterprises: Iterable[Enterprise]) -> dict[int, JurisdictionChange]:
    """Enterprise → the last act that put it where it is. One query."""
    ids = [one.pk for one in enterprises]
    rows = JurisdictionChange.objects.filter(enterprise__in=ids, duty="daily").order_by("enterprise", "-pk")
    return {one.enterprise_id: one for one in rows.distinct("enterprise")}


@dataclass(frozen=True)
class Work:
    """Something under way, in words, with its page."""

    text: str
    url: str


def open_work(enterprise: Enterprise) -> list[Work]:
    """What the present daily supervisor has planned or assigned there and not finished."""
    ids, held = with_merged(enterprise), enterprise.bureau_id
    items, tasks = planned(ids).filter(plan__bureau=held), live_tasks(ids).filter(bureau=held)
    return [
        *(Work(_("计划项目：%(what)s") % {"what": item_in_words(one)}, one.plan.get_absolute_url()) for one in items),
        *(
            Work(_("检查任务：%(what)s") % {"what": task_in_words(one)}, one.get_absolute_url())
            for one in tasks.order_by("pk")
        ),
    ]


def frozen_in(enterprise: Enterprise) -> list[Draw]:
    """Draws on whose frozen list it stands and whose tasks are not made yet: the list may not be changed any more."""
    return list(undrawn(with_merged(enterprise)).filter(bureau=enterprise.bureau_id))


def may_receive(by: User, enterprise: Enterprise) -> Any:
    """Bureaus to which the reader's bureau can give it: the own one and all below, but for the present one."""
    below = Bureau.objects.below(by.bureau).exclude(pk=enterprise.bureau_id)
    return below.order_by("path")


def of_the_tree(enterprise: Enterprise) -> Any:
    root = enterprise.bureau.path.partition(".")[0]
    return Bureau.objects.filter(path__startswith=f"{root}.").order_by("path")


def planned_elsewhere(enterprise: Enterprise, year: int) -> Any:
    """Items of every bureau's plan of the year that name the enterprise; of each the newest edition that stands."""
    items = PlanItem.objects.filter(enterprise=enterprise, plan__in=standing().filter(year=year))
    items = items.select_related("plan__bureau")
    newest: dict[int, PlanItem] = {}
    for one in items.order_by("plan__bureau", "plan__edition"):
        newest[one.plan.bureau_id] = one
    return list(newest.values())


def months_in_words(item: PlanItem) -> str:
    return listed(_("%(month)s 月") % {"month": month} for month in sorted(item.months))
