"""The basket of a customer, and what it costs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    sku: str
    cents: int
    count: int = 1


class Basket:
    def __init__(self, customer):
        self.customer = customer
        self.items = []

    def add(self, item):
        self.items.append(item)

    def total(self):
        return sum(item.cents * item.count for item in self.items)

    def skus(self):
        return sorted({item.sku for item in self.items})


def merge(first, second):
    merged = Basket(first.customer)
    for item in first.items + second.items:
        merged.add(item)
    return merged
