"""Plants violations in a small tree and expects tools/check_layers to find each of them."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[2] / "tools" / "check_layers"

CLEAN = {
    "include/pincer/token.hpp": "// A token. Layer: base.\n#pragma once\n#include <string>\n",
    "include/pincer/gateway.hpp": "// A shell.\n// Layer: client. One strand.\n"
                                  '#pragma once\n#include "pincer/token.hpp"\n',
    "src/base/time.hpp": "// The clock. Layer: base.\n#pragma once\n",
    "src/json/reader.hpp": "// Reads. Layer: json.\n#include <simdjson.h>\n"
                           '#include "base/time.hpp"\n',
    "src/net/http.cpp": "#include <boost/beast/http.hpp>\n",
    "src/client/gateway.cpp": '#include "pincer/gateway.hpp"\n#include "net/http.hpp"\n',
    "sandbox/world.hpp": '#include "json/reader.hpp"\n#include "sandbox/event.hpp"\n',
    "cli/main.cpp": '#include <CLI/CLI.hpp>\n#include "sandbox/world.hpp"\n',
}


class CheckLayers(unittest.TestCase):
    def check(self, planted: dict) -> list:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**CLEAN, **planted}.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            run = subprocess.run([sys.executable, PROGRAM, folder], capture_output=True, text=True,
                                 check=False)
        lines = run.stdout.splitlines()
        self.assertEqual(run.stderr, "")
        self.assertEqual(run.returncode, 1 if lines else 0)
        return lines

    def assert_finds(self, name: str, text: str, line: int, words: str) -> None:
        lines = self.check({name: text})
        self.assertEqual(len(lines), 1, lines)
        self.assertTrue(lines[0].startswith(f"{name}:{line}: "), lines[0])
        self.assertIn(words, lines[0])

    def test_a_clean_tree_passes(self):
        self.assertEqual(self.check({}), [])

    def test_a_lower_layer_includes_a_higher_one(self):
        self.assert_finds("src/base/a.cpp", '\n#include "json/reader.hpp"\n', 2, "base includes")
        self.assert_finds("src/core/a.cpp", '#include "net/http.hpp"\n', 1, "core includes")

    def test_a_lower_layer_includes_a_public_header_of_a_higher_one(self):
        self.assert_finds("src/wire/a.cpp", '#include "pincer/gateway.hpp"\n', 1, "of client")

    def test_a_public_header_includes_a_higher_one(self):
        self.assert_finds("include/pincer/low.hpp",
                          '// Low. Layer: wire.\n#include "pincer/gateway.hpp"\n', 2, "of client")

    def test_the_sandbox_includes_what_it_has_to_prove(self):
        self.assert_finds("sandbox/a.hpp", '#include "core/limiter.hpp"\n', 1, "sandbox includes")
        self.assert_finds("sandbox/b.hpp", '#include "pincer/gateway.hpp"\n', 1, "of client")

    def test_a_public_header_without_a_layer(self):
        self.assert_finds("include/pincer/new.hpp", "// New.\n#pragma once\n", 1, "Layer: x")
        self.assert_finds("include/pincer/new.hpp", "// New. Layer: attic.\n", 1, "Layer: x")

    def test_a_private_header_that_states_another_layer(self):
        self.assert_finds("src/wire/a.hpp", "// A. Layer: core.\n", 1, "its folder")

    def test_a_public_header_includes_a_private_one(self):
        self.assert_finds("include/pincer/new.hpp",
                          '// New. Layer: client.\n#include "base/time.hpp"\n', 2, "private")

    def test_a_public_header_includes_what_is_dear(self):
        self.assert_finds("include/pincer/new.hpp",
                          "// New. Layer: json.\n#include <simdjson.h>\n", 2, "simdjson")

    def test_a_reserved_dependency_elsewhere(self):
        self.assert_finds("src/client/a.cpp", "#include <boost/beast/core.hpp>\n", 1, "Beast")
        self.assert_finds("src/model/a.cpp", "#include <openssl/evp.h>\n", 1, "TLS")
        self.assert_finds("src/net/a.cpp", "#  include <boost/asio.hpp>\n", 1, "umbrella")
        self.assert_finds("cli/a.cpp", "#include <yaml-cpp/yaml.h>\n", 1, "YAML")


if __name__ == "__main__":
    unittest.main()
