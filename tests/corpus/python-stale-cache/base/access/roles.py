"""Who may do what."""

PERMISSIONS = {
    "viewer": {"read"},
    "editor": {"read", "write"},
    "owner": {"read", "write", "delete"},
}


class Roles:
    def __init__(self, table):
        self._table = table  # user -> role, shared with the database layer

    def role_of(self, user):
        return self._table.get(user, "viewer")

    def may(self, user, action):
        return action in PERMISSIONS[self.role_of(user)]

    def grant(self, user, role):
        if role not in PERMISSIONS:
            raise ValueError(role)
        self._table[user] = role

    def revoke(self, user):
        self._table.pop(user, None)
