"""Writes what the tests of requests need: readers of JSON into request types, through the public
constructors and setters, and makers of random valid values.

Bots only write requests, so the library has no readers for them. The tests have, to see that what is
written says all that was set.
"""

import json

from .calls import Literals
from .description import NoRule
from .emit import banner, is_trivial
from .limits import Each

# The translation units, which compile side by side: headers of requests.toml.
PARTS = {
    "1": ["channel", "guild", "sticker", "stage_instance"],
    "2": ["application", "command", "emoji", "entitlement", "member", "role", "auto_moderation"],
    "3": ["lobby", "scheduled_event", "soundboard", "user", "webhook"],
}
# As far as random texts, lists and numbers go where Discord has no bound.
TEXT_MAX, LIST_MAX, NUMBER_WIDTH = 40, 3, 1000


class Readers:
    def __init__(self, description, bodies):
        self.description = description
        self.schemas = description.schemas
        self.bodies = bodies
        self.literals = Literals(description, bodies)
        self.flags = set(description.flag_fields.values())
        known = [name for names in PARTS.values() for name in names]
        if sorted(known) != sorted(bodies.rows):
            raise NoRule("each header of requests.toml is in one of PARTS (request_readers.py)")

    def of_part(self, part):
        return [request for request in self.bodies.requests if request.header in PARTS[part]]

    def reader(self, request):
        """Required arguments first, as the constructor takes them."""
        required = ", ".join(f'fields.required<{field.type}>("{field.key}")'
                             for field in request.fields if field.required)
        text = (f"{request.name} from_json(As<{request.name}>, const dom::value& value) {{\n"
                f"Fields fields(value);\n{request.name} made{f'({required})' if required else ''};\n")
        for field in request.fields:
            if not field.required:
                text += (f'if (const auto* const given = fields.find("{field.key}")) {{\n'
                         f"made.{field.name}(from_json(As<{field.argument}>(), *given));\n}}\n")
        return text + "fields.expect_no_more();\nreturn made;\n}\n\n"

    def maker(self, request):
        required = ", ".join(self.random(field.type, field.limits(self.schemas))
                             for field in request.fields if field.required)
        text = (f"{request.name} random_of(As<{request.name}>, [[maybe_unused]] Random& random) {{\n"
                f"{request.name} made{f'({required})' if required else ''};\n")
        for field in request.fields:
            if field.required:
                continue
            value = self.random(field.type, field.limits(self.schemas))
            if field.nullable:
                value = (f"random.is_null() ? std::optional<{field.type}>() "
                         f": std::optional<{field.type}>({value})")
            text += f"if (random.is_set()) made.{field.name}({value});\n"
        return text + "return made;\n}\n\n"

    def random(self, cpp_type, limits):
        """A random value within its limits, as C++."""
        own = [limit for limit in limits if not isinstance(limit, Each)]
        least, most = (own[0].least, own[0].most) if own else (None, None)
        if cpp_type.startswith(("std::vector<", "std::map<")):
            inner = cpp_type[12:-1] if cpp_type.startswith("std::vector<") else cpp_type.split(", ", 1)[1][:-1]
            each = [limit.limit for limit in limits if isinstance(limit, Each)]
            least = least or 0
            most = LIST_MAX + least if most is None else most
            return (f"random.{'list' if 'vector' in cpp_type else 'map'}<{inner}>({least}, {most}, "
                    f"[&] {{ return {self.random(inner, each)}; }})")
        if cpp_type == "std::string":
            least = least or 0
            return f"random.text({least}, {TEXT_MAX + least if most is None else most})"
        if cpp_type == "Color" or cpp_type.startswith(("std::int", "std::chrono::")) or cpp_type == "double":
            least = min(0, most or 0) if least is None else least
            most = least + NUMBER_WIDTH if most is None else most
            number = {"Color": "std::int32_t", "std::chrono::duration<double>": "double"}.get(
                cpp_type, "std::int64_t" if "chrono" in cpp_type else cpp_type)
            made = f"random.number<{number}>({least}, {most})"
            return made if number == cpp_type else f"{cpp_type}({made})"
        return self.random_plain(cpp_type)

    def random_plain(self, cpp_type):
        if cpp_type in self.flags or is_trivial(cpp_type) or cpp_type == "DataUri":
            return f"random.value<{cpp_type}>()"
        names = set(self.description.enums) | set(self.description.enums_table["handwritten"]["names"])
        if cpp_type in names or cpp_type in self.description.enums_table["handwritten"]["names"]:
            return f"random.value<{cpp_type}>()"
        return f"random_of(As<{cpp_type}>(), random)"

    def row(self, request):
        """Of one request: JSON with what is required, and a value for each other field."""
        required, optional, nullable = {}, {}, []
        for field in request.fields:
            _, value = self.literals.both(field.type, field.schemas[0])
            (required if field.required else optional)[field.key] = value
            if field.nullable:
                nullable.append(field.key)
        return {"type": request.name, "required": required, "optional": optional, "nullable": nullable}


def emit_header(readers):
    lines = "".join(f"{request.name} from_json(As<{request.name}>, const dom::value& value);\n"
                    f"{request.name} random_of(As<{request.name}>, Random& random);\n"
                    for request in readers.bodies.requests)
    return (f"{banner(readers.description)}//\n"
            "// Test-only: generated request types from JSON, and random ones.\n#pragma once\n\n"
            "#include \"model/generated/request_list.hpp\"\n#include \"model/handwritten_readers.hpp\"\n\n"
            f"namespace pincer::test {{\n\n{lines}\n}}  // namespace pincer::test\n")


def emit_source(readers, part):
    requests = readers.of_part(part)
    text = "".join(readers.reader(request) + readers.maker(request) for request in requests)
    kinds = "".join(f'kinds.push_back(kind_of<{request.name}>("{request.name}"));\n' for request in requests)
    return (f"{banner(readers.description)}#include \"model/generated/request_readers.hpp\"\n"
            "#include \"model/sent_kinds.hpp\"\n\n"
            f"namespace pincer::test {{\n\n{text}"
            f"void add_generated_kinds_{part}(std::vector<SentKind>& kinds) {{\n{kinds}}}\n\n"
            "}  // namespace pincer::test\n")


def emit_fields(readers):
    """One line a request, so that a change of the description shows as a change of that line."""
    lines = ",\n".join(json.dumps(readers.row(request), ensure_ascii=False, separators=(",", ":"))
                       for request in readers.bodies.requests)
    return f"[\n{lines}\n]\n"
