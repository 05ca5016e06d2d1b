import datetime as dt
import itertools

from enforcement.accounts.models import Bureau, Certificate, Level, RoleGrant, Unit, User
from enforcement.accounts.roles import Role

counter = itertools.count(1)
LONG_AGO = dt.date(2015, 1, 1)
PASSWORD = "correct horse 12"


def bureau(**fields: object) -> Bureau:
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
    return made


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
