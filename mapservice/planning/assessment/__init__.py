"""An assessment: rows of the database -> frames -> measures -> one frozen `Assessment`.

`inputs` reads, `people` places demand, `travel` gives minutes, `access` measures, `comparing`
ranks candidates, `sureness` varies assumptions, `cautions` says what to mind, and `run`
joins them.
"""
