/// A guard as bits: on which paths its statements are executed.
///
/// A path is a truth value per condition, bit i for condition i.
struct GuardMask: Hashable, Sendable, BitwiseCopyable {
  /// The conditions the guard names.
  var mask: UInt16

  /// What they must be; not within `mask` if the guard contradicts itself.
  var value: UInt16

  /// Whether one of the conditions asks for `rows`, `cols`, `rank` or `numel`.
  var dependsOnShape: Bool

  static let always = GuardMask(mask: 0, value: 0, dependsOnShape: false)

  @inline(__always)
  func isActive(on path: UInt16) -> Bool { path & mask == value }
}

extension Program {
  /// The guards as bits, in the order of the table.
  ///
  /// - Precondition: the table of guards is well-formed.
  func appendGuardMasks(to masks: inout [GuardMask]) {
    for literals in guards {
      var result = GuardMask.always
      var forbidden: UInt16 = 0
      for literal in literals {
        let bit: UInt16 = 1 << literal.condition
        result.mask |= bit
        if literal.isNegated { forbidden |= bit } else { result.value |= bit }
        if conditions[Int(literal.condition)].dependsOnShape { result.dependsOnShape = true }
      }
      if result.value & forbidden != 0 { result.value = ~0 }
      masks.append(result)
    }
  }

  /// The number of paths: every combination of truth values of the conditions.
  var pathCount: Int { 1 << conditions.count }
}

extension Condition {
  /// Whether the condition differs from tensor to tensor: it reads `rows`, `cols`, `rank` or `numel`.
  public var dependsOnShape: Bool {
    var found = false
    forEachVariable { variable in
      switch Builtin(rawValue: UInt8(truncatingIfNeeded: variable.index)) {
      case .rows, .cols, .rank, .numel: found = found || variable.index < Builtin.allCases.count
      default: break
      }
    }
    return found
  }

  /// Calls a closure with every variable the condition reads, in order of the text.
  public func forEachVariable(_ body: (Variable) -> Void) {
    switch self {
    case .compare(_, let left, let right):
      left.forEachVariable(body)
      right.forEachVariable(body)
    case .and(let left, let right), .or(let left, let right):
      left.forEachVariable(body)
      right.forEachVariable(body)
    case .not(let condition):
      condition.forEachVariable(body)
    }
  }

  /// The condition with each term's variables and numbers replaced.
  func mapLeaves(_ body: (HostTerm) -> HostTerm) -> Condition {
    switch self {
    case .compare(let comparison, let left, let right):
      .compare(comparison, left.mapLeaves(body), right.mapLeaves(body))
    case .and(let left, let right): .and(left.mapLeaves(body), right.mapLeaves(body))
    case .or(let left, let right): .or(left.mapLeaves(body), right.mapLeaves(body))
    case .not(let condition): .not(condition.mapLeaves(body))
    }
  }
}

extension HostTerm {
  /// Calls a closure with every variable the term reads, in order of the text.
  func forEachVariable(_ body: (Variable) -> Void) {
    switch self {
    case .constant: break
    case .variable(let variable): body(variable)
    case .negate(let term): term.forEachVariable(body)
    case .binary(_, let left, let right):
      left.forEachVariable(body)
      right.forEachVariable(body)
    }
  }

  /// The term with its variables and numbers replaced.
  func mapLeaves(_ body: (HostTerm) -> HostTerm) -> HostTerm {
    switch self {
    case .constant, .variable: body(self)
    case .negate(let term): .negate(term.mapLeaves(body))
    case .binary(let operation, let left, let right):
      .binary(operation, left.mapLeaves(body), right.mapLeaves(body))
    }
  }
}
