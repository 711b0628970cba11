import OptProgram

extension Program {
  /// Statements that compute something: copies vanish when a rule is raised.
  var operationCount: Int { (step + evaluation).count { $0.opcode != .copy } }

  /// Whether the program is simpler than another, in operations first, then states, then their bytes.
  func isShorter(than other: Program) -> Bool {
    let own = [Double(operationCount), Double(stateCount), stateBytesPerElement]
    let others = [
      Double(other.operationCount), Double(other.stateCount), other.stateBytesPerElement,
    ]
    return own.lexicographicallyPrecedes(others)
  }
}
