import OptProgram

/// A statement of a raised rule.
struct RaisedStatement {
  var target: Variable
  var value: Term
  var guardIndex: UInt16?
}

extension Raiser {
  /// Statements with values that are used once moved into their use.
  func folded(_ instructions: [Instruction]) -> [RaisedStatement] {
    let definitions = Definitions(instructions, of: program)
    var statements: [RaisedStatement?] = instructions.map { instruction in
      RaisedStatement(
        target: instruction.target,
        value: .operation(
          instruction.opcode,
          (0..<instruction.operandCount).map { .operand(instruction[$0]) }
        ),
        guardIndex: instruction.guardIndex
      )
    }
    for index in instructions.indices {
      guard let statement = statements[index], definitions.uses[index].count == 1 else { continue }
      let use = definitions.uses[index][0]
      guard isFoldable(index, into: use, definitions),
        let user = statements[use.statement],
        mayMove(statement, from: index, to: use.statement, statements, definitions)
      else { continue }
      var result = user
      result.value.fold(statement.value, at: use.place)
      guard fits(result, user) else { continue }
      statements[use.statement] = result
      statements[index] = nil
    }
    return statements.compactMap { $0 }
  }

  /// Whether the value is not needed otherwise, and its use needs no other one.
  private func isFoldable(
    _ index: Int,
    into use: Definitions.Use,
    _ definitions: Definitions
  ) -> Bool {
    !definitions.isFinal[index]
      && definitions.source(of: use.place, in: use.statement) == index
  }

  /// Whether the value is the same when it is computed at its use.
  private func mayMove(
    _ statement: RaisedStatement,
    from index: Int,
    to use: Int,
    _ statements: [RaisedStatement?],
    _ definitions: Definitions
  ) -> Bool {
    if definitions.isReadNowhere[Int(statement.target.index)] { return false }
    if statement.value.hasGlobalReduction, statement.guardIndex != statements[use]?.guardIndex {
      return false
    }
    var assigned: Set<Variable> = []
    for between in index + 1..<use {
      guard let other = statements[between] else { continue }
      if !definitions.paths[between].intersection(definitions.paths[use]).isEmpty {
        assigned.insert(other.target)
      }
    }
    var isUnchanged = true
    statement.value.forEachVariable { if assigned.contains($0) { isUnchanged = false } }
    return isUnchanged
  }

  /// Whether a statement is still readable.
  private func fits(_ statement: RaisedStatement, _ before: RaisedStatement) -> Bool {
    let builder = ExpressionBuilder(program: program)
    let indentation = 2 + 2 * (statement.guardIndex.map { program.guards[Int($0)].count } ?? 0)
    let width =
      indentation + program[statement.target].name.count + 3
      + builder.expression(statement.value).width
    return width <= Raiser.lineWidth && statement.value.depth <= Raiser.depth
  }

  /// The columns of a statement that is folded further.
  private static let lineWidth = 100

  /// Operations above one another in a statement that is folded further.
  private static let depth = 20
}

extension Term {
  /// Replaces an operand of the operation; a copy disappears.
  fileprivate mutating func fold(_ value: Term, at place: Int) {
    guard case .operation(let opcode, var terms) = self else { return }
    var folded = value
    if case .operation(.copy, let inner) = value { folded = inner[0] }
    terms[place] = folded
    self = .operation(opcode, terms)
  }
}
