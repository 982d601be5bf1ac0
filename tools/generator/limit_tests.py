"""Writes the test of each limit of each generated request: the last value that passes, and the first
that does not, with the words that Discord has for it."""

from .calls import Literals
from .description import NoRule
from .emit import banner
from .limits import Each


class LimitTests:
    def __init__(self, description, bodies):
        self.description = description
        self.bodies = bodies
        self.literals = Literals(description, bodies)

    def lines(self):
        text = ""
        for request in self.bodies.requests:
            tests = "".join(self.field_tests(request, field) for field in request.fields)
            if tests:
                text += f"TEST(CheckGenerated, {request.name}) {{\n{tests}}}\n\n"
        return text

    def field_tests(self, request, field):
        text = ""
        for limit in field.limits(self.description.schemas):
            path, make = field.key, lambda size: self.value(field.type, field, size)
            if isinstance(limit, Each):
                limit = limit.limit
                path, make = self.inside(field)
            if limit.most is not None:
                text += self.line(request, field, path, limit, make(limit.most), make(self.above(limit)))
            if limit.least is not None and (limit.least > 0 or limit.kind != "Length"):
                text += self.line(request, field, path, limit, make(limit.least), make(self.below(limit)),
                                  least=True)
        return text

    @staticmethod
    def above(limit):
        return limit.most + (0.5 if limit.kind == "NumberRange" else 1)

    @staticmethod
    def below(limit):
        return limit.least - (0.5 if limit.kind == "NumberRange" else 1)

    def value(self, cpp_type, field, size):
        """A value of that size as C++."""
        if cpp_type == "std::string":
            return f"text({size})"
        if cpp_type.startswith("std::vector<"):
            return f"{cpp_type}({size}, {self.literals.element(cpp_type, field.schemas[0])[0]})"
        if cpp_type.startswith("std::map<"):
            one = self.literals.element(cpp_type, field.schemas[0])[0]
            return f"entries<{cpp_type.split(', ', 1)[1][:-1]}>({size}, {one})"
        if cpp_type.startswith("std::chrono::"):
            return f"{cpp_type}({size})"
        return str(float(size)) if cpp_type == "double" else str(size)

    def inside(self, field):
        """The path of an element, and how to make a list or a map with one of a size."""
        if field.type.startswith("std::vector<"):
            element = field.type[12:-1]
            return f"{field.key}[0]", lambda size: f"{field.type}(1, {self.value(element, field, size)})"
        element = field.type.split(", ", 1)[1][:-1]
        return (f"{field.key}.key0",
                lambda size: f"entries<{element}>(1, {self.value(element, field, size)})")

    def line(self, request, field, path, limit, fits, beyond, least=False):
        return (f"expect_limit({self.error(path, limit, least)}, {self.request(request, field, fits)}, "
                f"{self.request(request, field, beyond)});\n")

    @staticmethod
    def error(path, limit, least):
        if limit.kind == "Length":
            if limit.most is None:
                return f'too_short("{path}", {limit.least})'
            if limit.least:
                return f'bad_length("{path}", {limit.least}, {limit.most})'
            return f'too_long("{path}", {limit.most})'
        kind = ', "float"' if limit.kind == "NumberRange" else ""
        return (f'too_small("{path}", {limit.least}{kind})' if least
                else f'too_great("{path}", {limit.most}{kind})')

    def request(self, request, limited, value):
        """A request with that value; else only what it must have."""
        required = [value if field is limited else self.literals.both(field.type, field.schemas[0])[0]
                    for field in request.fields if field.required]
        setter = "" if limited.required else f".{limited.name}({value})"
        return f"{request.name}({', '.join(required)}){setter}"


def emit(description, bodies):
    text = LimitTests(description, bodies).lines()
    if not text:
        raise NoRule("the description has no limits")
    return (f"{banner(description)}#include \"model/check_support.hpp\"\n"
            "#include \"model/generated/request_list.hpp\"\n\nnamespace pincer::test {\nnamespace {\n\n"
            f"{text}}}  // namespace\n}}  // namespace pincer::test\n")
