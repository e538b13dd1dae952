"""Checks of what a form sends."""

import re

NAME_MAX = 80
NAME = re.compile(r"[^\W\d_][\w .'-]*")
POSTCODE = re.compile(r"[0-9A-Z][0-9A-Z -]{2,9}")
TAGS = re.compile(r"(?:[a-z0-9]+-?)+(?:,(?:[a-z0-9]+-?)+)*")


def check_name(value):
    value = value.strip()
    if len(value) > NAME_MAX or not NAME.fullmatch(value):
        return "Please enter a name."
    return None


def check_postcode(value):
    return None if POSTCODE.fullmatch(value.strip().upper()) else "Please enter a postcode."


def check_tags(value):
    """Words with dashes, separated by commas."""
    value = value.strip()
    return None if not value or TAGS.fullmatch(value) else "Please enter words and commas."


CHECKS = {"name": check_name, "postcode": check_postcode, "tags": check_tags}


def check_form(fields):
    errors = {field: check(fields.get(field, "")) for field, check in CHECKS.items()}
    return {field: error for field, error in errors.items() if error}
