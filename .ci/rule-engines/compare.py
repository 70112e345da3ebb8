"""Compares the verdicts of several engines, and names the rule, the value and the engines that differ.

The arguments are the file of questions and, for each engine, `NAME=FILE`. With `NAME:fits=FILE`, only values with the
types of the document count for this engine. A rule that cannot be evaluated does not hold: `error` counts as `false`.
"""

import json
import sys
from collections import Counter, defaultdict
from itertools import zip_longest

SHOWN = 12
# The share of rules that may have one verdict only: the values of some are chosen by chance.
ONE_SIDED = 0.05


def main(questions: str, *engines: str) -> int:
    names, fitting, files = [], [], []
    for engine in engines:
        name, path = engine.split("=", 1)
        name, _, condition = name.partition(":")
        names.append(name)
        fitting.append(condition == "fits")
        files.append(open(path, encoding="utf-8"))
    rules = defaultdict(Counter)
    counts = Counter()
    differences = []
    with open(questions, encoding="utf-8") as lines:
        for line, *verdicts in zip_longest(lines, *files):
            if line is None or None in verdicts:
                print("an engine did not answer every question, or answered too many")
                return 1
            question = json.loads(line)
            verdicts = [verdict.strip() for verdict in verdicts]
            held = [verdict == "true" for verdict in verdicts]
            key = question["document"], question["rule"]
            rules[key][held[0]] += 1
            counts["fits" if question["fits"] else "does not fit"] += 1
            counted = [told for told, only in zip(held, fitting) if question["fits"] or not only]
            if len(set(counted)) > 1:
                differences.append((question, dict(zip(names, verdicts))))
    shown = Counter()
    for question, verdicts in sorted(differences, key=lambda difference: len(json.dumps(difference[0]))):
        key = question["document"], question["rule"]
        shown[key] += 1
        if shown[key] == 1 and len(shown) <= SHOWN:
            print(f"{question['document']} {question['place']}\n  rule   {question['rule']}")
            print(f"  value  {json.dumps(question['variables'], ensure_ascii=False)[:600]}")
            print(f"  {question['how'] or 'a real response'}: "
                  + ", ".join(f"{name} says {verdict}" for name, verdict in verdicts.items()))
    # A rule that never holds, or always, was hardly asked.
    one_sided = [rule for (_, rule), told in rules.items() if len(told) < 2]
    for rule in one_sided[:SHOWN]:
        print(f"every value has the same verdict: {rule}")
    is_telling = len(one_sided) <= len(rules) * ONE_SIDED
    print(f"{len(rules)} rules, {counts['fits']} values that fit and {counts['does not fit']} that do not; "
          f"{len(one_sided)} rules with one verdict only; {len(differences)} differences in {len(shown)} rules")
    return 1 if differences or not is_telling else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
