"""Writes what bots send: classes with chained setters, and their JSON.

They are no aggregates, because g++ 12 destroys an aggregate temporary twice inside a co_await
expression. For the same reason lists of objects cannot be given in braces.
"""

from .description import NoRule, identifier, table
from .emit import all_enum_names, banner, is_trivial, names_in
from .limits import limits_of, widest


class RequestField:
    def __init__(self, key, cpp_type, required, nullable, schemas):
        self.key = key
        self.schemas = schemas  # of the bodies that have the field
        self.name = identifier(key)
        self.type = cpp_type
        self.required = required and not nullable
        self.nullable = nullable

    @property
    def argument(self):
        """The type that a setter takes: nothing for a null, where the API knows one."""
        return f"std::optional<{self.type}>" if self.nullable else self.type

    @property
    def stored(self):
        return self.type if self.required else f"std::optional<{self.argument}>"

    def limits(self, schemas):
        """What Discord would refuse in this field."""
        return widest(self.type, [limits_of(schema, schemas) for schema in self.schemas])


class Request:
    def __init__(self, name, header, operations, fields, lists=()):
        self.name = name
        self.listed = bool(lists)  # the body is a list of these
        self.list_limits = widest(f"std::vector<{name}>", lists) if lists else []
        self.header = header
        self.operations = operations  # [(verb, path)]; none for a part
        self.fields = fields


class Requests:
    """The bodies of all operations, by the table."""

    def __init__(self, description):
        self.description = description
        self.rows = table("requests")
        self.handwritten = self.rows.pop("handwritten")
        self.types = self.rows.pop("types")
        self.missing = []
        for row in self.rows.values():
            for name, schemas in map(self.split, row["parts"]):
                description.names.update({schema: name for schema in schemas or [name]})
        description.names.update({"RichEmbed": "Embed", "MessageAllowedMentionsRequest": "AllowedMentions"})
        bodies = self.bodies()
        self.requests = []
        for header, row in self.rows.items():
            for name, schemas in map(self.split, row["parts"]):
                arms = [description.schemas[schema] for schema in schemas or [name]]
                self.requests.append(self.merge(name, header, arms, []))
            for name, operations in map(self.split, row["requests"]):
                arms, routes, lists = [], [], []
                for operation in operations:
                    verb, path, schema = bodies.pop(operation)
                    routes.append((verb, path))
                    if "items" in schema:
                        lists.append(limits_of(schema, description.schemas))
                    arms += self.arms(schema)
                self.requests.append(self.merge(name, header, arms, routes, lists))
        known = {operation for operations in self.handwritten.values() for operation in operations}
        self.missing += [f"the body of {operation}" for operation in bodies if operation not in known]
        if self.missing:
            raise NoRule("\n".join(self.missing))

    @staticmethod
    def split(line):
        name, _, rest = line.partition(" = ")
        return name, rest.split()

    def bodies(self):
        """operation -> (verb, path, schema), of all operations that have a body."""
        found = {}
        for path, verbs in self.description.document["paths"].items():
            for verb, operation in verbs.items():
                if verb != "parameters" and "requestBody" in operation:
                    content = operation["requestBody"]["content"]
                    media = content.get("application/json") or next(iter(content.values()))
                    found[operation["operationId"]] = (verb.upper(), path, media["schema"])
        return found

    def arms(self, schema):
        """The objects that a body may be; of an array, what it has."""
        if "$ref" in schema:
            return self.arms(self.description.schemas[schema["$ref"].split("/")[-1]])
        for union in ("oneOf", "anyOf"):
            if union in schema:
                return [arm for part in schema[union] for arm in self.arms(part)]
        if "items" in schema:
            return self.arms(schema["items"])
        return [schema]

    def merge(self, name, header, arms, routes, lists=()):
        keys = {key: None for arm in arms for key in arm.get("properties", {})}
        fields = []
        for key in keys:
            try:
                fields.append(self.field(name, header, key, arms))
            except NoRule as error:
                self.missing.append(str(error))
        fields.sort(key=lambda field: not field.required)
        return Request(name, header, routes, fields, lists)

    def field(self, owner, header, key, arms):
        places = [arm["properties"][key] for arm in arms if key in arm.get("properties", {})]
        required = all(key in arm.get("required", []) for arm in arms)
        rule = self.types.get(f"{owner}.{key}")
        if rule:
            nullable = any("null" in str(place.get("type", place)) for place in places)
            return RequestField(key, rule, required, nullable, places)
        types, nullable = set(), False
        for place in places:
            cpp_type, null = self.resolve(place, owner, header, key)
            types.add(cpp_type)
            nullable = nullable or null
        if len(types) > 1:
            raise NoRule(f"{owner}.{key} has several types: {sorted(types)}")
        return RequestField(key, types.pop(), required, nullable, places)

    def resolve(self, schema, owner, header, key):
        permissions = self.description.fields_table["permissions"]["fields"]
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else list(kinds)
        if key in permissions and "integer" in kinds:
            return "Permissions", "null" in kinds
        return self.description.resolve(schema, owner, header, key)


def trivial(cpp_type, enums):
    return is_trivial(cpp_type) or cpp_type in enums


def emit_setter(request, field, enums):
    cls, argument = request.name, field.argument
    moved = "value" if trivial(field.type, enums) else "std::move(value)"
    text = (f"{cls}& {field.name}({argument} value) & {{\n{field.name}_ = {moved};\nreturn *this;\n}}\n"
            f"{cls}&& {field.name}({argument} value) && {{\n"
            f"return std::move(this->{field.name}({moved}));\n}}\n")
    if field.type.startswith("std::vector<") and not trivial(field.type[12:-1], enums):
        element = field.type[12:-1]
        text += (f"/// g++ 12 would destroy the list twice inside a co_await expression: name a vector.\n"
                 f"{cls}& {field.name}(std::initializer_list<{element}>) = delete;\n")
    return text


def emit_request(request, enums, limited):
    required = [field for field in request.fields if field.required]
    if required:
        parameters = ", ".join(f"{field.type} {field.name}" for field in required)
        initial = ", ".join(
            f"{field.name}_({field.name if trivial(field.type, enums) else f'std::move({field.name})'})"
            for field in required)
        explicit = "explicit " if len(required) == 1 else ""
        constructor = f"{explicit}{request.name}({parameters}) : {initial} {{}}\n"
    else:
        constructor = f"{request.name}() {{}}\n"
    setters = "".join(emit_setter(request, field, enums) for field in request.fields if not field.required)
    members = "".join(f"{field.stored} {field.name}_;\n" for field in request.fields)
    routes = "".join(f"/// `{verb} {path}`\n" for verb, path in request.operations)
    whole = request.operations and not request.listed
    to_json = "\n[[nodiscard]] std::string to_json() const;\n" if whole else ""
    check = f"friend void check(FormCheck& form, const {request.name}& request);\n" if limited else ""
    list_json = ("/// The body is a list.\n[[nodiscard]] std::string to_json(const "
                 f"std::vector<{request.name}>& list);\n") if request.listed else ""
    if request.list_limits:
        list_json += f"void check(FormCheck& form, const std::vector<{request.name}>& list);\n"
    return (f"{routes or '/// A part of the requests below.' + chr(10)}class {request.name} {{\npublic:\n"
            f"{constructor}\n{setters}{to_json}\nprivate:\n"
            f"friend void write(json::Writer& writer, const {request.name}& request);\n{check}\n{members}}};\n"
            f"{list_json}")


def in_order(requests):
    by_name = {request.name: request for request in requests}
    result = []

    def visit(request):
        for field in request.fields:
            for name in names_in(field.type):
                if name in by_name and by_name[name] not in result:
                    visit(by_name[name])
        if request not in result:
            result.append(request)

    for request in requests:
        visit(request)
    return result


# Handwritten types with limits that may be parts of a body.
LIMITED_PARTS = ("CommandOption", "CreateMessage")


def checks_of(request, description, by_name):
    """The lines of its `check`: fields with limits, and fields whose parts have some."""
    text = ""
    for field in request.fields:
        limits = ", ".join(limit.cpp for limit in field.limits(description.schemas))
        if limits:
            text += f'check_field(form, "{field.key}", request.{field.name}_, {limits});\n'
        if any(has_limits(name, description, by_name) for name in names_in(field.type)):
            text += f'check_parts(form, "{field.key}", request.{field.name}_);\n'
    return text


def has_limits(name, description, by_name):
    return name in LIMITED_PARTS or (name in by_name and
                                     bool(checks_of(by_name[name], description, by_name)))


def emit_header(description, headers, all_requests, header, row):
    requests = [request for request in all_requests if request.header == header]
    enums = all_enum_names(description)
    own = f"pincer/model/requests/{header}.hpp"
    for request in requests:
        headers.of[request.name] = own
    types = [field.stored for request in requests for field in request.fields] + ["std::string"]
    types += ["std::vector<>" for request in requests if request.listed]
    includes = headers.includes(types, own)
    extra = ["utility"]
    by_name = {request.name: request for request in all_requests}
    limited = {request.name for request in requests if has_limits(request.name, description, by_name)}
    body = "\n".join(emit_request(request, enums, request.name in limited) for request in in_order(requests))
    if "std::initializer_list" in body:
        extra.append("initializer_list")
    standard = sorted(extra + [line[10:-1] for line in includes.splitlines() if line.startswith("#include <")])
    ours = [line for line in includes.splitlines() if line.startswith('#include "')]
    return (f"{banner(description)}//\n// {row['purpose']}. Layer: model. Thread safety: as a value type.\n"
            "// Each type is the body of the requests that it names; fields that are not set are not sent.\n"
            "#pragma once\n\n" +
            "".join(f"#include <{name}>\n" for name in standard) + "\n" + "\n".join(ours) +
            "\n\nnamespace pincer {\n\n" + "class FormCheck;\n" * ("FormCheck&" in body) +
            "namespace json {\nclass Writer;\n}  // namespace json\n\n"
            f"{body}\n}}  // namespace pincer\n")


def emit_writers(description, all_requests, header):
    requests = in_order([request for request in all_requests if request.header == header])
    by_name = {request.name: request for request in all_requests}
    text = ""
    for request in requests:
        lines = "".join(f'write_required(writer, "{field.key}", request.{field.name}_);\n' if field.required
                        else f'write_field(writer, "{field.key}", request.{field.name}_);\n'
                        for field in request.fields)
        text += (f"void write(json::Writer& writer, const {request.name}& request) {{\n"
                 f"writer.begin_object();\n{lines}writer.end_object();\n}}\n\n")
        checks = checks_of(request, description, by_name)
        if checks:
            text += f"void check(FormCheck& form, const {request.name}& request) {{\n{checks}}}\n\n"
        if request.list_limits:
            limits = ", ".join(limit.cpp for limit in request.list_limits)
            each = "check_elements(form, list);\n" * bool(checks)
            text += (f"void check(FormCheck& form, const std::vector<{request.name}>& list) {{\n"
                     f"check_limit(form, list, {limits});\n{each}}}\n\n")
        if request.listed:
            text += (f"std::string to_json(const std::vector<{request.name}>& list) {{\njson::Writer writer;\n"
                     "write(writer, list);\nreturn writer.take();\n}\n\n")
        elif request.operations:
            text += (f"std::string {request.name}::to_json() const {{\njson::Writer writer;\n"
                     "write(writer, *this);\nreturn writer.take();\n}\n\n")
    return (f"{banner(description)}#include \"pincer/model/requests/{header}.hpp\"\n\n"
            f"#include \"model/check.hpp\"\n#include \"model/write.hpp\"\n\nnamespace pincer {{\n\n{text}}}  // namespace pincer\n")


def emit_list(description, bodies):
    """For tests that try every request type."""
    includes = "\n".join(f'#include "pincer/model/requests/{header}.hpp"' for header in sorted(bodies.rows))
    lines = " \\\n".join(f"  X({request.name})" for request in bodies.requests)
    return (f"{banner(description)}//\n// Every generated request type, once. Layer: model.\n#pragma once\n\n"
            f"{includes}\n\n#define PINCER_FOR_EACH_REQUEST(X) \\\n{lines}\n")
