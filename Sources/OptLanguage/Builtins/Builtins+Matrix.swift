import OptProgram

extension Builtins {
  /// Matrix algebra and order statistics.
  static func matrix(_ opcode: Opcode) -> Entry {
    switch opcode {
    case .matmul:
      Entry(
        "a b",
        "the matrix product of a and b",
        shape: "`n x k` times `k x m` gives `n x m`; the inner extents must be the same symbol.",
        "Each element is one sum over k in ascending order with fused multiply-add: the same bits "
          + "on every machine.",
        example: "L = matmul(g, transpose(g))"
      )
    case .transpose:
      Entry(
        "a",
        "a with rows and columns exchanged",
        shape: "`n x m` gives `m x n`.",
        "Exact.",
        example: "R = matmul(transpose(g), g)"
      )
    case .outer:
      Entry(
        "a b",
        "the products of each element of a with each of b",
        shape: "Two values of one column, `n x 1` and `m x 1`, give `n x m`.",
        "One product for each element.",
        example: "d = outer(row_mean(g), row_mean(g))"
      )
    case .trace:
      Entry(
        "a",
        "the sum of the diagonal",
        shape: "A square matrix gives a scalar, one for each tensor.",
        "Summed in the fixed order of `sum`.",
        example: "s = trace(matmul(g, transpose(g)))"
      )
    case .diag:
      Entry(
        "a",
        "the diagonal",
        shape: "A square `n x n` gives `n x 1`.",
        "Exact.",
        example: "d = diag(matmul(g, transpose(g)))"
      )
    case .eye:
      Entry(
        "n",
        "the identity matrix",
        shape:
          "`eye(rows)` is `rows x rows`, `eye(cols)` is `cols x cols`; the argument is one of these "
          + "two words.",
        "Exact.",
        example: "L = 1e-6 * eye(rows)"
      )
    case .inverse:
      Entry(
        "a",
        "the inverse matrix",
        shape: "A square matrix gives one of its shape.",
        "By elimination with partial pivoting in Double, rounded once; meant for small dense "
          + "problems. A singular matrix, or one that is not finite, ends the run with an error.",
        example: "X = inverse(L + 1e-3 * eye(rows))"
      )
    case .inverseRoot:
      Entry(
        "a p",
        "a to the power -1 / p",
        shape: "A square matrix gives one of its shape; p is a number or a hyperparameter.",
        "For symmetric positive matrices, by their eigenvectors in Double, rounded once; only the "
          + "symmetric part counts. An eigenvalue that is not positive ends the run with an error.",
        example: "X = inverse_root(L, 4)"
      )
    case .orthogonalize:
      Entry(
        "a steps",
        "the nearest orthogonal matrix, roughly: U V^T of the singular value decomposition",
        shape: "The result has the shape of `a`; steps is a number or a hyperparameter.",
        "Newton-Schulz iteration X <- 3.4445 X - 4.7750 X X^T X + 2.0315 (X X^T)^2 X from X = a / "
          + "(norm(a) + 1e-8) (Jordan et al. 2024): the singular values come out between about 0.7 "
          + "and 1.2. A matrix with more rows than columns is transposed first. steps is rounded down "
          + "and limited to 0 .. 100.",
        example: "u = orthogonalize(m, 5)"
      )
    case .solve:
      Entry(
        "a b",
        "the x with matmul(a, x) = b",
        shape: "a is square and has as many rows as b; the result has the shape of b.",
        "By elimination with partial pivoting in Double, rounded once. A singular matrix, or one "
          + "that is not finite, ends the run with an error.",
        example: "u = solve(L + 1e-3 * eye(rows), g)"
      )
    case .eigvecs:
      Entry(
        "a",
        "the eigenvectors of a symmetric matrix, as columns",
        shape: "A square matrix gives one of its shape.",
        "By Jacobi rotations in Double, rounded once. Ordered by descending eigenvalue, each of "
          + "length 1 with its largest component positive. Only the symmetric part counts. A matrix "
          + "that is not finite, or an iteration that does not converge, ends the run with an error.",
        example: "Q = eigvecs(L)"
      )
    case .qr:
      Entry(
        "a",
        "the orthogonal factor Q of a = Q R",
        shape: "The result has the shape of `a`.",
        "By Householder reflections in Double, rounded once; the diagonal of R is not negative. "
          + "Where a has more columns than rows, the further columns of Q are 0.",
        example: "Q = qr(matmul(L, Q))"
      )
    case .kthLargest:
      Entry(
        "x k",
        "the k-th largest element",
        shape: "Any shape and a scalar k give a scalar, one for each tensor.",
        "k is rounded down and limited to 1 .. number of elements. NaN counts as the largest.",
        example: "threshold = kth_largest(abs(g), 10)"
      )
    case .topKMask:
      Entry(
        "x k",
        "1 for the k largest elements, else 0",
        shape: "The result has the shape of `x`; `k` is a scalar.",
        "k is rounded down and limited to 0 .. number of elements. Among equal elements the first "
          + "ones count; NaN counts as the largest.",
        example: "u = g * top_k_mask(abs(g), 10)"
      )
    case .copy, .neg, .abs, .sign, .sqrt, .rsqrt, .cbrt, .square, .cube, .reciprocal, .exp,
      .exp2, .expm1, .log, .log2, .log10, .log1p, .sin, .cos, .tan, .arcsin, .arccos,
      .arctan, .sinh, .cosh, .tanh, .arcsinh, .arccosh, .arctanh, .sigmoid, .relu, .floor,
      .add, .sub, .mul, .div, .mod, .pow, .lt, .le, .gt, .ge, .eq, .ne, .min, .max,
      .copysign, .divNoNan, .clip, .whereSelect, .interp, .sum, .mean, .norm, .norm1,
      .maxAbs, .rms, .dot, .cosineSim, .globalSum, .globalNorm, .globalNorm1, .globalDot,
      .rowMean, .rowSum, .colMean, .colSum, .clipByNorm, .clipByGlobalNorm:
      preconditionFailure("\(opcode.name) is no matrix function")
    }
  }
}
