"""Who may do what."""

PERMISSIONS = {
    "viewer": {"read"},
    "editor": {"read", "write"},
    "owner": {"read", "write", "delete"},
}


class Roles:
    def __init__(self, table):
        self._table = table  # user -> role; only this class writes to it
        self._cache = {}

    def role_of(self, user):
        return self._table.get(user, "viewer")

    def may(self, user, action):
        if user not in self._cache:
            self._cache[user] = frozenset(PERMISSIONS[self.role_of(user)])
        return action in self._cache[user]

    def grant(self, user, role):
        if role not in PERMISSIONS:
            raise ValueError(role)
        self._table[user] = role
        self._cache.pop(user, None)

    def revoke(self, user):
        self._table.pop(user, None)
