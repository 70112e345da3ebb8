"""Prints questions about the functions that rules call beyond CEL: two texts each, which are compared.

The argument says how many others each text is compared with."""

import json
import sys

TIMES = [
    "2026-06-08", "2026-06-08 12:00:01", "2026-06-08T12:00:01", "2026-06-08T12:00:01.5",
    "2026-06-08T12:00:01.123456789Z", "2026-06-08T12:00:01Z", "2026-06-08t12:00:01z", "2026-06-08 12:00:01+02:00",
    "2026-06-08T12:00:01-02:30", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", "0001-01-02", "9999-12-31",
    "2024-02-29", "2026-02-29", "2026-13-01", "2026-00-10", "2026-06-00", "2026-06-31", "0000-01-01",
    "2026-06-08T24:00:00Z", "2026-06-08T12:60:00Z", "2026-06-08T12:00:61Z", "2026-06-08T12:00",
    "2026-06-08T12:00:01.", "2026-06-08T12:00:01.Z", "2026-06-08T12:00:01+0200", "2026-06-08T12:00:01+24:00",
    "2026-06-08T12:00:01+02:60", "2026-06-08T12:00:01 Z", "2026-06-08Z", "9999-12-31T23:59:60Z",
    "0001-01-01T00:00:00+12:00", " 2026-06-08", "2026-06-08\n", "2026-6-8", "+2026-06-08", "12026-06-08",
    "٢٠٢٦-06-08", "", "today",
]
AMOUNTS = [
    "$1,124.90", "-€3.2", "€-3.20", "−3.20", "CA$1.00", "0", "12.5", "12.", ".5", "1,00", "1,000", "1000,000",
    "0,001", "EUR 5", "EUR\u00a05", "EUR  5", " 5", "5 ", "5 EUR", "kr.5", "kr5", "ABCDE5", "--5", "-$-5", "$", "",
    "EUR\t5", "EUR\u202f5", "EUR\x855", "EUR\x1c5",
    "1.234", "1e3", "0x10", "Ⅷ5", "½5", "é5", "₿5", "٣", "999999999999999999", "1000000000000000000",
    "92,233,720,368,547,758.07", "92,233,720,368,547,758.08", "$\u20095", "5\n", "5%", "𝔘5",
]
NUMBERS = [
    "0", "12", "-12.50", "007", "-0", "0.1", "9007199254740993", "1" * 309, "9" * 400, "", "-", ".5", "5.", "+5",
    " 5", "5 ", "1e3", "0x10", "1_0", "1,000", "NaN", "inf", "Infinity", "-inf", "٣", "5\n", "1.2.3", "--5", "½",
]
LETTERS = ["", "abc", "ABC", "É", "é", "İ", "ẞ", "ΑΒΓ", "A\u0301", "Z[", "@a", "𝔘A"]
RULES = {
    "datetime(self.one) <= datetime(self.other)": TIMES,
    "money(self.one) <= money(self.other)": AMOUNTS,
    "number(self.one) <= number(self.other)": NUMBERS,
    "self.one.lowerAscii() == self.other.lowerAscii()": LETTERS,
}


def main(count: int) -> None:
    for rule, texts in RULES.items():
        for index, one in enumerate(texts):
            # Each is compared with itself, which tells whether it can be read.
            for step in range(min(count, len(texts))):
                other = texts[(index + step * step) % len(texts)]
                question = {"document": "functions", "place": "docs/rules", "rule": rule, "now": None}
                variables = {"self": {"one": one, "other": other}}
                print(json.dumps({**question, "variables": variables, "how": "two texts", "fits": True}))


main(int(sys.argv[1]))
