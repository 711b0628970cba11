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
  /// The name in `.opt` text. Operators have the names of semantics rule 14.
  public var name: String { Opcode.table[Int(rawValue)].name }

  /// The number of operands, 1 to 3.
  public var arity: Int { Opcode.table[Int(rawValue)].arity }

  /// The group the operation belongs to.
  public var family: OpcodeFamily { Opcode.table[Int(rawValue)].family }

  /// Whether exchanging the two operands never changes a bit of the result.
  public var isCommutative: Bool {
    switch self {
    case .add, .mul, .eq, .ne, .min, .max, .dot, .cosineSim, .globalDot: true
    default: false
    }
  }

  /// The operation of a name in `.opt` text, nil if there is none. `copy` has no name: it is `a = b`.
  public static func named(_ name: String) -> Opcode? { byName[name] }

  private static let byName: [String: Opcode] = Dictionary(
    uniqueKeysWithValues: allCases.filter { $0 != .copy }.map { ($0.name, $0) })

  private struct Row {
    var name: String
    var arity: Int
    var family: OpcodeFamily
  }

  private static let table: [Row] = allCases.map { row(of: $0) }

  private static func row(of opcode: Opcode) -> Row {
    switch opcode {
    case .copy: Row(name: "copy", arity: 1, family: .elementwise)
    case .neg: Row(name: "neg", arity: 1, family: .elementwise)
    case .abs: Row(name: "abs", arity: 1, family: .elementwise)
    case .sign: Row(name: "sign", arity: 1, family: .elementwise)
    case .sqrt: Row(name: "sqrt", arity: 1, family: .elementwise)
    case .rsqrt: Row(name: "rsqrt", arity: 1, family: .elementwise)
    case .cbrt: Row(name: "cbrt", arity: 1, family: .elementwise)
    case .square: Row(name: "square", arity: 1, family: .elementwise)
    case .cube: Row(name: "cube", arity: 1, family: .elementwise)
    case .reciprocal: Row(name: "reciprocal", arity: 1, family: .elementwise)
    case .exp: Row(name: "exp", arity: 1, family: .elementwise)
    case .exp2: Row(name: "exp2", arity: 1, family: .elementwise)
    case .expm1: Row(name: "expm1", arity: 1, family: .elementwise)
    case .log: Row(name: "log", arity: 1, family: .elementwise)
    case .log2: Row(name: "log2", arity: 1, family: .elementwise)
    case .log10: Row(name: "log10", arity: 1, family: .elementwise)
    case .log1p: Row(name: "log1p", arity: 1, family: .elementwise)
    case .sin: Row(name: "sin", arity: 1, family: .elementwise)
    case .cos: Row(name: "cos", arity: 1, family: .elementwise)
    case .tan: Row(name: "tan", arity: 1, family: .elementwise)
    case .arcsin: Row(name: "arcsin", arity: 1, family: .elementwise)
    case .arccos: Row(name: "arccos", arity: 1, family: .elementwise)
    case .arctan: Row(name: "arctan", arity: 1, family: .elementwise)
    case .sinh: Row(name: "sinh", arity: 1, family: .elementwise)
    case .cosh: Row(name: "cosh", arity: 1, family: .elementwise)
    case .tanh: Row(name: "tanh", arity: 1, family: .elementwise)
    case .arcsinh: Row(name: "arcsinh", arity: 1, family: .elementwise)
    case .arccosh: Row(name: "arccosh", arity: 1, family: .elementwise)
    case .arctanh: Row(name: "arctanh", arity: 1, family: .elementwise)
    case .sigmoid: Row(name: "sigmoid", arity: 1, family: .elementwise)
    case .relu: Row(name: "relu", arity: 1, family: .elementwise)
    case .floor: Row(name: "floor", arity: 1, family: .elementwise)
    case .add: Row(name: "add", arity: 2, family: .elementwise)
    case .sub: Row(name: "sub", arity: 2, family: .elementwise)
    case .mul: Row(name: "mul", arity: 2, family: .elementwise)
    case .div: Row(name: "div", arity: 2, family: .elementwise)
    case .mod: Row(name: "mod", arity: 2, family: .elementwise)
    case .pow: Row(name: "pow", arity: 2, family: .elementwise)
    case .lt: Row(name: "lt", arity: 2, family: .elementwise)
    case .le: Row(name: "le", arity: 2, family: .elementwise)
    case .gt: Row(name: "gt", arity: 2, family: .elementwise)
    case .ge: Row(name: "ge", arity: 2, family: .elementwise)
    case .eq: Row(name: "eq", arity: 2, family: .elementwise)
    case .ne: Row(name: "ne", arity: 2, family: .elementwise)
    case .min: Row(name: "min", arity: 2, family: .elementwise)
    case .max: Row(name: "max", arity: 2, family: .elementwise)
    case .copysign: Row(name: "copysign", arity: 2, family: .elementwise)
    case .divNoNan: Row(name: "div_no_nan", arity: 2, family: .elementwise)
    case .clip: Row(name: "clip", arity: 3, family: .elementwise)
    case .whereSelect: Row(name: "where", arity: 3, family: .elementwise)
    case .interp: Row(name: "interp", arity: 3, family: .elementwise)
    case .sum: Row(name: "sum", arity: 1, family: .reduction)
    case .mean: Row(name: "mean", arity: 1, family: .reduction)
    case .norm: Row(name: "norm", arity: 1, family: .reduction)
    case .norm1: Row(name: "norm1", arity: 1, family: .reduction)
    case .maxAbs: Row(name: "max_abs", arity: 1, family: .reduction)
    case .rms: Row(name: "rms", arity: 1, family: .reduction)
    case .dot: Row(name: "dot", arity: 2, family: .reduction)
    case .cosineSim: Row(name: "cosine_sim", arity: 2, family: .reduction)
    case .globalSum: Row(name: "global_sum", arity: 1, family: .globalReduction)
    case .globalNorm: Row(name: "global_norm", arity: 1, family: .globalReduction)
    case .globalNorm1: Row(name: "global_norm1", arity: 1, family: .globalReduction)
    case .globalDot: Row(name: "global_dot", arity: 2, family: .globalReduction)
    case .rowMean: Row(name: "row_mean", arity: 1, family: .axisReduction)
    case .rowSum: Row(name: "row_sum", arity: 1, family: .axisReduction)
    case .colMean: Row(name: "col_mean", arity: 1, family: .axisReduction)
    case .colSum: Row(name: "col_sum", arity: 1, family: .axisReduction)
    case .clipByNorm: Row(name: "clip_by_norm", arity: 2, family: .normClip)
    case .clipByGlobalNorm: Row(name: "clip_by_global_norm", arity: 2, family: .normClip)
    case .matmul: Row(name: "matmul", arity: 2, family: .matrix)
    case .transpose: Row(name: "transpose", arity: 1, family: .matrix)
    case .outer: Row(name: "outer", arity: 2, family: .matrix)
    case .trace: Row(name: "trace", arity: 1, family: .matrix)
    case .diag: Row(name: "diag", arity: 1, family: .matrix)
    case .eye: Row(name: "eye", arity: 1, family: .matrix)
    case .inverse: Row(name: "inverse", arity: 1, family: .matrix)
    case .inverseRoot: Row(name: "inverse_root", arity: 2, family: .matrix)
    case .orthogonalize: Row(name: "orthogonalize", arity: 2, family: .matrix)
    case .solve: Row(name: "solve", arity: 2, family: .matrix)
    case .eigvecs: Row(name: "eigvecs", arity: 1, family: .matrix)
    case .qr: Row(name: "qr", arity: 1, family: .matrix)
    case .kthLargest: Row(name: "kth_largest", arity: 2, family: .order)
    case .topKMask: Row(name: "top_k_mask", arity: 2, family: .order)
    }
  }
}
