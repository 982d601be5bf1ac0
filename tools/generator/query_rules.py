"""Writes what Discord's description says of the parameters of queries."""

from .description import NoRule
from .emit import banner

# Enumerations that will not grow: an unknown value of any other one may be a new one.
CLOSED = ("SortingOrder",)
NUMBERS = ("Int53Type", "UInt32Type")


class QueryRules:
    """The rules of each operation that has a query with bounds."""

    def __init__(self, description):
        self.schemas = description.schemas
        self.of = {}  # operation -> [C++]
        for verbs in description.document["paths"].values():
            for verb, row in verbs.items():
                if verb != "parameters":
                    self.add(row["operationId"], row.get("parameters", []) + verbs.get("parameters", []))

    def add(self, operation, parameters):
        rules = [self.rule(operation, parameter) for parameter in parameters if parameter["in"] == "query"]
        rules = [rule for rule in rules if rule]
        if rules:
            self.of[operation] = rules

    def rule(self, operation, parameter):
        """One rule as C++; empty where any text will do."""
        schema = parameter["schema"]
        # Of "a text or a list" the text is the same list, divided by commas: what it holds is Discord's
        # to read.
        if any("items" in arm for arm in schema.get("oneOf", [])):
            parts, values_max = [], None
        elif "items" in schema:
            parts, values_max = self.type_of(operation, parameter, schema["items"]), schema.get("maxItems")
        else:
            parts, values_max = self.type_of(operation, parameter, schema), None
        if not parts and not parameter.get("required"):
            return ""
        parts = parts or [".type = QueryRule::Type::text"]
        if values_max is not None:
            parts.append(f".values_max = {values_max}")
        if parameter.get("required"):
            parts.append(".is_required = true")
        return f'{{.name = "{parameter["name"]}", {", ".join(parts)}}}'

    def type_of(self, operation, parameter, schema):
        if "$ref" in schema:
            name = schema["$ref"].split("/")[-1]
            if name == "SnowflakeType":
                return [".type = QueryRule::Type::snowflake"]
            return self.enumeration(name, self.schemas[name])
        kind = schema.get("type")
        if kind == "boolean":
            return [".type = QueryRule::Type::boolean"]
        if kind == "integer":
            return [".type = QueryRule::Type::integer", *self.bounds(schema, "minimum", "maximum")]
        if kind == "string":
            bounds = self.bounds(schema, "minLength", "maxLength")
            return [".type = QueryRule::Type::text", *bounds] if bounds else []
        raise NoRule(f"the parameter {parameter['name']} of {operation} is a {kind}")

    def enumeration(self, name, schema):
        if schema.get("type") == "integer":
            return [".type = QueryRule::Type::integer"]
        if name not in CLOSED:
            return []
        words = " ".join(arm["const"] for arm in schema["oneOf"])
        return [".type = QueryRule::Type::choice", f'.choices = "{words}"']

    @staticmethod
    def bounds(schema, least, most):
        return [f".{ours} = {schema[theirs]}" for ours, theirs in (("least", least), ("most", most))
                if theirs in schema]


def emit_header(description, rules):
    text = "".join(f"inline constexpr QueryRule {operation}[] = {{{', '.join(found)}}};\n"
                   for operation, found in sorted(rules.of.items()))
    return (f"{banner(description)}//\n// The rules of the operations' queries. Layer: client.\n"
            "#pragma once\n\n#include \"client/query_rule.hpp\"\n\n"
            f"namespace pincer::query_rules {{\n\n{text}\n}}  // namespace pincer::query_rules\n")
