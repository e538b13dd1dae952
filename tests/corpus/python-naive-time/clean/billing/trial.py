"""When the trial of an account ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

TRIAL = timedelta(days=14)


@dataclass
class Account:
    name: str
    created: datetime  # aware, in UTC
    paid: bool = False


def trial_end(account):
    return account.created + TRIAL


def is_active(account, now=None):
    now = now or datetime.now(timezone.utc)
    return account.paid or now < trial_end(account)


def load(row):
    """An account from a row of the database, where times are seconds since 1970."""
    created = datetime.fromtimestamp(row["created"], tz=timezone.utc)
    return Account(row["name"], created, bool(row["paid"]))


def expired(rows, now=None):
    now = now or datetime.now(timezone.utc)
    accounts = [load(row) for row in rows]
    return [account.name for account in accounts if not is_active(account, now)]


def days_left(account, now=None):
    now = now or datetime.now(timezone.utc)
    return max(0, (trial_end(account) - now).days)
