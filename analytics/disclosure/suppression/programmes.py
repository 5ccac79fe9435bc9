"""Linear programmes over fixed equations with changing objectives, solved by HiGHS. Sparse
objectives start from the last vertex."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from highspy import Highs, HighsLp, HighsModelStatus, MatrixFormat, kHighsInf
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, vstack

Vector = NDArray[np.float64]
DUAL, PRIMAL = 1, 4
"""The dual simplex method for cold starts and the primal for warm starts."""
CLOSE = 1e-6
"""The tolerance of each equation, in people."""
MANY = 1000
"""From this many unknowns the interior point method is at least as fast as a cold start."""
Options = Mapping[str, str | int]
EVERY: Options = {"output_flag": False, "threads": 1}
CORNERS: Options = {"presolve": "off"}
INSIDE: Options = {"presolve": "on", "solver": "ipm", "run_crossover": "off"}


class ContradictionError(ValueError):
    """No answers agree with what is shown: the model of the tables is wrong."""


class Programme:
    def __init__(
        self, *, equal: csr_array, equal_to: Vector, capped: csr_array, caps: Vector, most: Vector
    ) -> None:
        model = _model(csc_array(vstack([equal, capped])))
        model.col_lower_ = np.zeros(len(most))
        model.col_upper_ = most
        model.row_lower_ = np.concatenate([equal_to, np.full(len(caps), -kHighsInf)])
        model.row_upper_ = np.concatenate([equal_to, caps])
        self._model, self._solver, self._has_begun = model, _solver(model), False
        self._numbers = np.arange(len(most), dtype=np.int32)

    def largest(self, factors: Vector, *, is_of_few: bool) -> Vector:
        """A vertex if `is_of_few`, else possibly an interior point."""
        if not is_of_few and len(factors) < MANY:
            return self.largest_from_cold(factors)
        if not is_of_few:
            status = self._run(self._inside, factors)
            beside = self._inside.getInfo().max_primal_infeasibility
            if status == HighsModelStatus.kOptimal and beside < CLOSE:
                return _world(self._inside)
        return self._corner(factors, (PRIMAL, DUAL, PRIMAL) if self._has_begun else (DUAL, PRIMAL))

    def largest_from_cold(self, factors: Vector) -> Vector:
        self._solver.clearSolver()
        return self._corner(factors, (DUAL, PRIMAL))

    def _corner(self, factors: Vector, methods: Sequence[int]) -> Vector:
        for number, method in enumerate(methods):
            if number:
                self._solver.clearSolver()
            self._solver.setOptionValue("simplex_strategy", method)
            status = self._run(self._solver, factors)
            if status == HighsModelStatus.kOptimal:
                self._has_begun = True
                return _world(self._solver)
        raise ContradictionError(self._solver.modelStatusToString(status))

    @cached_property
    def _inside(self) -> Highs:
        return _solver(self._model, INSIDE)

    def _run(self, solver: Highs, factors: Vector) -> HighsModelStatus:
        solver.changeColsCost(len(factors), self._numbers, -factors)
        solver.run()
        return solver.getModelStatus()


def _world(solver: Highs) -> Vector:
    return np.array(solver.getSolution().col_value)


def holding_back(factors: Vector, *, sums: csr_array, slack: float, within: Vector) -> Vector:
    """The dual of each sum when maximising factors @ x with -slack <= sums @ x <= slack, -within <=
    x <= within. Raises ContradictionError if unbounded."""
    model = _model(csc_array(sums))
    model.col_cost_ = -factors
    model.col_lower_, model.col_upper_ = -within, within
    most = np.full(sums.shape[0], slack)
    model.row_lower_, model.row_upper_ = -most, most
    solver = _solver(model)
    solver.run()
    if (status := solver.getModelStatus()) != HighsModelStatus.kOptimal:
        raise ContradictionError(solver.modelStatusToString(status))
    return np.array(solver.getSolution().row_dual)


def _model(columns: csc_array) -> HighsLp:
    model = HighsLp()
    model.num_row_, model.num_col_ = columns.shape
    model.col_cost_ = np.zeros(columns.shape[1])
    model.a_matrix_.format_ = MatrixFormat.kColwise
    model.a_matrix_.start_ = columns.indptr
    model.a_matrix_.index_ = columns.indices
    model.a_matrix_.value_ = columns.data
    return model


def _solver(model: HighsLp, options: Options = CORNERS) -> Highs:
    solver = Highs()  # type: ignore[no-untyped-call]
    for option, value in {**EVERY, **options}.items():
        solver.setOptionValue(option, value)
    solver.passModel(model)
    return solver
