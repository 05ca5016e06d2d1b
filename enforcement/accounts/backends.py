from functools import cache
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.utils import timezone

from enforcement.accounts.models import BUREAUS_BELOW, ROLES_TODAY, Bureau, User


class AccountBackend(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        """With the bureau, which every page names, and with what the person may do now: one query for each request, so
        that a role taken away is gone on the next page."""
        statement, of_user, of_bureau = reading()
        with connection.cursor() as cursor:
            cursor.execute(statement, {"user": user_id, "today": timezone.localdate()})
            found = cursor.fetchone()
        if found is None:
            return None
        end = len(of_user) + len(of_bureau)
        user: User = User.from_db(connection.alias, of_user, found[: len(of_user)])
        user.bureau = Bureau.from_db(connection.alias, of_bureau, found[len(of_user) : end])
        user.__dict__["standing"] = (found[end], found[end + 1])
        return user if self.user_can_authenticate(user) else None


@cache
def reading() -> tuple[str, list[str], list[str]]:
    """The statement and the attributes it fills, put together from the models' own columns."""
    of_user: list[Any] = list(User._meta.concrete_fields)
    of_bureau: list[Any] = list(Bureau._meta.concrete_fields)
    columns = [f"person.{one.column}" for one in of_user] + [f"home.{one.column}" for one in of_bureau]
    roles, below = ROLES_TODAY, BUREAUS_BELOW
    statement = f"""SELECT {", ".join(columns)}, ARRAY({roles}), ARRAY({below})
        FROM accounts_user person JOIN accounts_bureau home ON home.id = person.bureau_id WHERE person.id = %(user)s"""  # noqa: S608
    return statement, [one.attname for one in of_user], [one.attname for one in of_bureau]
