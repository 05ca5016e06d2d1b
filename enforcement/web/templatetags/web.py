"""Built into every template: how values, statuses and deadlines read. No queries here."""

import datetime as dt
import html
import re
import secrets
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import QueryDict
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from enforcement.ledger.presenters import label_of
from enforcement.money import capitals as in_capitals
from enforcement.web.display import display_of
from enforcement.web.fragments import kept
from enforcement.web.tables import show

register = template.Library()
EMPTY = "--"
TONES = ("ok", "near", "due", "over", "done", "muted", "info", "plain")
NEAR_DAYS = 3
TOKEN_HERE, PATH_HERE = "token-of-this-page", "address-of-this-page"  # in the kept masthead
HEADING = ("label", "numeric", "sorted", "sort_url")
CELL = ("text", "tag", "href", "sub", "numeric")
Written = dict[int, tuple[Any, str, str]]  # the cell itself is kept, so that no other takes its id
MARKUP = re.compile("[&<>\"']")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


@register.filter
def dash(value: Any) -> Any:
    """Empty values read `--`, dates and moments as on every screen; zero is a value."""
    return show(value) if value is None or value == "" or isinstance(value, dt.date) else value


@register.filter
def money(value: Any) -> str:
    """Amount in 元 with thousands separators; the unit stands in the heading or after it."""
    amount = _decimal(value)
    return EMPTY if amount is None else f"{amount:,.2f}"


@register.filter
def capitals(value: Any) -> str:
    amount = _decimal(value)
    return EMPTY if amount is None else in_capitals(amount)


@register.filter
def count(value: Any) -> str:
    return EMPTY if value is None or value == "" else f"{value:,}"


@register.filter
def day(value: Any) -> str:
    found = _date(value)
    return EMPTY if found is None else found.isoformat()


@register.filter
def moment(value: Any) -> str:
    """Date and time in the time zone of the bureau."""
    if not isinstance(value, dt.datetime):
        return day(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%Y-%m-%d %H:%M}"


@register.filter
def weekday(value: Any) -> str:
    found = _date(value)
    if found is None:
        return EMPTY
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return f"{found.isoformat()} {names[found.weekday()]}"


@register.filter
def act_label(entry: Any) -> Any:
    """The act of a ledger entry in the language of the page."""
    return label_of(entry.act, entry.act_text) if hasattr(entry, "act_text") else entry["act"]


@register.filter
def short_hash(value: str) -> str:
    return value[:12] if value else EMPTY


@register.simple_tag
def tag(word: Any, tone: str = "muted") -> SafeString:
    return format_html('<span class="tag tag--{}">{}</span>', tone if tone in TONES else "muted", dash(word))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Decorative: the word beside it carries the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.inclusion_tag("components/clock.html")
def clock(clock: Any, running: bool = True) -> dict[str, Any]:
    """One that no longer runs is shown for what it was: neither near nor overdue, nothing left."""
    if clock is None:
        return {"clock": None}
    now: Any = timezone.now() if isinstance(clock.due, dt.datetime) else timezone.localdate()
    word, tone = clock.state_word(now), clock_tone(_date(clock.due), timezone.localdate())
    return {
        "clock": clock,
        "word": word if running else "",
        "tone": "over" if isinstance(clock.due, dt.datetime) and now > clock.due else tone,
        "facts": clock_facts(clock, now if running else None),
        "passed": getattr(clock, "passed", ()),
    }


def clock_facts(clock: Any, now: Any) -> list[tuple[str, Any]]:
    """What the arithmetic stands on. A term set by an order has no rule, hence neither article nor edition."""
    rule, event, ends = clock.rule, getattr(clock, "event", ""), getattr(clock, "ends_at", None)
    start = moment(clock.start)
    facts = [
        (_("期限"), getattr(clock, "limit", "")),
        (_("依据"), f"{clock.basis} {rule.mark}".strip() if rule else clock.basis),
        (_("版次"), _("%(edition)s，%(since)s 起施行") % {"edition": rule.edition, "since": rule.effective_from})
        if rule and rule.effective_from else (_("版次"), rule.edition if rule else ""),
        (_("起算"), f"{start}（{event}）" if event else start),
        (_("届满"), ends_text(ends)),
        (_("剩余时间"), clock.left_words(now) if now and hasattr(clock, "left_words") else ""),
    ]  # fmt: skip
    return [(label, value) for label, value in facts if value]


def ends_text(ends: dt.datetime | None) -> str:
    """A period of days ends at 24:00 of its last day, which no clock face writes."""
    if ends is None:
        return ""
    local = timezone.localtime(ends)
    if (local.hour, local.minute) == (0, 0):
        return f"{local.date() - dt.timedelta(days=1)} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def clock_tone(due: dt.date | None, today: dt.date) -> str:
    if due is None:
        return "muted"
    left = (due - today).days
    if left < 0:
        return "over"
    if left == 0:
        return "due"
    return "near" if left <= NEAR_DAYS else "ok"


@register.inclusion_tag("components/unmet.html")
def unmet(conditions: Any, title: Any = "") -> dict[str, Any]:
    return {"unmet": conditions, "title": title}


@register.simple_tag(takes_context=True)
def act_fields(context: template.Context) -> SafeString:
    """Hidden fields of every form that acts: CSRF, `once` against double submits, `version` against stale pages."""
    fields = [("once", context.get("once") or secrets.token_urlsafe(24))]
    if request := context.get("request"):
        fields.insert(0, ("csrfmiddlewaretoken", get_token(request)))
    if (version := context.get("version")) is not None and version != "":
        fields.append(("version", version))
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    return bound.as_field_group()


@register.simple_tag(takes_context=True)
def display(context: template.Context) -> dict[str, str]:
    return display_of(context["request"])


@register.simple_tag(takes_context=True)
def nav_list(context: template.Context) -> SafeString:
    """Written twice on each page; the same for all who have these entries and stand at this one."""
    items = context.get("nav") or []
    key = ("nav_list", *((one["name"], one["current"]) for one in items))
    return kept(key, lambda: render_to_string("components/nav_list.html", {"nav": items}))


@register.simple_tag(takes_context=True)
def masthead(context: template.Context) -> SafeString:
    """The head of the shell: the same for one person until a name, the display or the number of unread changes. Token
    and address of the page are put in each time."""
    request, names = context["request"], ("system_name", "unit_name", "unread", "public_page")
    shown = {name: context.get(name) for name in names}
    user, looks = request.user, display_of(request)
    key = ("masthead", user.pk, str(user), user.is_authenticated, *shown.values(), *looks.values())
    stand_in = SimpleNamespace(user=user, COOKIES=request.COOKIES, get_full_path=lambda: PATH_HERE)
    within = {**shown, "request": stand_in, "csrf_token": TOKEN_HERE}
    made = kept(key, lambda: render_to_string("components/masthead.html", within))
    token = get_token(request) if TOKEN_HERE in made else ""
    return SafeString(made.replace(TOKEN_HERE, token).replace(PATH_HERE, html.escape(request.get_full_path())))


@register.simple_tag
def dialogs() -> SafeString:
    return kept(("dialogs",), lambda: render_to_string("components/dialogs.html"))


@register.simple_tag(takes_context=True)
def session_seconds(context: template.Context) -> int:
    """What is left of the session, counted from sign-in; the full age when later use has prolonged it."""
    user = context["request"].user
    age = settings.SESSION_COOKIE_AGE
    if not user.is_authenticated or user.last_login is None:
        return 0
    left = age - int((timezone.now() - user.last_login).total_seconds())
    return left if left > 0 else age


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The query string of this page with changes; None removes. The page token goes when anything changes."""
    params: QueryDict = context["request"].GET.copy()
    params.pop("after", None)
    for name, value in changes.items():
        if value is None:
            params.pop(name, None)
        else:
            params[name] = str(value)
    return f"?{params.urlencode()}"


@register.simple_tag
def table_head(table: Any) -> SafeString:
    """The headings of `components/table.html`."""
    return SafeString("".join(map(_heading, table["columns"] if isinstance(table, dict) else table.columns)))


def _heading(column: Any) -> str:
    label, numeric, order, url = (
        column.get(name, "") if isinstance(column, dict) else getattr(column, name, "") for name in HEADING
    )
    text = conditional_escape(label)
    if url:
        text = f'<a href="{conditional_escape(url)}">{text}</a>'
    css = ' class="num"' if numeric else ""
    return f'<th scope="col"{css}' + (f' aria-sort="{conditional_escape(order)}"' if order else "") + f">{text}</th>"


@register.simple_tag
def table_rows(table: Any) -> SafeString:
    """Body rows of `components/table.html`; written here because template loops are most of a long page's cost.

    The strings are put together plainly, every text through `conditional_escape`, and marked once at the end: a safe
    string for each cell would cost half of the table.
    """
    written: Written = {}  # cells shared by rows (see `Column.by`) are written once
    return SafeString("".join(_row(row, written) for row in table.rows))


def _row(row: Any, written: Written) -> str:
    cells = row["cells"] if isinstance(row, dict) else row.cells
    parts = []
    for cell in cells:
        if id(cell) not in written:
            written[id(cell)] = (cell, *_cell(cell))
        _kept, css, text = written[id(cell)]
        parts.append(f"<td{css}>{text}</td>" if parts else f'<th scope="row"{css}>{text}</th>')
    return f"<tr>{''.join(parts)}</tr>"


def _cell(cell: Any) -> tuple[str, str]:
    """Class attribute and content, both escaped."""
    if isinstance(cell, dict):
        plain, tone, href, sub, numeric = (cell.get(name, "") for name in CELL)
    else:
        plain, tone, href, sub, numeric = cell.text, cell.tag, cell.href, cell.sub, cell.numeric
    text: str = tag(plain, tone) if tone else _escaped(plain)
    if href:
        text = f'<a href="{_escaped(href)}">{text}</a>'
    if sub:
        text = f'{text}<span class="sub">{conditional_escape(sub)}</span>'
    css = "num" if numeric else "nowrap" if DATE.match(str(plain)) else ""
    return f' class="{css}"' if css else "", text


def _escaped(text: Any) -> str:
    """As `conditional_escape`, at a fraction of its price for the plain text that nearly every cell is."""
    if type(text) is str and text:
        return html.escape(text) if MARKUP.search(text) else text
    return conditional_escape(dash(text))


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value is None or value == "" else Decimal(str(value))
    except InvalidOperation:
        return None


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, dt.date) else None
