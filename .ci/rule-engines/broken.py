"""Chooses values for each rule and breaks them.

Reads questions (the lines of the example `asked_rules`) and prints them again, with broken ones after them. A question
is broken in one place: in a field whose name the rule mentions. Each line gets `how`, what was done, and `fits`,
whether the field still has a type in which it was seen.
"""

import argparse
import copy
import json
import re
import sys
from collections import defaultdict

TEXTS = ["", "other", "12"]
# Used where a text is expected. Engines disagree about such texts where a number is expected.
ODD_TEXTS = [
    "2026-02-30T00:00:00Z", "2026-06-08", "2026-06-08 12:00:00", "2026-06-08T24:00:00Z", "2026-06-08t12:00:00z",
    "-1.50", "0x10", " 1", "1_0", "é€ 1",
]
NUMBERS = [0, 1, -1, 2.5, 1e300, 9007199254740993]
OTHERS = [None, True, False, [], ["other"], {}, {"other": 1}]
ABSENT = object()
LONGEST = 4


def kind(value) -> str:
    """The type of a value in JSON."""
    if value is ABSENT:
        return "absent"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        # One engine tells numbers with a fraction from those without.
        return "fraction" if isinstance(value, float) else "number"
    return {type(None): "null", str: "text", list: "list", dict: "map"}[type(value)]


def places(value, path=()):
    """Every place in a value. Of a list the first and the last item."""
    yield path, value
    if isinstance(value, dict):
        for name, part in value.items():
            yield from places(part, (*path, name))
    elif isinstance(value, list):
        for index in sorted({0, len(value) - 1} & set(range(len(value)))):
            yield from places(value[index], (*path, index))


def at(value, path):
    for step in path:
        value = value[step]
    return value


def changed(variables, path, new):
    """The variables with another value at a place."""
    variables = copy.deepcopy(variables)
    parent = at(variables, path[:-1])
    if new is ABSENT:
        del parent[path[-1]]
    else:
        parent[path[-1]] = new
    return variables


def cut(value):
    """The value with short lists: a rule about every row of a page says no more about a hundred rows."""
    if isinstance(value, dict):
        return {name: cut(part) for name, part in value.items()}
    if isinstance(value, list):
        return [cut(item) for item in (value if len(value) <= LONGEST else [*value[: LONGEST - 1], value[-1]])]
    return value


def general(path) -> tuple:
    return tuple("*" if isinstance(step, int) else step for step in path)


def mentioned(rule: str) -> set:
    """The names in a rule, also those in quotes."""
    return set(re.findall(r"[A-Za-z_][\w-]*(?:\[\])?", rule))


def read_places(question):
    """The places that a rule may read: fields whose names it mentions, and what is directly in them."""
    names = mentioned(question["rule"])
    query = question["variables"].get("request", {}).get("query", {})
    if isinstance(query, dict) and "[request.query" in question["rule"]:
        names |= {text for text in query.values() if isinstance(text, str)}
    for path, value in [*places(question["variables"]), *absent_places(question)]:
        if path and path not in (("request",), ("response",)) and set(path[-2:]) & (names - {"request", "response"}):
            yield path, value


def absent_places(question):
    """The fields that a rule asks for by `'name' in parent`, and that are not there."""
    for name, parent in re.findall(r"'([^']+)' in ([a-z_.]+)", question["rule"]):
        path = tuple(parent.split("."))
        try:
            found = at(question["variables"], path)
        except (KeyError, TypeError, IndexError):
            continue
        if isinstance(found, dict) and name not in found:
            yield (*path, name), ABSENT


def breakages(value, siblings):
    """Other values for a field: what was done, and the value."""
    if value is not ABSENT:
        yield "missing", ABSENT
    for new in OTHERS + TEXTS + NUMBERS:
        yield f"as {json.dumps(new)}", new
    if isinstance(value, str):
        for new in ODD_TEXTS:
            yield f"as {json.dumps(new)}", new
        yield "longer", value + "x"
        yield "in other case", value.swapcase()
        yield "shorter", value[:-1]
    elif isinstance(value, bool):
        pass
    elif isinstance(value, (int, float)):
        yield "one more", value + 1
        yield "one less", value - 1
        yield "as text", str(value)
        if isinstance(value, int) and abs(value) < 2**53:
            yield "with a point", float(value)
    elif isinstance(value, list) and value:
        yield "without its last", value[:-1]
        yield "with its first twice", [*value, value[0]]
        yield "with another item", [*value, None]
    for name, other in siblings:
        yield f"like {name}", other


def status(question):
    """Of what is sent with a failure, less is known."""
    return question["variables"].get("response", {}).get("status")


def broken(question, seen):
    """Every way to break a question: the arguments of `told`."""
    rule_seen = seen[question["rule"], status(question)]
    found = list(read_places(question))
    for path, value in found:
        siblings = [(other[-1], part) for other, part in found
                    if other[:-1] == path[:-1] and other != path and kind(part) == kind(value) and part != value]
        tried = set()
        for how, new in breakages(value, siblings[:4]):
            text = "missing" if new is ABSENT else json.dumps(new)
            if text in tried or (new is not ABSENT and kind(new) == kind(value) and new == value):
                continue
            tried.add(text)
            # The status is a number in every response.
            if path == ("response", "status") and kind(new) != "number":
                continue
            # To cel-cpp alone, int(true) is 1.
            if kind(new) == "bool" and "int(" in question["rule"]:
                continue
            # Variables and items are always there.
            if new is ABSENT and (len(path) == 1 or isinstance(path[-1], int)):
                continue
            # What is in an invented list or object was never seen there.
            is_invented = new in OTHERS[3:] or how == "with another item"
            yield question, path, new, how, kind(new) in rule_seen[general(path)] and not is_invented


def told(question, path, new, how, fits):
    """A broken question."""
    variables = changed(question["variables"], path, new)
    return {**question, "variables": variables, "how": f"{'/'.join(map(str, path))} {how}", "fits": fits}


def spread(items, count):
    """Some of the items, from all parts of the list."""
    if len(items) <= count:
        return items
    return [items[index * len(items) // count] for index in range(count)]


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--real", type=int, required=True, help="values of each rule at each place")
    arguments.add_argument("--bases", type=int, required=True, help="of them, how many are broken")
    arguments.add_argument("--broken", type=int, required=True, help="broken values of each rule")
    wanted = arguments.parse_args()
    whole, shortened = defaultdict(dict), defaultdict(dict)
    for line in sys.stdin:
        question = json.loads(line)
        short = cut(question["variables"])
        found = shortened if short != question["variables"] else whole
        question["variables"] = short
        found[question["document"], question["rule"]].setdefault(json.dumps(question), question)
    # What came as it is asked comes first.
    questions = {key: [*whole[key].values(), *shortened[key].values()] for key in sorted({*whole, *shortened})}
    seen = defaultdict(lambda: defaultdict(set))
    for (_, rule), asked in questions.items():
        for question in asked:
            there = {general(path): None for path, _ in places(question["variables"])}
            for path, value in read_places(question):
                seen[rule, status(question)][general(path)].add(kind(value))
            # A field that one response has and another lacks may be missing.
            for path, kinds in seen[rule, status(question)].items():
                if path not in there:
                    kinds.add("absent")
    for asked in questions.values():
        known = whole[asked[0]["document"], asked[0]["rule"]]
        unchanged = [question for question in asked if json.dumps(question) in known]
        real = spread(unchanged if len(unchanged) >= wanted.real else asked, wanted.real)
        for question in real:
            print(json.dumps({**question, "how": "", "fits": True}, ensure_ascii=False))
        # The most telling values have different shapes, and most rules are about successes.
        shapes = {}
        for question in asked:
            shape = str([(general(path), kind(value)) for path, value in read_places(question)])
            shapes.setdefault(shape, question)
        successes = [question for question in shapes.values() if (status(question) or 200) < 300]
        failures = [question for question in shapes.values() if question not in successes]
        bases = spread(successes, wanted.bases) + spread(failures, 1)
        made = [line for base in bases for line in broken(base, seen)]
        for fits in (True, False):
            for line in spread([line for line in made if line[-1] == fits], wanted.broken // 2):
                print(json.dumps(told(*line), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
