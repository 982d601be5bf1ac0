"""The programs that the documentation shows are those that are built, and pincer.hpp is complete."""

import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def blocks(page: str) -> list:
    """The C++ blocks of a page."""
    parts = (ROOT / page).read_text(encoding="utf-8").split("```cpp\n")[1:]
    return [part.split("```")[0] for part in parts]


def program(example: str) -> str:
    """An example from its first include on."""
    text = (ROOT / "examples" / example).read_text(encoding="utf-8")
    return text[text.index("#include"):]


def stripped(text: str) -> str:
    """The lines without their indentation, which differs in a function."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


class Docs(unittest.TestCase):
    def test_readme_shows_ping_bot(self) -> None:
        self.assertEqual(blocks("README.md")[0], program("ping_bot.cpp"))

    def test_what_pages_show_is_compiled(self) -> None:
        pages = {"docs/bots.md": "desk_bot.cpp", "docs/gateway.md": "docs_gateway.cpp"}
        for page, example in pages.items():
            compiled = stripped(program(example))
            for block in blocks(page):
                with self.subTest(page=page, block=block):
                    self.assertIn(stripped(block), compiled)

    def test_pincer_hpp_includes_all_but_the_requests(self) -> None:
        include = ROOT / "include"
        text = (include / "pincer/pincer.hpp").read_text(encoding="utf-8")
        named = [line.split('"')[1] for line in text.splitlines() if line.startswith("#include")]
        headers = [path.relative_to(include).as_posix() for path in include.rglob("*.hpp")]
        self.assertCountEqual(named, [header for header in headers if header != "pincer/pincer.hpp"
                                      and not header.startswith("pincer/model/requests/")])


if __name__ == "__main__":
    unittest.main()
