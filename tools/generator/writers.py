"""Writes the encoders and the equality of what Discord sends: src/model/generated/write_*.cpp.

They stand in sources of their own: a program that never encodes does not link them. Equality is spelled
out, because clang 14 crashes on a defaulted one outside of a class that holds a vector of itself; and it
is no part of the header, because users' compile time is.
"""

from . import unions
from .description import NoRule
from .emit import banner

WRITERS = {"read": "write_field", "read_text_or_number": "write_field", "read_presence": "write_presence",
           "read_id_of": "write_id_of"}


def emit_equality(obj):
    if not obj.fields:
        return f"bool {obj.name}::operator==(const {obj.name}&) const {{ return true; }}\n\n"
    same = " && ".join(f"{field.name} == other.{field.name}" for field in obj.fields)
    return f"bool {obj.name}::operator==(const {obj.name}& other) const {{\nreturn {same};\n}}\n\n"


def emit_lines(fields, variable):
    for field in fields:
        if field.reader not in WRITERS:
            raise NoRule(f"how is {field.name}, which {field.reader} reads, written?")
    return "".join(f'{WRITERS[field.reader]}(writer, "{field.key}", {variable}.{field.name});\n'
                   for field in fields)


def emit_writer(obj, by_field):
    """`write`, and for objects that an event extends `write_fields`."""
    constant = f'write_field(writer, "{obj.constant[0]}", {obj.constant[1]});\n' if obj.constant else ""
    lines = constant + emit_lines(obj.fields, "in")
    if not lines:
        return (f"void write(json::Writer& writer, const {obj.name}&) {{\n"
                "writer.begin_object().end_object();\n}\n\n")
    text = ""
    if by_field:
        text = f"void write_fields(json::Writer& writer, const {obj.name}& in) {{\n{lines}}}\n\n"
        lines = "write_fields(writer, in);\n"
    return text + (f"void write(json::Writer& writer, const {obj.name}& in) {{\nwriter.begin_object();\n"
                   f"{lines}writer.end_object();\n}}\n\n")


def instances(names):
    return "".join(f"template std::string to_json<{name}>(const {name}&);\n"
                   f"template {name} from_json<{name}>(std::string_view);\n" for name in names)


def source(description, include, text):
    return (f"{banner(description)}#include \"{include}\"\n\n#include \"model/to_json.hpp\"\n\n"
            f"namespace pincer {{\n\n{text}\n}}  // namespace pincer\n")


def emit_object_writers(description, header, extended):
    objects = [obj for obj in description.objects if obj.header == header]
    text = "".join(emit_equality(obj) + emit_writer(obj, obj.name in extended) for obj in objects)
    text += "".join(unions.emit_writer(union) for union in description.unions if union.header == header)
    names = [obj.name for obj in objects]
    names += [union.name for union in description.unions if union.header == header]
    return source(description, f"pincer/model/{header}.hpp", text + instances(names))


def emit_event_writer(event):
    head = f"void write(json::Writer& writer, const {event.type}& in) {{\n"
    if event.object and not event.fields:
        return f"{head}write(writer, in.{event.member});\n}}\n\n"
    if not event.fields:
        return (f"void write(json::Writer& writer, const {event.type}&) {{\n"
                "writer.begin_object().end_object();\n}\n\n")
    of_object = f"write_fields(writer, in.{event.member});\n" if event.object else ""
    return (f"{head}writer.begin_object();\n{of_object}{emit_lines(event.fields, 'in')}"
            "writer.end_object();\n}\n\n")


def emit_event_writers(description, events):
    text, names = "", []
    for event in events:
        text += emit_equality(event.as_object()) + emit_event_writer(event)
        if event.object or event.fields:
            names.append(event.type)
        else:
            text += (f"template <>\n{event.type} from_json<{event.type}>(std::string_view) {{\n"
                     f"return {event.type}();\n}}\ntemplate std::string to_json<{event.type}>(const "
                     f"{event.type}&);\n\n")
    reads = "".join(f"bool read(json::Value& value, {name}& out);\n" for name in names)
    return source(description, "pincer/events.hpp", f"// They stand in events.cpp.\n{reads}\n" + text +
                  instances(names))


def emit_declarations(description, extended):
    """Every writer, so that each can be found by the others."""
    objects = sorted(obj.name for obj in description.objects)
    classes = sorted(union.name for union in description.unions)
    unknown = [union.unknown for union in description.unions]
    forward = "".join(f"struct {name};\n" for name in objects + unknown)
    forward += "".join(f"class {name};\n" for name in classes)
    writes = "".join(f"void write(json::Writer& writer, const {name}& in);\n"
                     for name in sorted(objects + classes + unknown))
    fields = "".join(f"void write_fields(json::Writer& writer, const {name}& in);\n"
                     for name in sorted(extended))
    return (f"{banner(description)}"
            "//\n// The writers of the generated objects. Layer: model.\n#pragma once\n\n"
            f"namespace pincer {{\n\nnamespace json {{\nclass Writer;\n}}  // namespace json\n\n{forward}\n{writes}\n"
            "// For events that are an object and more: the fields without the braces around them.\n"
            f"{fields}\n}}  // namespace pincer\n")
