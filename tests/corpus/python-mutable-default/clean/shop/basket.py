"""The basket of a customer, and what it costs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    sku: str
    cents: int
    count: int = 1


class Basket:
    def __init__(self, customer, items=None, coupons=()):
        self.customer = customer
        self.items = list(items or [])
        self.coupons = set(coupons)

    def add(self, item):
        self.items.append(item)

    def redeem(self, coupon):
        self.coupons.add(coupon)

    def total(self):
        cents = sum(item.cents * item.count for item in self.items)
        return max(0, cents - 500 * len(self.coupons))

    def skus(self):
        return sorted({item.sku for item in self.items})


def merge(first, second):
    return Basket(first.customer, first.items + second.items, first.coupons | second.coupons)
