"""Where each of the example's 70 teams stands in each month; made up, and the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

MONTHS = tuple(f"2026-{month:02}" for month in range(2, 11))

# Wave, business unit, team, data scientists, and one letter per month of `MONTHS`: see `STAGES`.
ROSTER = """
1 | Claims              | Claims triage              | 11 | opPPPSSSS
1 | Clinical analytics  | Readmission risk           | 10 | opPPPPSSS
1 | Payment integrity   | Fraud patterns             |  9 | oopPPPSSS
1 | Member services     | Member churn               |  7 | oppPPPPSS
1 | Pharmacy            | Medication adherence       |  8 | ooppPPPPS
1 | Digital             | Chat assistant             |  6 | opppPPPPP
2 | Claims              | Auto-adjudication          | 12 | --opPPPSS
2 | Clinical analytics  | Sepsis early warning       |  9 | --oppPPPS
2 | Actuarial           | Pricing models             | 10 | --oopPPPP
2 | Member services     | Call routing               |  6 | --oppPPPP
2 | Payment integrity   | Overpayment recovery       |  8 | --ooppPPP
2 | Claims              | Prior authorisation        |  9 | --ooppppp
2 | Provider network    | Network adequacy           |  5 | ---oppPPP
2 | Digital             | Symptom checker            |  7 | --opPPPpp
2 | Pharmacy            | Formulary analytics        |  6 | --oopppPP
2 | Actuarial           | Risk adjustment            | 11 | ---ooppPP
3 | Clinical analytics  | Chronic care               |  8 | ----opPPP
3 | Clinical analytics  | Care gaps                  |  6 | ----opPPP
3 | Claims              | Claims cycle time          |  7 | ----opPPP
3 | Claims              | Appeals and grievances     |  5 | ----oopPP
3 | Pharmacy            | Drug interaction alerts    |  7 | ----oppPP
3 | Member services     | Next best contact          |  8 | -----opPP
3 | Provider network    | Provider directory quality |  6 | -----oooo
3 | Provider network    | Contract analytics         |  5 | ----ooppP
3 | Actuarial           | Reserving                  |  9 | ----opppP
3 | Payment integrity   | Duplicate billing          |  6 | -----oppP
3 | Payment integrity   | Upcoding detection         |  7 | -----oopp
3 | Digital             | App personalisation        |  8 | -----oopp
4 | Claims              | Document capture           |  9 | ------opP
4 | Claims              | Coordination of benefits   |  5 | ------opp
4 | Clinical analytics  | Length of stay             |  6 | ------opP
4 | Clinical analytics  | Imaging triage             | 14 | ------oop
4 | Pharmacy            | Specialty drugs            |  6 | ------opp
4 | Pharmacy            | Opioid safety              |  4 | ------opP
4 | Member services     | Call transcripts           |  8 | ------oop
4 | Member services     | Complaint themes           |  4 | ------opp
4 | Provider network    | Referral patterns          |  6 | ------opP
4 | Provider network    | Provider scorecards        |  5 | -------oo
4 | Actuarial           | Medical trend              |  8 | ------opp
4 | Payment integrity   | Pre-payment review         |  7 | ------oop
4 | Digital             | Search relevance           |  6 | -------oo
4 | Digital             | Remote monitoring          | 10 | -------op
5 | Claims              | Subrogation                |  4 | ---------
5 | Clinical analytics  | Behavioural health         |  7 | ---------
5 | Clinical analytics  | Maternal health            |  5 | ---------
5 | Pharmacy            | Refill forecasting         |  5 | ---------
5 | Member services     | Language access            |  3 | ---------
5 | Member services     | Member lifetime value      |  7 | ---------
5 | Provider network    | Credentialing              |  4 | ---------
5 | Provider network    | Value-based care           |  8 | ---------
5 | Actuarial           | Stop-loss                  |  5 | ---------
5 | Actuarial           | Benefit design             |  6 | ---------
5 | Payment integrity   | Prescription fraud         |  6 | ---------
5 | Payment integrity   | Audit sampling             |  4 | ---------
5 | Digital             | Wearables data             |  9 | ---------
5 | Digital             | Web analytics              |  6 | ---------
6 | Claims              | Claims cost forecast       |  8 | ---------
6 | Clinical analytics  | Population health          | 12 | ---------
6 | Pharmacy            | Rebate analytics           |  5 | ---------
6 | Pharmacy            | Pharmacy network           |  4 | ---------
6 | Member services     | Enrolment forecast         |  6 | ---------
6 | Member services     | Service staffing           |  3 | ---------
6 | Provider network    | Telehealth demand          |  5 | ---------
6 | Provider network    | Site of care               |  6 | ---------
6 | Actuarial           | Catastrophe scenarios      |  4 | ---------
6 | Actuarial           | Group quoting              |  7 | ---------
6 | Payment integrity   | Identity resolution        |  8 | ---------
6 | Payment integrity   | Waste and abuse            |  6 | ---------
6 | Digital             | Digital marketing          |  7 | ---------
6 | Digital             | Experimentation            |  5 | ---------
"""

STAGES = {"-": "not_started", "o": "onboarding", "p": "pilot", "P": "production", "S": "scaled"}
LIVE = frozenset("PS")

# By months already spent in the stage; the last figure stays. The fourth month of a pilot loses people.
USERS = {
    "-": (0.0,),
    "o": (0.15, 0.2),
    "p": (0.4, 0.5, 0.5, 0.42, 0.35),
    "P": (0.7, 0.8, 0.9, 1.0),
    "S": (1.15, 1.25, 1.35, 1.45),
}
TRAINED = {
    "-": (0.0,),
    "o": (0.15, 0.3),
    "p": (0.4, 0.5, 0.55),
    "P": (0.6, 0.7, 0.8),
    "S": (0.9, 0.95, 1.0),
}
MOOD = {
    "-": (0.0,),
    "o": (3.6,),
    "p": (3.6, 3.7, 3.5, 3.0, 2.6),
    "P": (3.8, 3.9, 4.0, 4.1),
    "S": (4.2, 4.3, 4.4),
}

# What is left of a team's users, for the team that went back to its old tools.
LEAVING = {"T14": {"2026-07": 0.8, "2026-08": 0.4, "2026-09": 0.0, "2026-10": 0.0}}
DISCONTENT = {"T14": {"2026-07": -0.6, "2026-08": -1.4}}
# Support was spread thin when wave 4 started in August.
WAVE_3_DIP = {"2026-08": -0.7, "2026-09": -0.9, "2026-10": -0.3}
# Share of people trained in about half of the teams of wave 5, before their start.
TRAINED_AHEAD = {"2026-09": 0.1, "2026-10": 0.2}


@dataclass(frozen=True, kw_only=True)
class Team:
    """One line of the roster."""

    id: str
    name: str
    unit: str
    wave: str
    data_scientists: int
    path: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One team in one month. `age` counts the months since it first reached production."""

    month: str
    team: Team
    stage: str
    age: int
    active_users: int
    models: int
    trained: int
    satisfaction: str


def jitter(*key: str) -> float:
    """A figure from -1 up to 1 that depends on the key alone. `random()` is the same in every Python."""
    return Random("/".join(("halden", *key))).random() * 2 - 1


def roster() -> list[Team]:
    """The 70 teams, numbered as they are listed: T01 to T70."""
    lines = [[cell.strip() for cell in line.split("|")] for line in ROSTER.strip().splitlines()]
    return [
        Team(id=f"T{number:02}", name=name, unit=unit, wave=wave, data_scientists=int(people), path=path)
        for number, (wave, unit, name, people, path) in enumerate(lines, start=1)
    ]


def level(table: Mapping[str, Sequence[float]], path: str, month: int) -> float:
    """The table's figure for the stage of that month and the months already spent in it."""
    so_far = path[: month + 1]
    spent = len(so_far) - len(so_far.rstrip(so_far[-1])) - 1
    figures = table[so_far[-1]]
    return figures[min(spent, len(figures) - 1)]


def active_users(team: Team, month: int) -> int:
    """People who used the platform that month: data scientists and, once scaled, analysts too."""
    reach = 1 + 0.15 * jitter(team.id, "reach")
    staying = LEAVING.get(team.id, {}).get(MONTHS[month], 1.0)
    return round(team.data_scientists * level(USERS, team.path, month) * reach * staying)


def models_in_production(team: Team, month: int, age: int) -> int:
    """One model at first; larger teams add more of them."""
    if team.path[month] not in LIVE:
        return 0
    pace = 0.08 * team.data_scientists * (1 + 0.3 * jitter(team.id, "pace"))
    return 1 + round(age * pace)


def trained(team: Team, month: int) -> int:
    """People who completed the training by then; nobody becomes untrained when a team falls back."""
    share = max(level(TRAINED, team.path, earlier) for earlier in range(month + 1))
    if team.wave == "5" and jitter(team.id, "ahead") > 0:
        share = TRAINED_AHEAD.get(MONTHS[month], 0.0)
    return round(team.data_scientists * share)


def satisfaction(team: Team, month: int) -> str:
    """The monthly pulse, 1.0 to 5.0."""
    name = MONTHS[month]
    mood = level(MOOD, team.path, month)
    mood += 0.25 * jitter(team.id, "mood") + 0.1 * jitter(team.id, name, "mood")
    mood += DISCONTENT.get(team.id, {}).get(name, 0.0)
    mood += WAVE_3_DIP.get(name, 0.0) if team.wave == "3" else 0.0
    return f"{min(5.0, max(1.0, mood)):.1f}"


def standing(team: Team, month: int) -> Standing:
    """Where the team is in that month."""
    first = team.path.find("P")
    age = month - first if 0 <= first <= month else 0
    users = active_users(team, month)
    return Standing(
        month=MONTHS[month],
        team=team,
        stage=STAGES[team.path[month]],
        age=age,
        active_users=users,
        models=models_in_production(team, month, age),
        trained=trained(team, month),
        satisfaction=satisfaction(team, month) if users else "",
    )


def standings() -> list[Standing]:
    """Every team in every month, by month and team."""
    return [standing(team, month) for month in range(len(MONTHS)) for team in roster()]
