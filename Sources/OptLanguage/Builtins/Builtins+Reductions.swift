import OptProgram

extension Builtins {
  /// The reductions and what is made of them.
  static func reduction(_ opcode: Opcode) -> Entry {
    switch opcode {
    case .sum:
      Entry(
        "x",
        "the sum of all elements",
        "Sums run over chunks of 16,384 elements with 16 lanes in each, in one fixed order: the "
          + "same bits for any number of threads.",
        example: "s = sum(abs(g))"
      )
    case .mean:
      Entry(
        "x",
        "the sum of all elements divided by their number",
        "Sums run over chunks of 16,384 elements with 16 lanes in each, in one fixed order: the "
          + "same bits for any number of threads.",
        example: "s = mean(square(g))"
      )
    case .norm:
      Entry(
        "x",
        "the Euclidean (L2) norm: the square root of the sum of squares",
        "Sums run over chunks of 16,384 elements with 16 lanes in each, in one fixed order: the "
          + "same bits for any number of threads. Squares may overflow above 1e19 in single "
          + "precision.",
        example: "u = g / max(1, norm(g))"
      )
    case .norm1:
      Entry(
        "x",
        "the sum of magnitudes",
        "Sums run over chunks of 16,384 elements with 16 lanes in each, in one fixed order: the "
          + "same bits for any number of threads.",
        example: "s = norm1(g)"
      )
    case .maxAbs:
      Entry(
        "x",
        "the greatest magnitude",
        "Exact; NaN if any element is NaN.",
        example: "u = g / max_abs(g)"
      )
    case .rms:
      Entry(
        "x",
        "the square root of the mean of squares",
        "Sums run over chunks of 16,384 elements with 16 lanes in each, in one fixed order: the "
          + "same bits for any number of threads.",
        example: "u = g / max(1, rms(g))"
      )
    case .dot:
      Entry(
        "a b",
        "the sum of products of corresponding elements",
        "Sums run over chunks of 16,384 elements with 16 lanes in each, in one fixed order: the "
          + "same bits for any number of threads.",
        example: "s = dot(g, m)"
      )
    case .cosineSim:
      Entry(
        "a b",
        "dot(a, b) / (norm(a) * norm(b))",
        "In -1 .. 1; 0 where one of the norms is 0. Sums run over chunks of 16,384 elements with "
          + "16 lanes in each, in one fixed order: the same bits for any number of threads.",
        example: "s = cosine_sim(g, m)"
      )
    case .globalSum:
      Entry(
        "x",
        "the sum of all elements of all tensors",
        "A barrier: everything before it is done for every tensor first. Sums of tensors are "
          + "added in the order of the tensors.",
        example: "s = global_sum(abs(g))"
      )
    case .globalNorm:
      Entry(
        "x",
        "the Euclidean (L2) norm over all tensors",
        "A barrier: everything before it is done for every tensor first.",
        example: "u = g / max(1, global_norm(g))"
      )
    case .globalNorm1:
      Entry(
        "x",
        "the sum of magnitudes over all tensors",
        "A barrier: everything before it is done for every tensor first.",
        example: "s = global_norm1(g)"
      )
    case .globalDot:
      Entry(
        "a b",
        "the sum of products over all tensors",
        "A barrier: everything before it is done for every tensor first.",
        example: "s = global_dot(g, w)"
      )
    case .rowMean:
      Entry(
        "x",
        "the mean of each row",
        shape: "`rows x cols` gives a row state's shape, `rows x 1`.",
        "The order of summation is fixed: lanes go with the index within the row.",
        example: "r = row_mean(square(g))"
      )
    case .rowSum:
      Entry(
        "x",
        "the sum of each row",
        shape: "`rows x cols` gives a row state's shape, `rows x 1`.",
        "The order of summation is fixed: lanes go with the index within the row.",
        example: "r = row_sum(square(g))"
      )
    case .colMean:
      Entry(
        "x",
        "the mean of each column",
        shape: "`rows x cols` gives a column state's shape, `1 x cols`.",
        "The order of summation is fixed: rows from the first to the last.",
        example: "c = col_mean(square(g))"
      )
    case .colSum:
      Entry(
        "x",
        "the sum of each column",
        shape: "`rows x cols` gives a column state's shape, `1 x cols`.",
        "The order of summation is fixed: rows from the first to the last.",
        example: "c = col_sum(square(g))"
      )
    case .clipByNorm:
      Entry(
        "x c",
        "x scaled down so that its norm is at most c",
        "x * min(1, c / norm(x)), and x itself where the norm is 0.",
        example: "u = clip_by_norm(g, 1)"
      )
    case .clipByGlobalNorm:
      Entry(
        "x c",
        "x scaled down so that its norm over all tensors is at most c",
        shape:
          "The result has the shape of `x`; `c` is a scalar. It may not stand under a condition on "
          + "shape.",
        "x * min(1, c / global_norm(x)), and x itself where the norm is 0. A barrier: everything "
          + "before it is done for every tensor first.",
        example: "g = clip_by_global_norm(g, 1)"
      )
    case .copy, .neg, .abs, .sign, .sqrt, .rsqrt, .cbrt, .square, .cube, .reciprocal, .exp,
      .exp2, .expm1, .log, .log2, .log10, .log1p, .sin, .cos, .tan, .arcsin, .arccos,
      .arctan, .sinh, .cosh, .tanh, .arcsinh, .arccosh, .arctanh, .sigmoid, .relu, .floor,
      .add, .sub, .mul, .div, .mod, .pow, .lt, .le, .gt, .ge, .eq, .ne, .min, .max,
      .copysign, .divNoNan, .clip, .whereSelect, .interp, .matmul, .transpose, .outer,
      .trace, .diag, .eye, .inverse, .inverseRoot, .orthogonalize, .solve, .eigvecs, .qr,
      .kthLargest, .topKMask:
      preconditionFailure("\(opcode.name) is no reduction")
    }
  }
}
