"""Business cases that use what no published one does, as text of their files."""

from __future__ import annotations

import textwrap

from steering.cases.business import BusinessCase
from steering.cases.business_file import parse_business_case

DRAWN = {
    "halves": """
        currency: EUR
        unit: 1000
        period: quarter
        periods: 9
        discount_rate: 0.09
        timing: mid
        prices: nominal
        inflation: 0.03
        indexes: {wages: [0.04, 0.02]}
        exchange_rates: {USD: {rate: 0.9, date: 2026-01-05, source: Central bank}}
        inputs:
          people: {value: 12, low: 8, high: 15}
          hours: {values: [0, 30, 35, 40, 40, 40, 42, 42, 42, 42]}
        options:
          - {id: stay, label: Stay, baseline: true}
          - {id: move, label: Move later, starts_after: 2, discount_rate: 0.08}
          - {id: go, label: Go at once, starts_after: 1}
        option: move
        lines:
          - {id: build, label: Build, kind: cost, values: [40, 30, 20, 5, 0, 0, 0, 0, 0, 0],
             options: {move: 1, go: 0.9}, risk_adjustment: 10%, end_value: {share: 20%}, low: 0.9, high: 1.3}
          - {id: run, label: Run, kind: cost, amount: 3, begins: 2, growth: wages, timing: end,
             options: {move: 1, go: 1, stay: 0.4}}
          - {id: licence, label: Licence, kind: cost, amount: 2, currency: USD, prices: real, timing: start, ends: 7,
             options: [move]}
          - {id: time, label: Time saved, kind: benefit, quantity: [people, hours], price: 0.05, share: 80%,
             growth: 3%, scales_with: adoption, options: [move, go], cashable: false, risk_adjustment: 15%,
             low: 0.5, high: 1.1}
          - {id: sales, label: Sales, kind: benefit, quantity: [people], price: 0.6, timing: end, cashable: true,
             options: [move, go, stay], end_value: {amount: 6}}
          - {id: pilot, label: Pilot, kind: cost, values: [9, 0, 0, 0, 0, 0, 0, 0, 0, 0], sunk: true}
        drivers:
          benefit_delay_months: {value: 2, low: 0, high: 7}
          adoption_speed: {value: 0.8, low: 0.5, high: 1.4}
          adoption_ceiling: {value: 0.95, low: 0.7, high: 1.1}
          cost_factor: {low: 0.8, high: 1.2}
          discount_rate: {value: 0.09, low: 0.05, high: 0.14}
        optimism_bias: [{lines: [build], share: 12%, reference_class: Platforms, source: Handbook}]
        scenarios:
          slow: {drivers.adoption_speed: 0.4, drivers.benefit_delay_months: 4.5, inputs.people: 9}
          quick: {benefits: 1.2, costs: 0.9, lines.build: 0.7, discount_rate: 0.06, drivers.adoption_speed: 1.7}
        stated:
          - {metric: npv, value: 12.5, option: go}
          - {metric: npv, value: 3.5, scenario: slow, at: {inputs.people: 20, lines.run: 2}}
          - {metric: positive_in_all_scenarios, value: true}
          - {metric: irr_roots, value: [10%, 20%]}
    """,
    "carried": """
        currency: USD
        periods: 6
        discount_rate: 0.1
        timing: split
        prices: real
        inflation: 0.02
        later_rates: [{after_year: 2, rate: 0.08}, {after_year: 4, rate: 0.06}]
        tax: {rate: 30%, losses: carried_forward, paid_after: 1}
        options:
          - {id: none, label: None, baseline: true}
          - {id: plant, label: Plant}
        option: plant
        lines:
          - {id: plant, label: Plant, kind: cost, values: [100, 20, 0, 0, 0, 0, 0], options: [plant],
             depreciation: {method: declining_balance, rate: 40%, years: 5, switch: true, salvage: 5%},
             end_value: {share: 10%}}
          - {id: tools, label: Tools, kind: cost, values: [0, 30, 0, 10, 0, 0, 0], timing: start, options: [plant],
             depreciation: {method: table, shares: [50%, 30%, 20%]}}
          - {id: stock, label: Stock, kind: cost, values: [10, 0, 0, 0, 0, 0, 0], taxable: false, options: [plant],
             end_value: {share: 100%}}
          - {id: old, label: Old plant, kind: cost, amount: 8, prices: nominal, options: {none: 1, plant: 0.2}}
          - {id: sales, label: Sales, kind: benefit, values: [0, 5, 20, 60, 80, 90, 90], options: [plant],
             end_value: {growth: 1%}, timing: end}
        scenarios: {low: {benefits: 0.6}}
        stated: [{metric: npv_after_tax, value: 20, option: plant, against: none}]
    """,
    "months": """
        currency: EUR
        period: month
        periods: 30
        discount_rate: 0.12
        timing: end
        tax: {rate: 25%, paid_after: 3}
        lines:
          - {id: machine, label: Machine, kind: cost, amount: 50, begins: 4, ends: 4,
             depreciation: {method: table, shares: [33%, 44%, 15%, 8%]}, end_value: {amount: 7}}
          - {id: desk, label: Desk, kind: cost, amount: 6, begins: 0, ends: 3, timing: mid,
             depreciation: {method: straight_line, years: 2}}
          - {id: gain, label: Gain, kind: benefit, amount: 4, begins: 5, timing: start, scales_with: adoption}
        drivers: {adoption_speed: {value: 0.7, low: 0.5, high: 1}}
        scenarios: {late: {drivers.benefit_delay_months: 3}}
    """,
    "dates": """
        currency: EUR
        discount_rate: 0.07
        dates: [2026-01-05, 2026-04-01, 2027-02-28, 2029-12-31]
        lines:
          - {id: spend, label: Spend, kind: cost, values: [100, 20, 5, 0], low: 0.9, high: 1.2}
          - {id: gain, label: Gain, kind: benefit, values: [0, 30, 60, 90]}
        scenarios: {dear: {costs: 1.3}}
    """,
    "several": """
        discount_rate: 0.1
        cashflows: {net: [-100, 230, -132]}
        scenarios: {low: {discount_rate: 0.02}}
    """,
    "lumps": """
        discount_rate: 0.1
        timing: mid
        period: quarter
        cashflows: {costs: [10, 5, 5, 5, 5], benefits: [0, 2, 8, 14, 20]}
        drivers: {benefit_factor: {low: 0.8, high: 1.1}, benefit_delay_months: {value: 1, low: 0, high: 3}}
        scenarios: {worst: {benefits: 0.7, costs: 1.2}}
    """,
}


def open_drawn(name: str) -> BusinessCase:
    """Return one of the cases."""
    return parse_business_case(text_of(name).encode(), f"{name}.yaml")[0]


def text_of(name: str) -> str:
    """Return the file of one of the cases."""
    return textwrap.dedent(DRAWN[name])
