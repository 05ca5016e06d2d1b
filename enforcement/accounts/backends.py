from typing import Any

from django.contrib.auth.backends import ModelBackend

from enforcement.accounts.models import User


class AccountBackend(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        """With the bureau: every page names it."""
        user = User.objects.select_related("bureau").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
