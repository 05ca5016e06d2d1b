from tests.factories.accounts import PASSWORD, bureau, user_with

__all__ = ["PASSWORD", "bureau", "user_with"]
