"""On what each rule of the checker rests."""

from __future__ import annotations

from collections.abc import Mapping

from portfolio.i18n import N_

BASIS: Mapping[str, str] = {
    "integrity": N_("form of the plan: whole triệu, known names, nothing without a start"),
    "ledger": N_("docs/model.md, Envelope: every step recomputed from the workbook"),
    "mechanisms": N_("docs/mechanisms.md; 01-CTr/TU, I.4"),
    "one_start": N_("Law 39/2019/QH14, Art. 51.4; urgent works, Art. 52"),
    "completion": N_("Law 39/2019/QH14, Art. 51.5: enough capital to finish"),
    "window": N_("Law 39/2019/QH14, Art. 52.2: years of capital by group"),
    "phasing": N_("Law 39/2019/QH14, Art. 51; directive 1792/CT-TTg: no thin spreading"),
    "cofunding": N_("eligibility and co-funding shares of the workbook"),
    "envelope": N_("Law 39/2019/QH14, Art. 68: money of the year and carry-over"),
    "limits": N_("caps and floors of the workbook"),
    "earmarks": N_("earmarks of the workbook"),
    "owner_capacity": N_("capacity of the owner agencies, workbook"),
    "after_clearance": N_("01-CTr/TU, I.4, first mechanism: clearance first"),
    "overhang": N_("Law 39/2019/QH14, Art. 89.2: at most the stated share of the plan"),
    "links": N_("precedence and exclusion, workbook"),
    "new_starts": N_("limit on new starts, workbook settings"),
    "arrears_first": N_("Law 39/2019/QH14, Art. 51.4 and 101: arrears before new starts"),
    "pins": N_("decisions fixed by the user, workbook"),
    "objective": N_("docs/model.md, Objective: recomputed from the plan"),
}
"""Rule -> article, clause or place in the workbook."""
