"""Writes Discord's REST operations as member functions that return coroutines."""

from .description import NoRule, identifier, table
from .emit import banner, names_in


class Operation:
    def __init__(self, operation, name, verb, path, parameters, query, body, answer, ranges):
        self.operation = operation  # Discord's name
        self.name = name  # ours
        self.verb = verb
        self.path = path
        self.parameters = parameters  # [(C++ type, C++ name, name)] of the path
        self.query = query
        self.body = body  # C++ type, or empty
        self.answer = answer
        self.ranges = ranges  # name -> (least, most) of the numbers in the path

    @property
    def returns(self):
        return f"awaitable<{self.answer}>"

    def arguments(self, default):
        own = [f"{cpp_type} {name}" for cpp_type, name, _ in self.parameters]
        own += [f"{self.body} body"] * bool(self.body)
        return ", ".join(own + ["RequestOptions options" + (" = {}" if default else "")])


class Operations:
    def __init__(self, description, bodies):
        self.description = description
        self.table = table("operations")
        self.body_of = self.find_bodies(bodies)
        self.groups = [(group, []) for group in self.table["groups"]]
        for path, verbs in description.document["paths"].items():
            for verb, row in verbs.items():
                if verb == "parameters":
                    continue
                if row["operationId"] not in self.table["handwritten"]:
                    self.group(path).append(self.read(path, verb, row, verbs.get("parameters", [])))
        self.check_names()

    def check_names(self):
        """Each name of ours stands for one operation, and each that is replaced exists."""
        names = [member.name for _, members in self.groups for member in members]
        names += self.table["handwritten"]
        stale = set(self.table["names"]) - {member.operation for _, members in self.groups
                                            for member in members}
        twice = {name for name in names if names.count(name) > 1}
        if stale or twice:
            raise NoRule(f"names of operations.toml: {', '.join(sorted(stale | twice))}")

    @staticmethod
    def find_bodies(bodies):
        """operation -> C++ type of its body."""
        found = {}
        for row in bodies.rows.values():
            for name, operations in map(bodies.split, row["requests"]):
                listed = next(request.listed for request in bodies.requests if request.name == name)
                found.update({operation: f"std::vector<{name}>" if listed else name
                              for operation in operations})
        for name, operations in bodies.handwritten.items():
            found.update({operation: name for operation in operations})
        return found

    def group(self, path):
        for group, operations in self.groups:
            if any(path.startswith(start) for start in group["paths"]):
                return operations
        raise NoRule(f"{path}: which group of operations is it in?")

    def read(self, path, verb, row, shared):
        name = row["operationId"]
        parameters, query, ranges = [], [], {}
        for parameter in shared + row.get("parameters", []):
            key, schema = parameter["name"], parameter["schema"]
            if parameter["in"] == "path":
                parameters.append((self.path_type(name, key, schema), identifier(key), key))
                if schema.get("type") == "integer":
                    ranges[key] = schema["minimum"], schema["maximum"]
            elif parameter["in"] == "query":
                query.append(key)
        return Operation(name, self.table["names"].get(name, name), verb.upper(), path, parameters, query,
                         self.body_of.get(name, ""), self.answer(name, row), ranges)

    def path_type(self, operation, key, schema):
        if "SnowflakeType" in schema.get("$ref", ""):
            return self.description.id_type(operation, key)
        return "std::int32_t" if schema.get("type") == "integer" else "std::string"

    def answer(self, name, row):
        """What the 2xx answers hold; an optional where one of them holds nothing."""
        types, empty = set(), False
        for code, response in row["responses"].items():
            # 202 says "not indexed yet, come again": its fields are read into the answer of 200.
            if not code.startswith("2") or code == "202":
                continue
            content = response.get("content", {})
            if "application/json" in content:
                types.add(self.description.resolve(content["application/json"]["schema"], name, "message",
                                                   "answer")[0])
            elif content:
                types.add("std::string")
            else:
                empty = True
        types.discard("RawJson")  # an empty object
        if len(types) > 1:
            raise NoRule(f"{name} answers with any of {sorted(types)}")
        if not types:
            return "void"
        return f"std::optional<{types.pop()}>" if empty else types.pop()


def emit_declaration(operation):
    query = f"; query: {', '.join(operation.query)}" if operation.query else ""
    return (f"/// `{operation.verb} {operation.path}`{query}\n"
            f"{operation.returns} {operation.name}({operation.arguments(True)});\n")


def emit_header(operations):
    names, text = set(), ""
    for group, members in operations.groups:
        text += f"\n// {group['title']}\n\n" + "".join(emit_declaration(member) for member in members)
        for member in members:
            names.update(names_in(member.returns + " " + member.arguments(False)))
    description = operations.description
    ids = sorted(name for name in names if name.endswith("Id"))
    types = sorted(names - set(ids) - {"RequestOptions"})
    structs = {obj.name for obj in description.objects} | {"ApplicationCommand"}
    forward = "\n".join(f"{'struct' if name in structs else 'class'} {name};" for name in types)
    return (f"{banner(description)}//\n// Discord's REST operations, except for those of pincer/rest.hpp. "
            "Layer: client. Thread-safe, as HTTPClient.\n#pragma once\n\n#include <cstdint>\n"
            "#include <map>\n#include <optional>\n#include <string>\n#include <vector>\n\n"
            "#include \"pincer/awaitable.hpp\"\n#include \"pincer/http_client.hpp\"\n"
            "#include \"pincer/model/ids.hpp\"\n#include \"pincer/snowflake.hpp\"\n\n"
            f"namespace pincer {{\n\n// Include the header in pincer/model of what you call: it has the type.\n"
            f"{forward}\n\n"
            "/// The base of `Rest` (pincer/rest.hpp), which has all of Discord's operations. docs/coverage.md\n"
            "/// lists them with their routes, and with Discord's name where ours differs.\n"
            "///\n"
            "/// Each takes the ids of its path, then its body, then options: the query\n"
            "/// (`RequestOptions().query(\"limit\", 5)`), the reason for the audit log, a time limit. Where a\n"
            "/// body has no type of ours, the options carry it too. All throw `Exception` as `HTTPClient` does,\n"
            "/// and `protocol` when an answer is not what Discord documents. An optional answer is empty when\n"
            "/// Discord answers with nothing.\n"
            "class Operations {\npublic:\n"
            "/// `http` must outlive this object.\n"
            "explicit Operations(HTTPClient& http) : http_(&http) {}\n\n"
            "[[nodiscard]] HTTPClient& http() const noexcept { return *http_; }\n"
            f"{text}\nprivate:\nHTTPClient* http_;\n}};\n\n}}  // namespace pincer\n")


def path_value(operation, name, key):
    """What is put into the path for a parameter."""
    if key not in operation.ranges:
        return name
    least, most = operation.ranges[key]
    return f"{{{name}, IntegerRange{{.min = {least}, .max = {most}}}}}"


def emit_definition(operation, rules):
    keys = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    names = {key: name for _, name, key in operation.parameters}
    if sorted(keys) != sorted(names):
        raise NoRule(f"{operation.name}: {operation.path} has a placeholder without a parameter")
    values = ", ".join(path_value(operation, names[key], key) for key in keys)
    path = f'path("{operation.path}", {{{values}}})' if keys else f'"{operation.path}"'
    options = "std::move(options)"
    if operation.body:
        options = f"with_body({options}, body)"
    if operation.operation in rules.of:
        options = f"with_query({options}, query_rules::{operation.operation})"
    arguments = operation.arguments(False)
    return (f"{operation.returns} Operations::{operation.name}({arguments}) {{\n"
            f"return call<{operation.answer}>(*http_, \"{operation.verb}\", {path}, {options});\n}}\n\n")


def emit_source(operations, rules, headers, group, members):
    types = [member.returns.replace("awaitable<void>", "") + " " + member.arguments(False) for member in members]
    names = {name for text in types for name in names_in(text)} - {"RequestOptions"}
    ours = sorted({headers.of[name] for name in names if name in headers.of} -
                  {"pincer/model/ids.hpp", "pincer/snowflake.hpp"})
    unknown = sorted(name for name in names if name not in headers.of)
    if unknown:
        raise NoRule(f"no header declares {', '.join(unknown)}")
    includes = "\n".join(f'#include "{header}"' for header in ours)
    text = "".join(emit_definition(member, rules) for member in members)
    queries = "#include \"client/generated/query_rules.hpp\"\n" * ("query_rules::" in text)
    return (f"{banner(operations.description)}{queries}#include \"client/operation.hpp\"\n"
            f"#include \"pincer/operations.hpp\"\n{includes}\n\nnamespace pincer {{\n\n"
            f"// {group['title']}\n\n{text}}}  // namespace pincer\n")


def emit_table(operations, events):
    """docs/coverage.md: every operation and every event, and the type that it has here."""
    generated = {member.operation: member for _, members in operations.groups for member in members}
    rows = []
    for path, verbs in operations.description.document["paths"].items():
        for verb, row in verbs.items():
            if verb == "parameters":
                continue
            name = row["operationId"]
            member = generated.get(name)
            ours = f"`{member.name}`" if member else f"`{name}` (pincer/rest.hpp)"
            theirs = f"`{name}`" if member and member.name != name else ""
            body = f"`{member.body}`" if member and member.body else ""
            answer = f"`{member.answer}`" if member else ""
            rows.append(f"| {ours} | {theirs} | `{verb.upper()} {path}` | {body} | {answer} |")
    dispatches = "\n".join(f"| `{event.name}` | `{event.type}` |" for event in events)
    return ("<!-- Generated by tools/generate. -->\n# What of Discord's API has a type here\n\n"
            f"## {len(rows)} operations\n\n| of `Rest` | Discord's name, where ours differs | route | body | answer |\n"
            "| --- | --- | --- | --- | --- |\n" + "\n".join(rows) +
            f"\n\n## {len(events)} gateway events\n\n| event | type |\n| --- | --- |\n{dispatches}\n")
