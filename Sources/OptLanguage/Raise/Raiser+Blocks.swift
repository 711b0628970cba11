import OptProgram

extension Raiser {
  /// Statements as items, with `when` blocks around those that have guards.
  func blocks(_ statements: [RaisedStatement]) -> [ItemSyntax] {
    blocks(statements[...], depth: 0)
  }

  private func blocks(_ statements: ArraySlice<RaisedStatement>, depth: Int) -> [ItemSyntax] {
    var rest = statements
    var items: [ItemSyntax] = []
    while let first = rest.first {
      guard let literal = literal(of: first, depth) else {
        items.append(assignment(first))
        rest = rest.dropFirst()
        continue
      }
      let body = takeRun(of: literal, from: &rest, depth)
      let opposite = GuardLiteral(
        condition: Int(literal.condition),
        isNegated: !literal.isNegated
      )
      let other = takeRun(of: opposite, from: &rest, depth)
      items.append(when(literal, body, other))
    }
    return items
  }

  private func literal(of statement: RaisedStatement, _ depth: Int) -> GuardLiteral? {
    guard let index = statement.guardIndex, program.guards[Int(index)].count > depth else {
      return nil
    }
    return program.guards[Int(index)][depth]
  }

  /// The statements at the front that are under a literal, as items.
  private func takeRun(
    of wanted: GuardLiteral,
    from rest: inout ArraySlice<RaisedStatement>,
    _ depth: Int
  ) -> [ItemSyntax] {
    let run = rest.prefix { literal(of: $0, depth) == wanted }
    rest = rest.dropFirst(run.count)
    return blocks(run, depth: depth + 1)
  }

  private func when(
    _ literal: GuardLiteral,
    _ body: [ItemSyntax],
    _ other: [ItemSyntax]
  ) -> ItemSyntax {
    let isSwapped = literal.isNegated && !other.isEmpty
    let condition = ExpressionBuilder(program: program).condition(
      program.conditions[Int(literal.condition)],
      isNegated: literal.isNegated && !isSwapped
    )
    let otherwise = isSwapped ? body : other
    var syntax = WhenSyntax(
      condition: condition,
      body: BlockSyntax(items: isSwapped ? other : body),
      otherwise: otherwise.isEmpty ? nil : BlockSyntax(items: otherwise)
    )
    if otherwise.count == 1, case .when = otherwise[0].kind { syntax.isElseWhen = true }
    return ItemSyntax(kind: .when(syntax))
  }

  private func assignment(_ statement: RaisedStatement) -> ItemSyntax {
    let value = ExpressionBuilder(program: program).expression(statement.value)
    return ItemSyntax(
      kind: .assignment(
        name: NameSyntax(text: program[statement.target].name),
        value: value
      )
    )
  }
}
