"""Claims audit: does a business case, this one or another, say what its own cash flows say?"""

from components import audits, shell
from pages.agenda import AGENDA
from steering.frames.audit import page as audit

shell.page(AGENDA["audit"], audit.frame, audits.bring)
