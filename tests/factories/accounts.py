import datetime as dt
import itertools

from cases.models import PublishedItem
from enforcement.accounts.models import Bureau, Certificate, Level, RoleGrant, Unit, User
from enforcement.accounts.roles import Role
from enforcement.rulebook.models import Checklist

counter = itertools.count(1)
LONG_AGO = dt.date(2015, 1, 1)
PASSWORD = "correct horse 12"


def bureau(*, items: bool = True, **fields: object) -> Bureau:
    """With every inspection item published, unless told otherwise: what is not published may not be inspected."""
    n = next(counter)
    parent = fields.get("parent")
    made = Bureau.objects.create(
        **{
            "name": f"云岭市第{n}应急管理局",
            "short_name": "云",
            "credit_code": "11000000MB0000000X",
            "level": Level.COUNTY if parent else Level.CITY,
            "region_code": "530000",
            "reconsideration_body": "云岭市人民政府",
            "court": "云岭市人民法院",
            "bank_account": "云岭银行营业部 0000",
            **fields,
        }
    )
    made.place_in_tree()
    if items:
        publish_items(made)
    return made


def publish_items(home: Bureau) -> None:
    """Everything there is a checklist for."""
    rows = Checklist.objects.current().order_by("code").distinct("code")
    PublishedItem.objects.bulk_create(
        PublishedItem(bureau=home, checklist=one.code, name=one.name_zh, source="云岭市政府网", published_on=LONG_AGO)
        for one in rows
    )


def user_with(*roles: Role, bureau: Bureau | None = None, certificate: bool = True, **fields: object) -> User:
    """An active user of the roles since long ago, with a valid enforcement certificate unless told otherwise."""
    n = next(counter)
    home = bureau or globals()["bureau"]()
    unit, _ = Unit.objects.get_or_create(bureau=home, name="执法一科")
    values = {"username": f"user{n}", "name": f"测试员{n}", "bureau": home, "unit": unit, **fields}
    user = User.objects.create_user(values.pop("username"), PASSWORD, **values)
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, valid_from=LONG_AGO)
    if certificate:
        Certificate.objects.create(user=user, number=f"ZF{n:08d}", valid_from=LONG_AGO, valid_to=dt.date(2099, 12, 31))
    return user
