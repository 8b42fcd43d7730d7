"""Render a run as JUnit XML: a test suite per table, a test case per test."""

from xml.etree import ElementTree

from fastapi_by_example.render.escape import for_xml
from fastapi_by_example.run.document import BAD, ExampleResult, Outcome, Run, TestResult

MOST_MESSAGE = 4_000
MOST_TEXT = 40_000
"""Longest text of a test in a report, in characters. The runner has the same limit, but a run file may exceed it."""


def junit_xml(run: Run) -> str:
    """A run as JUnit XML, in the format that pytest writes."""
    root = ElementTree.Element("testsuites", name=for_xml(f"fastapi-by-example {run.target}"))
    for table in run.tables:
        examples = [example for example in run.examples if example.table == table.number]
        if examples:
            suite = ElementTree.SubElement(root, "testsuite", name=for_xml(f"{table.number:02} {table.title}"))
            cases = [case for example in examples for case in _cases_of(example)]
            suite.extend(cases)
            suite.set("tests", str(len(cases)))
            for kind in ("failure", "error", "skipped"):
                plural = {"failure": "failures", "error": "errors", "skipped": "skipped"}[kind]
                suite.set(plural, str(sum(case.find(kind) is not None for case in cases)))
            suite.set("time", f"{sum(example.duration for example in examples):.3f}")
            suite.set("timestamp", for_xml(run.started))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _cases_of(example: ExampleResult) -> list[ElementTree.Element]:
    """The tests of an example, and another case if the example failed but none of its tests did."""
    cases = [_case_of(example, test) for test in example.tests]
    if (example.outcome in BAD and not any(test.outcome in BAD for test in example.tests)) or not cases:
        whole = TestResult(name="example", outcome=example.outcome, duration=example.duration, message=example.message)
        cases.append(_case_of(example, whole))
    return cases


def _case_of(example: ExampleResult, test: TestResult) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname=for_xml(example.slug), name=for_xml(test.name))
    case.set("time", f"{test.duration:.3f}")
    case.set("file", for_xml(test.file or example.file))
    case.set("line", str(test.line or example.line))
    if test.outcome is Outcome.SKIPPED:
        ElementTree.SubElement(case, "skipped", message=for_xml(test.message, MOST_MESSAGE))
    elif test.outcome in BAD:
        kind = "failure" if test.outcome is Outcome.FAILED else "error"
        found = ElementTree.SubElement(case, kind, message=for_xml(test.message, MOST_MESSAGE), type=str(test.outcome))
        found.text = for_xml(test.details or test.message, MOST_TEXT)
        if example.output:
            ElementTree.SubElement(case, "system-out").text = for_xml(example.output, MOST_TEXT)
    return case
