public import OptProgram

/// What programs of a search may be built from.
public struct SearchSpace: Hashable, Sendable {
  /// The operations a mutation may write, in the order of `Opcode`; those of the start stay allowed
  /// where they stand.
  public var operations: [Opcode]

  /// The builtin names a mutation may read beside states, inputs and values of the step.
  public var builtins: [Builtin]

  /// The greatest number of statements, dead ones included.
  public var maximumStatements: Int

  /// The greatest number of states.
  public var maximumStates: Int

  /// The most bytes of state for each parameter; nil for no limit but that of states.
  public var maximumStateBytes: Double?

  /// What every program must contain.
  public var required: [ProgramPattern] = []

  /// What no program may contain.
  public var forbidden: [ProgramPattern] = []

  /// The standard space: everything but matrix, axis and order functions, unguarded division and
  /// functions that only make steps.
  public static let standard = SearchSpace(
    operations: Opcode.allCases.filter { $0.standardSearchWeight > 0 }
  )

  /// What the standard space leaves out because it costs more than a traversal of the tensor: products and
  /// decompositions of matrices, and means of rows and columns.
  public static let matrixOperations: [Opcode] = [
    .rowMean, .rowSum, .colMean, .colSum, .matmul, .transpose, .outer, .trace, .diag, .inverseRoot,
    .orthogonalize, .qr,
  ]

  /// A space of operations within limits.
  public init(
    operations: [Opcode],
    builtins: [Builtin] = [.weight, .gradient, .learningRate],
    maximumStatements: Int = 32,
    maximumStates: Int = 3
  ) {
    self.operations = Opcode.allCases.filter(Set(operations).contains)
    self.builtins = builtins
    self.maximumStatements = maximumStatements
    self.maximumStates = maximumStates
  }
}

extension Opcode {
  /// How often the operation is drawn, relative to others; at least 1 where a user allows it.
  package var searchWeight: Int { Swift.max(1, standardSearchWeight) }

  /// The relative frequency in the standard search space, 0 if not part of it.
  ///
  /// The arithmetic that known optimizers consist of is drawn more often than curves that saturate or
  /// explode: in a space of 60 equally likely functions most children of AdamW diverge.
  package var standardSearchWeight: Int {
    switch self {
    case .interp: 10
    case .add, .sub, .mul: 6
    case .divNoNan, .sign: 5
    case .sqrt, .square, .abs, .min, .max: 3
    case .clip, .neg, .copysign: 2
    case .rsqrt, .cbrt, .cube, .reciprocal, .exp, .expm1, .exp2, .log, .log1p, .log2, .log10, .sin,
      .cos, .tan, .arcsin, .arccos, .arctan, .sinh, .cosh, .tanh, .arcsinh, .arccosh, .arctanh,
      .sigmoid, .relu, .pow, .whereSelect, .lt, .gt:
      1
    case .mean, .norm, .norm1, .maxAbs, .rms, .dot, .cosineSim: 1
    case .sum, .globalSum, .globalNorm, .globalNorm1, .globalDot: 1
    case .clipByNorm, .clipByGlobalNorm: 2
    case .copy, .floor, .div, .mod, .le, .ge, .eq, .ne: 0
    case .rowMean, .rowSum, .colMean, .colSum: 0
    case .matmul, .transpose, .outer, .trace, .diag, .eye, .inverse, .inverseRoot, .orthogonalize,
      .solve, .eigvecs, .qr:
      0
    case .kthLargest, .topKMask: 0
    }
  }
}

extension SearchSpace: Codable {
  private enum CodingKeys: String, CodingKey {
    case operations
    case builtins
    case maximumStatements
    case maximumStates
    case maximumStateBytes
    case required
    case forbidden
  }

  /// Reads a space in which operations and builtins are given by name; an unknown name is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let operations = try container.decode([String].self, forKey: .operations).map { name in
      guard let opcode = name == Opcode.copy.name ? .copy : Opcode.named(name) else {
        throw DecodingError.dataCorruptedError(
          forKey: .operations,
          in: container,
          debugDescription: "no function is called \(name)"
        )
      }
      return opcode
    }
    let builtins = try container.decode([String].self, forKey: .builtins).map { name in
      guard let builtin = Builtin.allCases.first(where: { $0.name == name }) else {
        throw DecodingError.dataCorruptedError(
          forKey: .builtins,
          in: container,
          debugDescription: "\(name) is not a builtin name"
        )
      }
      return builtin
    }
    self.init(
      operations: operations,
      builtins: builtins,
      maximumStatements: try container.decode(Int.self, forKey: .maximumStatements),
      maximumStates: try container.decode(Int.self, forKey: .maximumStates)
    )
    maximumStateBytes = try container.decodeIfPresent(Double.self, forKey: .maximumStateBytes)
    required = try container.decode([ProgramPattern].self, forKey: .required)
    forbidden = try container.decode([ProgramPattern].self, forKey: .forbidden)
  }

  /// Writes operations and builtins by name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(operations.map(\.name), forKey: .operations)
    try container.encode(builtins.map(\.name), forKey: .builtins)
    try container.encode(maximumStatements, forKey: .maximumStatements)
    try container.encode(maximumStates, forKey: .maximumStates)
    try container.encodeIfPresent(maximumStateBytes, forKey: .maximumStateBytes)
    try container.encode(required, forKey: .required)
    try container.encode(forbidden, forKey: .forbidden)
  }
}
