/// Every operation of the language, one case each.
///
/// All tables over opcodes are exhaustive switches without `default`, so that a new case fails to
/// compile until each of them knows it. The raw value is an index into tables of one process only;
/// texts and hashes use `name`.
public enum Opcode: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  // MARK: Elementwise, one operand
  case copy
  case neg
  case abs
  case sign
  case sqrt
  case rsqrt
  case cbrt
  case square
  case cube
  case reciprocal
  case exp
  case exp2
  case expm1
  case log
  case log2
  case log10
  case log1p
  case sin
  case cos
  case tan
  case arcsin
  case arccos
  case arctan
  case sinh
  case cosh
  case tanh
  case arcsinh
  case arccosh
  case arctanh
  case sigmoid
  case relu
  case floor

  // MARK: Elementwise, more operands
  case add
  case sub
  case mul
  case div
  case mod
  case pow
  case lt
  case le
  case gt
  case ge
  case eq
  case ne
  case min
  case max
  case copysign
  case divNoNan
  case clip
  case whereSelect
  case interp

  // MARK: Over one tensor
  case sum
  case mean
  case norm
  case norm1
  case maxAbs
  case rms
  case dot
  case cosineSim

  // MARK: Over all tensors
  case globalSum
  case globalNorm
  case globalNorm1
  case globalDot

  // MARK: Along one axis
  case rowMean
  case rowSum
  case colMean
  case colSum

  // MARK: Clipping by norm
  case clipByNorm
  case clipByGlobalNorm

  // MARK: Matrix
  case matmul
  case transpose
  case outer
  case trace
  case diag
  case eye
  case inverse
  case inverseRoot
  case orthogonalize
  case solve
  case eigvecs
  case qr

  // MARK: Order
  case kthLargest
  case topKMask
}

/// The groups in which the functions are documented, searched and compiled.
public enum OpcodeFamily: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  /// Each element of the result depends on the same element of the operands.
  case elementwise
  /// One scalar of a tensor.
  case reduction
  /// One scalar of all tensors; a barrier.
  case globalReduction
  /// One number a row or a column.
  case axisReduction
  /// A reduction and a scaling by its result.
  case normClip
  /// Matrix algebra.
  case matrix
  /// Order statistics.
  case order
}

extension Opcode {
  /// The number of operands, 1 to 3.
  public var arity: Int {
    switch self {
    case .copy, .neg, .abs, .sign, .sqrt, .rsqrt, .cbrt, .square, .cube, .reciprocal, .exp,
      .exp2, .expm1, .log, .log2, .log10, .log1p, .sin, .cos, .tan, .arcsin, .arccos, .arctan,
      .sinh, .cosh, .tanh, .arcsinh, .arccosh, .arctanh, .sigmoid, .relu, .floor, .sum, .mean,
      .norm, .norm1, .maxAbs, .rms, .globalSum, .globalNorm, .globalNorm1, .rowMean, .rowSum,
      .colMean, .colSum, .transpose, .trace, .diag, .eye, .inverse, .eigvecs, .qr:
      1
    case .add, .sub, .mul, .div, .mod, .pow, .lt, .le, .gt, .ge, .eq, .ne, .min, .max, .copysign,
      .divNoNan, .dot, .cosineSim, .globalDot, .clipByNorm, .clipByGlobalNorm, .matmul, .outer,
      .inverseRoot, .orthogonalize, .solve, .kthLargest, .topKMask:
      2
    case .clip, .whereSelect, .interp:
      3
    }
  }

  /// The group the operation belongs to.
  public var family: OpcodeFamily {
    switch self {
    case .copy, .neg, .abs, .sign, .sqrt, .rsqrt, .cbrt, .square, .cube, .reciprocal, .exp,
      .exp2, .expm1, .log, .log2, .log10, .log1p, .sin, .cos, .tan, .arcsin, .arccos, .arctan,
      .sinh, .cosh, .tanh, .arcsinh, .arccosh, .arctanh, .sigmoid, .relu, .floor, .add, .sub,
      .mul, .div, .mod, .pow, .lt, .le, .gt, .ge, .eq, .ne, .min, .max, .copysign, .divNoNan,
      .clip, .whereSelect, .interp:
      .elementwise
    case .sum, .mean, .norm, .norm1, .maxAbs, .rms, .dot, .cosineSim:
      .reduction
    case .globalSum, .globalNorm, .globalNorm1, .globalDot:
      .globalReduction
    case .rowMean, .rowSum, .colMean, .colSum:
      .axisReduction
    case .clipByNorm, .clipByGlobalNorm:
      .normClip
    case .matmul, .transpose, .outer, .trace, .diag, .eye, .inverse, .inverseRoot,
      .orthogonalize, .solve, .eigvecs, .qr:
      .matrix
    case .kthLargest, .topKMask:
      .order
    }
  }

  /// Whether exchanging the two operands never changes a bit of the result.
  public var isCommutative: Bool {
    switch self {
    case .add, .mul, .eq, .ne, .min, .max, .dot, .cosineSim, .globalDot: true
    default: false
    }
  }

  /// The operation of a name in `.opt` text, nil if there is none.
  ///
  /// `copy` has no name: it is `a = b`.
  public static func named(_ name: String) -> Opcode? { byName[name] }

  private static let byName: [String: Opcode] = Dictionary(
    uniqueKeysWithValues: allCases.filter { $0 != .copy }.map { ($0.name, $0) }
  )

  /// The name in `.opt` text.
  ///
  /// Operators have the names of semantics rule 14.
  public var name: String {
    switch self {
    case .copy: "copy"
    case .neg: "neg"
    case .abs: "abs"
    case .sign: "sign"
    case .sqrt: "sqrt"
    case .rsqrt: "rsqrt"
    case .cbrt: "cbrt"
    case .square: "square"
    case .cube: "cube"
    case .reciprocal: "reciprocal"
    case .exp: "exp"
    case .exp2: "exp2"
    case .expm1: "expm1"
    case .log: "log"
    case .log2: "log2"
    case .log10: "log10"
    case .log1p: "log1p"
    case .sin: "sin"
    case .cos: "cos"
    case .tan: "tan"
    case .arcsin: "arcsin"
    case .arccos: "arccos"
    case .arctan: "arctan"
    case .sinh: "sinh"
    case .cosh: "cosh"
    case .tanh: "tanh"
    case .arcsinh: "arcsinh"
    case .arccosh: "arccosh"
    case .arctanh: "arctanh"
    case .sigmoid: "sigmoid"
    case .relu: "relu"
    case .floor: "floor"
    case .add: "add"
    case .sub: "sub"
    case .mul: "mul"
    case .div: "div"
    case .mod: "mod"
    case .pow: "pow"
    case .lt: "lt"
    case .le: "le"
    case .gt: "gt"
    case .ge: "ge"
    case .eq: "eq"
    case .ne: "ne"
    case .min: "min"
    case .max: "max"
    case .copysign: "copysign"
    case .divNoNan: "div_no_nan"
    case .clip: "clip"
    case .whereSelect: "where"
    case .interp: "interp"
    case .sum: "sum"
    case .mean: "mean"
    case .norm: "norm"
    case .norm1: "norm1"
    case .maxAbs: "max_abs"
    case .rms: "rms"
    case .dot: "dot"
    case .cosineSim: "cosine_sim"
    case .globalSum: "global_sum"
    case .globalNorm: "global_norm"
    case .globalNorm1: "global_norm1"
    case .globalDot: "global_dot"
    case .rowMean: "row_mean"
    case .rowSum: "row_sum"
    case .colMean: "col_mean"
    case .colSum: "col_sum"
    case .clipByNorm: "clip_by_norm"
    case .clipByGlobalNorm: "clip_by_global_norm"
    case .matmul: "matmul"
    case .transpose: "transpose"
    case .outer: "outer"
    case .trace: "trace"
    case .diag: "diag"
    case .eye: "eye"
    case .inverse: "inverse"
    case .inverseRoot: "inverse_root"
    case .orthogonalize: "orthogonalize"
    case .solve: "solve"
    case .eigvecs: "eigvecs"
    case .qr: "qr"
    case .kthLargest: "kth_largest"
    case .topKMask: "top_k_mask"
    }
  }
}
