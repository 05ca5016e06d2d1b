import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook

from enforcement.accounts.models import Bureau, User
from enforcement.outbox.work import run_due
from plans.actions.enterprise import register_enterprise
from plans.actions.enterprise_import import confirm_import, upload_table
from plans.models import Enterprise, ImportRun
from plans.rules.credit_code import CHARSET, with_check_digit
from plans.rules.initials import initials
from plans.states import ImportState

NATIONAL = (
    *("企业名称", "统一社会信用代码", "注册日期", "企业类型", "法人代表", "注册资金"),
    *("经营范围", "所在省份", "地区", "注册地址"),
)


def code(n: int) -> str:
    """The n-th credit code of a place that does not exist."""
    digits = ""
    for _place in range(9):
        n, rest = divmod(n, len(CHARSET))
        digits = CHARSET[rest] + digits
    return with_check_digit("91990000" + digits)


def facts(n: int = 1, **changed: Any) -> dict[str, Any]:
    return {
        "name": f"云岭市第{n}示例化工有限公司",
        "credit_code": code(n),
        "registered_on": dt.date(2015, 3, 2),
        "kind": "有限责任公司",
        "legal_person": "测甲",
        "sector": "chemical",
        "address": f"云岭市示例路{n}号",
        "status": "operating",
    } | changed


def enterprise(by: User, n: int = 1, **changed: Any) -> Enterprise:
    return register_enterprise(by=by, facts=facts(n, **changed))


def many_enterprises(bureau: Bureau, count: int, start: int = 1000) -> list[Enterprise]:
    """Rows to read, made at once."""
    names = [facts(n) for n in range(start, start + count)]
    rows = [Enterprise(bureau=bureau, initials=initials(one["name"]), **one) for one in names]
    return Enterprise.objects.bulk_create(rows)


def national_row(n: int = 1, **changed: Any) -> list[Any]:
    row = {
        "企业名称": f"云岭市第{n}示例化工有限公司",
        "统一社会信用代码": code(n),
        "注册日期": "2015/3/2",
        "企业类型": "有限责任公司",
        "法人代表": "测甲",
        "注册资金": "1000万元",
        "经营范围": "化工产品生产",
        "所在省份": "示例省",
        "地区": "云岭市",
        "注册地址": f"云岭市示例路{n}号",
    } | changed
    return [row[heading] for heading in NATIONAL]


def csv_table(rows: Iterable[list[Any]], header: Iterable[str] = NATIONAL, encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([list(header), *rows])
    return text.getvalue().encode(encoding)


def xlsx_table(rows: Iterable[list[Any]], header: Iterable[str] = NATIONAL) -> bytes:
    book = Workbook()
    for row in [list(header), *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def import_at(state: ImportState, *, by: User, content: bytes | None = None, name: str = "企业.csv") -> ImportRun:
    """A run that got there through upload, check, confirmation and merge."""
    run = upload_table(by=by, content=content or csv_table([national_row()]), name=name)
    if state != ImportState.UPLOADED:
        run_due()
        run.refresh_from_db()
    if state in {ImportState.CONFIRMED, ImportState.DONE}:
        run = confirm_import(run, by=by)
    if state == ImportState.DONE:
        run_due()
        run.refresh_from_db()
    return run
