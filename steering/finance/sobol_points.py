"""Scrambled Sobol points, made here: the library that also has them takes most of a second to import."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from steering.finance.distributions import Floats

# So many bits of a point are scrambled; there are no more of them.
BITS = 30
# For each dimension after the first: its primitive polynomial, and where its direction numbers begin. By Joe and Kuo
# (2008), "Constructing Sobol sequences with better two-dimensional projections", from their file new-joe-kuo-6.
BEGINNINGS = """
3 1, 7 1 3, 11 1 3 1, 13 1 1 1, 19 1 1 3 3, 25 1 3 5 13, 37 1 1 5 5 17, 41 1 1 5 5 5, 47 1 1 7 11 19, 55 1 1 5 1 1,
59 1 1 1 3 11, 61 1 3 5 5 31, 67 1 3 3 9 7 49, 91 1 1 1 15 21 21, 97 1 3 1 13 27 49, 103 1 1 1 15 7 5, 109 1 3 1 15
13 25, 115 1 1 5 5 19 61, 131 1 3 7 11 23 15 103, 137 1 3 7 13 13 15 69, 143 1 1 3 13 7 35 63, 145 1 3 5 9 1 25 53,
157 1 3 1 13 9 35 107, 167 1 3 1 5 27 61 31, 171 1 1 5 11 19 41 61, 185 1 3 5 3 3 13 69, 191 1 1 7 13 1 19 1, 193 1
3 7 5 13 19 59, 203 1 1 3 9 25 29 41, 211 1 3 5 13 23 1 55, 213 1 3 7 3 13 59 17, 229 1 3 1 3 5 53 69, 239 1 1 5 5
23 33 13, 241 1 1 7 7 1 61 123, 247 1 1 7 9 13 61 49, 253 1 3 3 5 3 55 33, 285 1 3 1 15 31 13 49 245, 299 1 3 5 15
31 59 63 97, 301 1 3 1 11 11 11 77 249, 333 1 3 1 11 27 43 71 9, 351 1 1 7 15 21 11 81 45, 355 1 3 7 3 25 31 65 79,
357 1 3 1 1 19 11 3 205, 361 1 1 5 9 19 21 29 157, 369 1 3 7 11 1 33 89 185, 391 1 3 3 3 15 9 79 71, 397 1 3 7 11 15
39 119 27, 425 1 1 3 1 11 31 97 225, 451 1 1 1 3 23 43 57 177, 463 1 3 7 7 17 17 37 71, 487 1 3 1 5 27 63 123 213,
501 1 1 3 5 11 43 53 133, 529 1 3 5 5 29 17 47 173 479, 539 1 3 3 11 3 1 109 9 69, 545 1 1 1 5 17 39 23 5 343, 557 1
3 1 5 25 15 31 103 499, 563 1 1 1 11 11 17 63 105 183, 601 1 1 5 11 9 29 97 231 363, 607 1 1 5 15 19 45 41 7 383,
617 1 3 7 7 31 19 83 137 221, 623 1 1 1 3 23 15 111 223 83, 631 1 1 5 13 31 15 55 25 161, 637 1 1 3 13 25 47 39 87
257
"""
MOST_DIMENSIONS = BEGINNINGS.count(",") + 2


def scrambled_sobol(dimensions: int, exponent: int, seed: int) -> Floats:
    """2^exponent Sobol points of shape (dimensions, 2^exponent), scrambled by a triangular matrix and a shift.

    They are those of `scipy.stats.qmc.Sobol` for a generator of that seed, up to `MOST_DIMENSIONS` dimensions.
    """
    random = np.random.default_rng(seed).spawn(1)[0]
    places = np.arange(BITS, dtype=np.uint32)
    shift = random.integers(2, size=(dimensions, BITS), dtype=np.uint32) @ (np.uint32(1) << places)
    matrix = np.tril(random.integers(2, size=(dimensions, BITS, BITS), dtype=np.uint32))
    matrix[:, places, places] = 1
    # The matrix has its rows and columns from the highest bit to the lowest.
    falling = places[::-1, None]
    bits = _direction_numbers(dimensions)[:, None, :] >> falling & np.uint32(1)
    directions = ((matrix @ bits & np.uint32(1)) << falling).sum(axis=1, dtype=np.uint32)
    points = np.empty((dimensions, 2**exponent), dtype=np.uint32)
    points[:, 0] = shift
    # In the order of the Gray code each half is the one before it backwards, with one more bit.
    for bit in range(exponent):
        done = 2**bit
        points[:, done : 2 * done] = points[:, :done][:, ::-1] ^ directions[:, bit, None]
    made: Floats = points * 2.0**-BITS
    return made


def _direction_numbers(dimensions: int) -> npt.NDArray[np.uint32]:
    """Return what each bit of a point's number adds to the point, in each dimension."""
    beginnings = [[int(number) for number in one.split()] for one in BEGINNINGS.split(",")]
    rows = [[1] * BITS, *(_continue(*one) for one in beginnings[: dimensions - 1])]
    shifts = np.arange(BITS - 1, -1, -1, dtype=np.uint32)
    return np.array(rows, dtype=np.uint32) << shifts


def _continue(polynomial: int, *numbers: int) -> list[int]:
    """Return the direction numbers that begin with these, by the recurrence of their polynomial."""
    degree, found = len(numbers), list(numbers)
    for place in range(degree, BITS):
        number = found[place - degree]
        for step in range(1, degree + 1):
            if polynomial >> (degree - step) & 1:
                number ^= found[place - step] << step
        found.append(number)
    return found
