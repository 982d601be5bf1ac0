"""Every bug that tests/sim/plant_* know can still be planted: the text that each replaces is there,
once. It rots when the code changes, and nobody plants all of them at every change."""

import sys
import types
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def bugs_of(script: str) -> list:
    """The table of bugs of a script, each a name, what it has to say of it, and the changes."""
    path = ROOT / "tests/sim" / script
    module = types.ModuleType(script)
    module.__file__ = str(path)
    sys.modules[script] = module  # for the types that it defines
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module.__dict__)
    return module.BUGS


class PlantedBugs(unittest.TestCase):
    def test_each_can_be_planted(self) -> None:
        for script in ("plant_session_bugs", "plant_limiter_bugs"):
            bugs = bugs_of(script)
            self.assertGreater(len(bugs), 30)
            for name, *_, changes in bugs:
                texts = {}
                for file, old, new in changes:
                    text = texts.get(file) or (ROOT / file).read_text(encoding="utf-8")
                    with self.subTest(script=script, bug=name, file=file):
                        self.assertEqual(text.count(old), 1)
                    texts[file] = text.replace(old, new)


if __name__ == "__main__":
    unittest.main()
