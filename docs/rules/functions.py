"""The functions that rules in `x-validations` call beyond CEL. Each raises ValueError for what it cannot read."""

import math
import re
from datetime import datetime, timedelta, timezone
from unicodedata import category

_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(Z|z|([+-])([0-9]{2}):([0-9]{2}))?)?"
)
_AMOUNT = re.compile(r"([0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?")
# White space by Unicode.
_SPACE = re.compile("[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def read_timestamp(text: str) -> datetime:
    """`datetime(text)`: a date, perhaps with a time and an offset. Without an offset it is UTC."""
    found = _TIMESTAMP.fullmatch(text)
    if not found:
        raise ValueError(f"{text[:40]!r} is not a date")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    micros = int((found[7] or "")[:6].ljust(6, "0"))
    east = timedelta(hours=int(found[10] or 0), minutes=int(found[11] or 0))
    if int(found[10] or 0) > 23 or int(found[11] or 0) > 59:
        raise ValueError(f"{text[:40]!r} has no such offset")
    # A leap second is the second after it.
    leap = timedelta(seconds=1 if second == 60 else 0)
    try:
        local = datetime(year, month, day, hour, minute, 59 if leap else second, micros, timezone.utc) + leap
        return local + east if found[9] == "-" else local - east
    except OverflowError as error:
        raise ValueError(f"{text[:40]!r} is not in the years 1 to 9999") from error


def read_money(text: str) -> int:
    """`money(text)`: an amount with a currency, in minor units: `$1,124.90` is 112490."""
    before, rest = _sign(text)
    amount = rest
    while amount and _is_currency(amount[0]):
        amount = amount[1:]
    currency = len(rest) - len(amount)
    if currency and _SPACE.match(amount):
        amount = amount[1:]
    after, amount = _sign(amount)
    found = _AMOUNT.fullmatch(amount)
    if currency > 4 or (before and after) or not found:
        raise ValueError(f"{text[:40]!r} is not an amount of money")
    units = int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))
    if units > 2**63 - 1:
        raise ValueError(f"{text[:40]!r} is too large")
    return -units if before or after else units


def read_number(text: str) -> float:
    """`number(text)`: a double from digits, perhaps with a sign and a fraction."""
    number = float(text) if _NUMBER.fullmatch(text) else math.inf
    if math.isinf(number):
        raise ValueError(f"{text[:40]!r} is not a number")
    return number


def lower_ascii(text: str) -> str:
    """`text.lowerAscii()`: the text with A to Z in lower case."""
    return "".join(chr(ord(letter) + 32) if "A" <= letter <= "Z" else letter for letter in text)


def _sign(text: str) -> tuple[bool, str]:
    return (True, text[1:]) if text[:1] in ("-", "\u2212") else (False, text)


def _is_currency(letter: str) -> bool:
    if letter.isascii():
        return letter == "$" or letter.isalpha()
    return not (letter.isspace() or category(letter).startswith("N") or letter == "\u2212")
