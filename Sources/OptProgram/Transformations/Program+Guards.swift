extension Program {
  /// The straight-line program of one path: statements whose guard does not hold are dropped.
  ///
  /// The tables of conditions and guards come out empty.
  ///
  /// - Precondition: there is a truth value for each condition.
  public func specialized(truths: [Bool]) -> Program {
    precondition(truths.count == conditions.count, "one truth value for each condition")
    guard !conditions.isEmpty || !guards.isEmpty else { return self }
    let isActive = guards.map { literals in
      literals.allSatisfy { truths[Int($0.condition)] != $0.isNegated }
    }
    func straight(_ instructions: [Instruction]) -> [Instruction] {
      instructions.compactMap { instruction in
        guard let index = instruction.guardIndex else { return instruction }
        guard isActive[Int(index)] else { return nil }
        var unguarded = instruction
        unguarded.guardIndex = nil
        return unguarded
      }
    }
    var result = self
    result.step = straight(step)
    result.evaluation = straight(evaluation)
    result.conditions = []
    result.guards = []
    return result
  }

  /// The literal of a condition, which is added to the table unless it is there.
  ///
  /// `not c` becomes the negated literal of c, so that both branches of a `when` share a condition.
  ///
  /// - Precondition: fewer than 65,536 conditions; more than `Limits.conditions` do not verify.
  public mutating func literal(of condition: Condition) -> GuardLiteral {
    if case .not(let inner) = condition {
      var literal = literal(of: inner)
      literal.isNegated.toggle()
      return literal
    }
    if let index = conditions.firstIndex(of: condition) { return GuardLiteral(condition: index) }
    conditions.append(condition)
    return GuardLiteral(condition: conditions.count - 1)
  }

  /// The place of a guard, which is added to the table unless it is there; nil for the empty guard.
  ///
  /// - Precondition: fewer than 65,536 guards, as there are with `Limits.statements`.
  public mutating func guardIndex(of literals: Guard) -> UInt16? {
    if literals.isEmpty { return nil }
    if let index = guards.firstIndex(of: literals) { return UInt16(index) }
    guards.append(literals)
    return UInt16(guards.count - 1)
  }
}
