"""The controls in scope of the example: SOC 2 common criteria and the HIPAA Security Rule, by their numbers only."""

from __future__ import annotations

from bench.example_teams import MONTHS

# How many common criteria each series of SOC 2 has.
CRITERIA = {1: 5, 2: 3, 3: 4, 4: 2, 5: 3, 6: 8, 7: 5, 8: 1, 9: 2}

# Standards and implementation specifications of 45 CFR part 164, without its number.
CITATIONS = """
308(a)(1)(ii)(A) 308(a)(1)(ii)(B) 308(a)(1)(ii)(C) 308(a)(1)(ii)(D) 308(a)(2)
308(a)(3)(ii)(A) 308(a)(3)(ii)(B) 308(a)(3)(ii)(C) 308(a)(4)(ii)(A) 308(a)(4)(ii)(B) 308(a)(4)(ii)(C)
308(a)(5)(ii)(A) 308(a)(5)(ii)(B) 308(a)(5)(ii)(C) 308(a)(5)(ii)(D) 308(a)(6)(ii)
308(a)(7)(ii)(A) 308(a)(7)(ii)(B) 308(a)(7)(ii)(C) 308(a)(7)(ii)(D) 308(a)(7)(ii)(E) 308(a)(8) 308(b)(3)
310(a)(2)(i) 310(a)(2)(ii) 310(a)(2)(iii) 310(a)(2)(iv) 310(b) 310(c)
310(d)(2)(i) 310(d)(2)(ii) 310(d)(2)(iii) 310(d)(2)(iv)
312(a)(2)(i) 312(a)(2)(ii) 312(a)(2)(iii) 312(a)(2)(iv) 312(b) 312(c)(2) 312(d) 312(e)(2)(i) 312(e)(2)(ii)
314(a)(2)(i) 314(a)(2)(ii) 314(a)(2)(iii) 314(b)(2)
316(a) 316(b)(2)(i) 316(b)(2)(ii) 316(b)(2)(iii)
"""

# At the end of each month, how many controls have current evidence.
CURRENT = dict(zip(("2026-01", *MONTHS), (34, 37, 42, 48, 54, 60, 66, 58, 68, 73), strict=True))


def controls() -> dict[str, str]:
    """Framework by control, in the order of the standards."""
    soc2 = {f"CC{series}.{number}": "soc2" for series, count in CRITERIA.items() for number in range(1, count + 1)}
    return soc2 | {f"164.{citation}": "hipaa" for citation in CITATIONS.split()}
