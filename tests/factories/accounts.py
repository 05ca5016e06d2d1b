import datetime as dt
import itertools
from functools import cache

from django.contrib.auth.hashers import MD5PasswordHasher, make_password

from cases.models import PublishedItem
from enforcement.accounts.models import Bureau, Certificate, Level, RoleGrant, Unit, User
from enforcement.accounts.roles import Role
from enforcement.rulebook.models import Checklist

counter = itertools.count(1)
LONG_AGO = dt.date(2015, 1, 1)
PASSWORD = "correct horse 12"
UNIT = "执法一科"


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
    return users_with(bureau or globals()["bureau"](), [(roles, certificate)], **fields)[0]


def users_with(home: Bureau, wanted: list[tuple[tuple[Role, ...], bool]], **fields: object) -> list[User]:
    """One user for each (roles, whether certified), all of them in four statements: every test begins with people."""
    if "unit" not in fields:
        fields["unit"] = Unit.objects.filter(bureau=home, name=UNIT).first() or Unit.objects.create(
            bureau=home, name=UNIT
        )
    numbers = [next(counter) for _one in wanted]
    users = User.objects.bulk_create(
        User(**{"username": f"user{n}", "name": f"测试员{n}", "bureau": home, "password": known_password(), **fields})
        for n in numbers
    )
    made = list(zip(users, numbers, wanted, strict=True))
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=role, valid_from=LONG_AGO) for user, _n, (roles, _certified) in made for role in roles
    )
    Certificate.objects.bulk_create(
        Certificate(user=user, number=f"ZF{n:08d}", valid_from=LONG_AGO, valid_to=dt.date(2099, 12, 31))
        for user, n, (_roles, certified) in made
        if certified
    )
    return users


@cache
def known_password() -> str:
    return make_password(PASSWORD, hasher=MD5PasswordHasher())
