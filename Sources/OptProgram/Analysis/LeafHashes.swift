extension Builtin {
  /// The hash of the value at the start of a step.
  var hash: UInt64 { mix64(0x1000 + UInt64(rawValue)) }
}

extension Double {
  /// The hash of a number that stands in a program.
  @inline(__always)
  var dataflowHash: UInt64 { mix64(bitPattern ^ 0x6C62_272E_07BB_0142) }
}

extension InputKind {
  /// The hash of an input, the given one among the random inputs of its program.
  package func hash(place: UInt64) -> UInt64 {
    mix64(0x3000 + code << 8 + (isRandom ? place : 0))
  }

  /// Whether two inputs of the kind hold different numbers.
  package var isRandom: Bool {
    switch self {
    case .hessianDiagonal, .noise: true
    case .loss, .batchSize: false
    }
  }

  /// A number of its own for each kind, part of stored hashes.
  private var code: UInt64 {
    switch self {
    case .hessianDiagonal(let estimate): 1 + UInt64(estimate.rawValue)
    case .loss: 8
    case .batchSize: 9
    case .noise(let distribution): 16 + UInt64(distribution.rawValue)
    }
  }
}

extension Program {
  /// The hash of a condition, hyperparameters at their defaults.
  package func hash(of condition: Condition) -> UInt64 {
    switch condition {
    case .compare(let comparison, let left, let right):
      chain(0x4000 + UInt64(comparison.rawValue), hash(of: left), hash(of: right))
    case .and(let left, let right): chain(0x4100, hash(of: left), hash(of: right))
    case .or(let left, let right): chain(0x4200, hash(of: left), hash(of: right))
    case .not(let inner): mix64(0x4300 ^ hash(of: inner))
    }
  }

  private func hash(of term: HostTerm) -> UInt64 {
    switch term {
    case .constant(let number): return number.dataflowHash
    case .variable(let variable):
      if case .builtin(let builtin) = self[variable].role { return builtin.hash }
      return (defaultValue(of: variable) ?? .nan).dataflowHash
    case .negate(let inner): return mix64(0x4400 ^ hash(of: inner))
    case .binary(let operation, let left, let right):
      return chain(0x4500 + UInt64(operation.rawValue), hash(of: left), hash(of: right))
    }
  }

  private func chain(_ salt: UInt64, _ first: UInt64, _ second: UInt64) -> UInt64 {
    mix64(mix64(salt ^ first) ^ second)
  }
}
