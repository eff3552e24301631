"""The alignment score a second time: slow, in plain Python, written from its definition alone.

It counts with exact fractions and loops, knows no numpy and shares no line with the engine.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

STANCES = (-2, -1, 0, 1, 2)
MASS = {-2: Fraction(2), -1: Fraction(1), 0: Fraction(1), 1: Fraction(1, 2), 2: Fraction(1)}
QUANTILE = 1.2816
NAN = math.nan


@dataclass(frozen=True)
class Statement:
    """One preference."""

    stance: int
    importance: Fraction = Fraction(1)


@dataclass(frozen=True)
class Voice:
    """An account or a person, and what they have stated about one feature."""

    group: int
    statements: tuple[Statement, ...]
    weight: Fraction = Fraction(1)
    reference: Fraction = Fraction(1)


@dataclass(frozen=True)
class TwinAlignment:
    """One feature's score and what it is made of."""

    score: float
    low: float
    high: float
    mean: float
    internal: float
    external: float
    provisional: bool
    support: list[float]
    loss: list[float]
    heard: list[bool]
    omega: list[float]


@dataclass(frozen=True)
class TwinMeasures:
    """What else is known of the feature."""

    evenness: float
    reach: float
    polarization: float
    contested: bool
    heard_groups: int
    voices_heard: int
    revenue: int
    backing: list[bool]
    objecting: list[bool]
    agreement: list[float]


def count_voice(voice: Voice) -> list[int]:
    """Give the fourteen integers of VOICE, each rounded once, half to even."""
    influence = min(voice.weight / voice.reference, Fraction(5))
    spoken = voice.statements
    bins = [Fraction(0)] * 5
    counts = [0] * 5
    for statement in spoken:
        place = STANCES.index(statement.stance)
        bins[place] += statement.importance * MASS[statement.stance] / len(spoken)
        counts[place] += 1
    mean_importance = sum((s.importance for s in spoken), Fraction(0)) / len(spoken)
    m = round(1000 * influence * mean_importance)
    backs = sum(s.stance for s in spoken) > 0
    rounded = [round(1000 * influence * mass) for mass in bins]
    return [*rounded, m, m * m, 1, *counts, int(1000 * voice.weight) if backs else 0]


def count_cells(voices: Sequence[Voice], groups: int) -> list[list[int]]:
    """Add up VOICES, all on one feature, into one cell for each of GROUPS."""
    cells = [[0] * 14 for _ in range(groups)]
    for voice in voices:
        for column, value in enumerate(count_voice(voice)):
            cells[voice.group][column] += value
    return cells


def weigh(members: Sequence[int], kinds: Sequence[str]) -> list[Fraction]:
    """Give each group its say."""
    raw = [min(Fraction(1), Fraction(n, 3)) for n in members]
    live = {kind for n, kind in zip(members, kinds, strict=True) if n > 0}
    totals = {
        kind: sum((r for r, k in zip(raw, kinds, strict=True) if k == kind), Fraction(0))
        for kind in live
    }
    return [
        r / totals[kind] / len(live) if r else Fraction(0)
        for r, kind in zip(raw, kinds, strict=True)
    ]


def digamma(x: float) -> float:
    """Give psi(x): climb to 40, then Stirling."""
    steps = 0.0
    while x < 40:
        steps += 1 / x
        x += 1
    return math.log(x) - 1 / (2 * x) - 1 / (12 * x**2) + 1 / (120 * x**4) - steps


def trigamma(x: float) -> float:
    """Give psi'(x): climb to 40, then Stirling."""
    steps = 0.0
    while x < 40:
        steps += 1 / x**2
        x += 1
    return 1 / x + 1 / (2 * x**2) + 1 / (6 * x**3) - 1 / (30 * x**5) + 1 / (42 * x**7) + steps


def geometric_mean(support: Sequence[float], say: Sequence[Fraction]) -> float:
    """Give 100 times the product of SUPPORT to the powers of SAY."""
    return 100 * math.prod(math.pow(p, w) for p, w in zip(support, say, strict=True))


def score_kind(cells: list[list[int]], members: Sequence[int], kinds: Sequence[str]) -> float:
    """Give the score over the groups that have MEMBERS, or NaN where they say nothing."""
    say = weigh(members, kinds)
    if not any(w and sum(cell[:5]) for w, cell in zip(say, cells, strict=True)):
        return NAN
    return geometric_mean([float(share(cell)) for cell in cells], say)


def share(cell: list[int]) -> Fraction:
    """Give p of CELL."""
    return (Fraction(cell[3] + cell[4], 1000) + 1) / (Fraction(sum(cell[:5]), 1000) + 2)


def beta(cell: list[int]) -> tuple[float, float]:
    """Give the posterior's a and b of CELL, its evidence deflated."""
    kept = min(Fraction(1), Fraction(1000 * cell[5], cell[6])) if cell[6] else Fraction(1)
    backing, evidence = Fraction(cell[3] + cell[4], 1000), Fraction(sum(cell[:5]), 1000)
    return float(1 + kept * backing), float(1 + kept * (evidence - backing))


def bound(cells: list[list[int]], say: Sequence[Fraction], score: float) -> tuple[float, float]:
    """Give low and high of SCORE."""
    mean_log = variance = delta = 0.0
    for cell, w in zip(cells, map(float, say), strict=True):
        a, b = beta(cell)
        p = float(share(cell))
        mean_log += w * (digamma(a) - digamma(a + b))
        variance += w**2 * (trigamma(a) - trigamma(a + b))
        delta += w**2 * (1 - p) / (p * (a + b + 1))
    low = min(score, 100 * math.exp(mean_log - QUANTILE * math.sqrt(variance)))
    exact = 100 * math.exp(mean_log + QUANTILE * math.sqrt(variance))
    return low, min(100, max(exact, score * math.exp(QUANTILE * math.sqrt(delta))))


def exceeds_half(p: float, size: float) -> bool:
    """Tell whether P, known as well as a Beta with a + b = SIZE, is surely above one half."""
    return (p - 0.5) / math.sqrt(p * (1 - p) / (size + 1)) > QUANTILE


def objects(cell: list[int]) -> bool:
    """Tell whether the objections of CELL surely outweigh its backing."""
    against, backing = (cell[0] + cell[1]) / 2000, (cell[3] + cell[4]) / 1000
    return exceeds_half((against + 1) / (backing + against + 2), against + backing + 2)


def van_der_eijk(counts: Sequence[int]) -> float:
    """Peel COUNTS layer by layer and average the layers' agreement."""
    left, total, result = list(counts), sum(counts), 0.0
    while any(left):
        layer = [value > 0 for value in left]
        height = min(value for value in left if value)
        result += layer_agreement(layer) * sum(layer) * height / total
        left = [value - height * there for value, there in zip(left, layer, strict=True)]
    return result if total else NAN


def layer_agreement(layer: Sequence[bool]) -> float:
    """Give A of a LAYER whose categories are there or not."""
    size = sum(layer)
    if size == 1:
        return 1.0
    up = down = 0
    for triple in combinations(layer, 3):
        up += triple in ((True, True, False), (False, True, True))
        down += triple == (True, False, True)
    if up + down == 0:
        return 0.0
    k = len(layer)
    return ((k - 2) * up - (k - 1) * down) / ((k - 2) * (up + down)) * (1 - (size - 1) / (k - 1))


def align_slowly(
    voices: Sequence[Voice], members: Sequence[int], kinds: Sequence[str]
) -> TwinAlignment:
    """Go all the way from the VOICES on one feature to its alignment."""
    cells = count_cells(voices, len(members))
    say = weigh(members, kinds)
    support = [float(share(cell)) for cell in cells]
    heard = [sum(c[:5]) > 0 for c in cells]
    score = score_kind(cells, members, kinds)
    spoken = not math.isnan(score)
    low, high = bound(cells, say, score) if spoken else (NAN, NAN)
    one_kind = ["any"] * len(kinds)
    return TwinAlignment(
        score=score,
        low=low,
        high=high,
        mean=100 * average(support, say) if spoken else NAN,
        internal=score_kind(cells, only(members, kinds, "TEAM"), one_kind),
        external=score_kind(cells, only(members, kinds, "SEGMENT"), one_kind),
        provisional=sum(w for w, h in zip(say, heard, strict=True) if h) < Fraction(1, 2),
        support=support,
        loss=[-float(w) * math.log(p) for w, p in zip(say, support, strict=True)],
        heard=heard,
        omega=[float(w) for w in say],
    )


def measure_slowly(
    voices: Sequence[Voice], members: Sequence[int], kinds: Sequence[str]
) -> TwinMeasures:
    """Go all the way from the VOICES on one feature to its secondary measures."""
    cells = count_cells(voices, len(members))
    known = align_slowly(voices, members, kinds)
    say = weigh(members, kinds)
    shares = [min(1, c[7] / n) if n else 0.0 for c, n in zip(cells, members, strict=True)]
    enough = [n > 0 and c[7] >= min(3, n) for n, c in zip(members, cells, strict=True)]
    backs = [exceeds_half(p, sum(beta(c))) for p, c in zip(known.support, cells, strict=True)]
    backing = [e and b for e, b in zip(enough, backs, strict=True)]
    objecting = [e and objects(c) for e, c in zip(enough, cells, strict=True)]
    return TwinMeasures(
        evenness=known.score / known.mean,
        reach=average(shares, say),
        polarization=polarize(cells, known.support, say) if known.score >= 0 else NAN,
        contested=any(backing) and any(objecting),
        heard_groups=sum(known.heard),
        voices_heard=sum(c[7] for c in cells),
        revenue=sum(c[13] for c, kind in zip(cells, kinds, strict=True) if kind == "SEGMENT"),
        backing=backing,
        objecting=objecting,
        agreement=[van_der_eijk(c[8:13]) for c in cells],
    )


def polarize(cells: list[list[int]], support: list[float], say: Sequence[Fraction]) -> float:
    """Give twice the deviation between groups that the noise within them does not explain."""
    mean = average(support, say)
    noise = [p * (1 - p) / (sum(beta(c)) + 1) for p, c in zip(support, cells, strict=True)]
    between = [(p - mean) ** 2 - n for p, n in zip(support, noise, strict=True)]
    return 2 * math.sqrt(max(0, average(between, say)))


def average(values: Sequence[float], say: Sequence[Fraction]) -> float:
    """Give the mean of VALUES, each group by its SAY."""
    return sum(float(w) * value for w, value in zip(say, values, strict=True))


def only(members: Sequence[int], kinds: Sequence[str], kind: str) -> list[int]:
    """Give MEMBERS with every group that is not of KIND emptied."""
    return [n if k == kind else 0 for n, k in zip(members, kinds, strict=True)]
