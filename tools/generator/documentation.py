"""Reads the JSON examples of Discord's documentation, and says by tools/tables/examples.toml what each is."""

import json
import pathlib
import re

from .description import NoRule, table

FENCE = re.compile(r"\s*```\s*(\w*)")
HEADING = re.compile(r"#+\s+(.*\S)")
ACCORDION = re.compile(r'<Accordion[^>]*\btitle="([^"]*)"')
# What examples have beyond JSON: comments, commas before a closing bracket, and "...all_the_rest," for
# fields that are told elsewhere. A string comes first, so that nothing inside one is touched.
BEYOND_JSON = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|\.\.\.\w+,?|,(?=\s*(?://[^\n]*\s*)*[\]}])')


class Example:
    """One block of JSON, and where it stands."""

    def __init__(self, page, line, heading, title, number, text):
        self.page = page  # "resources/guild"
        self.line = line
        self.heading = heading
        self.title = title  # of the accordion that it is folded in; else empty
        self.number = number  # among those of the same heading and title, from 1
        self.text = text

    def __str__(self):
        return f"{self.page}.mdx:{self.line} ({self.title or self.heading}, number {self.number})"

    def value(self):
        """The JSON value; ValueError when it is none, even read with tolerance."""
        return json.loads(BEYOND_JSON.sub(lambda match: match[1] or "", self.text))


def examples(checkout):
    """All blocks of JSON in a checkout of discord/discord-api-docs."""
    root = pathlib.Path(checkout) / "developers"
    for path in sorted(root.rglob("*.mdx")):
        yield from examples_of_page(str(path.relative_to(root).with_suffix("")),
                                    path.read_text(encoding="utf-8"))


def examples_of_page(page, text):
    heading, title, counts, block, language, begin = "", "", {}, None, "", 0
    for number, line in enumerate(text.split("\n"), 1):
        fence = FENCE.match(line)
        if block is not None:
            if not fence:
                block.append(line)
                continue
            if language in ("json", "jsonc"):
                place = (heading, title)
                counts[place] = counts.get(place, 0) + 1
                yield Example(page, begin, heading, title, counts[place], "\n".join(block))
            block = None
        elif fence:
            block, language, begin = [], fence[1], number
        elif match := HEADING.match(line):
            heading, title = match[1], ""
        elif match := ACCORDION.search(line):
            title = match[1]
        elif "</Accordion>" in line:
            title = ""


class Rules:
    """examples.toml: the first rule of a page that fits an example's title, or else its heading."""

    def __init__(self):
        rows = table("examples")
        self.pages = rows["pages"]
        self.filled = rows["filled"]

    def rule_of(self, example):
        for page in self.pages:
            if not re.fullmatch(page["page"], example.page):
                continue
            for rule in page["rules"]:
                if re.fullmatch(rule.get("at", ".*"), example.title or example.heading) and \
                        rule.get("number", example.number) == example.number:
                    return rule
        raise NoRule(f"{example}: what is this an example of? (examples.toml)")


def replaced(template, value):
    """A template with the value in the place of each "@"."""
    if template == "@":
        return value
    if isinstance(template, dict):
        return {key: replaced(part, value) for key, part in template.items()}
    if isinstance(template, list):
        return [replaced(part, value) for part in template]
    return template
