"""A case folder as frozen values, read strictly."""

from steering.cases.case import Case
from steering.cases.load import load
from steering.cases.model import AdoptionPlan, Charter, Kpi, Wave

__all__ = ["AdoptionPlan", "Case", "Charter", "Kpi", "Wave", "load"]
