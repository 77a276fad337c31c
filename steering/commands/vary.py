"""`vary`: a variant of a case for each learner, as folders to hand out, with the answer key beside them."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from steering.errors import SteercoError, StoreUnavailable, quote_input
from steering.formatting import join_words, pluralise
from steering.variants.trouble import KINDS

if TYPE_CHECKING:
    from steering.variants.answer_key import AnswerKey

KEY = "answer-key"


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the data plane is imported for that."""
    command = commands.add_parser("vary", help="make a variant of a case for each learner, with the answer key")
    command.add_argument("case", type=Path, metavar="CASE_DIR", help="the folder of a case, or a .zip of it")
    command.add_argument("--seed", type=int, required=True, help="a whole number; the same one gives the same variants")
    command.add_argument("--for", dest="learners", nargs="+", required=True, metavar="NAME", help="the learners")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder for all of it")
    command.add_argument("--plant", nargs="+", choices=KINDS, default=KINDS, metavar="TROUBLE", help=", ".join(KINDS))
    command.add_argument("--json", action="store_true", help="print the answer key as JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write all variants and the key, or nothing: SteercoError where the case has no place for them."""
    learners = [" ".join(name.split()) for name in options.learners]
    folders = name_folders(learners)
    _check_place(options.out, options.case)
    try:
        # All of it is complete beside its place before any of it is in it.
        options.out.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".vary-", dir=options.out.parent) as staging:
            whole = Path(staging) / "whole"
            key = _write(options, dict(zip(learners, folders, strict=True)), whole, Path(staging) / "cases")
            whole.replace(options.out)
    except OSError as error:
        raise StoreUnavailable(f"{options.out} can't be written: {error.strerror or error}.") from error
    if options.json:
        sys.stdout.write(json.dumps(key.as_dict(), ensure_ascii=False, allow_nan=False) + "\n")
    else:
        sys.stdout.write(
            f"{pluralise(len(folders), 'variant')} of {key.case} in {options.out}: {join_words(folders)}\n"
        )
        sys.stdout.write(f"The answers, for nobody but you: {options.out / f'{KEY}.csv'} and {KEY}.json\n")
    return 0


def name_folders(learners: Sequence[str]) -> tuple[str, ...]:
    """The name of each learner's folder, such as `ada-byron`.

    Raises:
        SteercoError: a name has neither letters nor digits, or two come to the same.
    """
    slugs = [re.sub(r"\W+", "-", name.casefold()).strip("-_") for name in learners]
    if empty := [name for name, slug in zip(learners, slugs, strict=True) if not slug]:
        raise SteercoError(f"{quote_input(empty[0])} can't name a folder. Write it with letters or digits.")
    if twice := [name for name, slug in zip(learners, slugs, strict=True) if slugs.count(slug) > 1]:
        raise SteercoError(f"{join_words(tuple(map(quote_input, twice)))} would have the same folder. Tell them apart.")
    return tuple(slugs)


def _check_place(out: Path, case: Path) -> None:
    if out.resolve().is_relative_to(case.resolve()):
        raise SteercoError(f"{out} lies within the case, which would be copied into itself. Choose another folder.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise SteercoError(f"{out} holds something already. Choose a folder that is empty or does not exist yet.")


def _write(options: argparse.Namespace, folders: dict[str, str], whole: Path, workspace: Path) -> AnswerKey:
    from steering.cases.loader import load_case
    from steering.exports.answer_key import answer_key_csv
    from steering.variants.answer_key import list_answers
    from steering.variants.folder import write_variant
    from steering.variants.make import make_variants, read_source

    case = load_case(options.case, workspace)
    source = read_source(case, options.plant)
    whole.mkdir()
    answers = []
    for variant in make_variants(source, list(folders), options.seed, options.plant):
        write_variant(source, variant, whole / folders[variant.learner])
        answers.append((variant.learner, variant.planted))
    key = list_answers(case.id, options.seed, answers)
    (whole / f"{KEY}.csv").write_bytes(answer_key_csv(key))
    text = json.dumps(key.as_dict(), ensure_ascii=False, allow_nan=False, indent=2)
    (whole / f"{KEY}.json").write_text(text + "\n", encoding="utf-8")
    return key
