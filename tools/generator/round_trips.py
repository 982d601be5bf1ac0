"""Writes what the tests need to try every object and event with random values: tests/model/generated.

A `fill` for each object, beside a row for the test: its name, and a function that makes a value, writes and
reads it. The rows stand in several files, so that none is long to compile.
"""

from .emit import banner

OBJECT_FILES = 4
EVENT_FILES = 2


def emit_fill(name, fields, require):
    if not fields:
        return f"void fill(RandomValues&, {name}&) {{}}\n\n"
    lines = "".join(f"fill(random, out.{field.name});\n" for field in fields)
    lines += "".join(f"fill_id(random, out.{member});\n" for member in require)
    return f"void fill(RandomValues& random, {name}& out) {{\nconst Nested nested(random);\n{lines}}}\n\n"


def emit_union_fill(union):
    cases = ""
    for at, kind in enumerate(union.kinds):
        values = union.values_of(kind)
        pick = ""
        if len(values) > 1:
            pick = (f"constexpr std::array values{{{', '.join(values)}}};\n"
                    f"kind.{union.key} = values.at(random.below(values.size()));\n")
        cases += f"case {at}: {{\n{kind} kind;\nfill(random, kind);\n{pick}out = std::move(kind);\nreturn;\n}}\n"
    return (f"void fill(RandomValues& random, {union.name}& out) {{\nconst Nested nested(random);\n"
            f"switch (random.below({len(union.kinds) + 1})) {{\n{cases}default: break;\n}}\n"
            f"{union.unknown} unknown;\nfill_unknown(random, unknown.{union.key}, unknown.json);\n"
            "out = std::move(unknown);\n}\n\n")


def source(description, includes, fills, names, part):
    rows = "".join(f'rows.push_back({{"{name}", round_trip<{name}>}});\n' for name in names)
    return (f"{banner(description)}{includes}\n#include <array>\n\n#include \"model/fills.hpp\"\n"
            f"#include \"model/round_trip.hpp\"\n\nnamespace pincer {{\n\n{fills}"
            f"void add_round_trips_{part}(std::vector<RoundTrip>& rows) {{\n{rows}}}\n\n}}  // namespace pincer\n")


def parts_of(items, count, size):
    """The items in order, in `count` lists of about the same size together."""
    total, done, parts = sum(map(size, items)), 0, [[] for _ in range(count)]
    for item in items:
        parts[min(count - 1, done * count // total)].append(item)
        done += size(item)
    return parts


def emit_objects(description, header_names, part):
    objects = [obj for obj in description.objects if obj.header in header_names]
    unions = [union for union in description.unions if union.header in header_names]
    fills = "".join(emit_fill(obj.name, obj.fields, obj.require) for obj in objects)
    fills += "".join(emit_union_fill(union) for union in unions)
    includes = "".join(f'#include "pincer/model/{name}.hpp"\n' for name in sorted(header_names))
    return source(description, includes, fills, [obj.name for obj in objects + unions], part)


def emit_events(description, events, part):
    objects = [event.as_object() for event in events]
    fills = "".join(emit_fill(obj.name, obj.fields, ()) for obj in objects)
    return source(description, '#include "pincer/events.hpp"\n', fills, [obj.name for obj in objects], part)


def emit_declarations(description, parts):
    names = sorted([obj.name for obj in description.objects])
    unions = sorted(union.name for union in description.unions)
    forward = "".join(f"struct {name};\n" for name in names) + "".join(f"class {name};\n" for name in unions)
    fills = "".join(f"void fill(RandomValues& random, {name}& out);\n" for name in sorted(names + unions))
    adds = "".join(f"void add_round_trips_{part}(std::vector<RoundTrip>& rows);\n" for part in parts)
    calls = "".join(f"add_round_trips_{part}(rows);\n" for part in parts)
    return (f"{banner(description)}//\n// Random values of every object, and a row for each object and event.\n"
            "#pragma once\n\n#include <vector>\n\n"
            f"namespace pincer {{\n\nclass RandomValues;\nstruct RoundTrip;\n{forward}\n{fills}\n{adds}\n"
            "inline void add_generated_round_trips(std::vector<RoundTrip>& rows) {\n"
            f"{calls}}}\n\n}}  // namespace pincer\n")


def emit(description, events):
    """{file: text}"""
    def header_size(header):
        return sum(2 + len(obj.fields) for obj in description.objects if obj.header == header)

    files = {}
    headers = parts_of(sorted(description.objects_table), OBJECT_FILES, header_size)
    for at, names in enumerate(headers, 1):
        files[f"objects_{at}"] = emit_objects(description, names, f"objects_{at}")
    for at, part in enumerate(parts_of(events, EVENT_FILES, lambda event: 2 + len(event.fields)), 1):
        files[f"events_{at}"] = emit_events(description, part, f"events_{at}")
    folder = "tests/model/generated"
    result = {f"{folder}/round_trip_{part}.cpp": text for part, text in files.items()}
    result[f"{folder}/round_trips.hpp"] = emit_declarations(description, files)
    lines = "\n".join(f"          ${{CMAKE_CURRENT_LIST_DIR}}/round_trip_{part}.cpp" for part in files).lstrip()
    result[f"{folder}/round_trips.cmake"] = (
        f"# Generated by tools/generate.\ntarget_sources(\n  test_model\n  PRIVATE {lines})\n")
    return result
