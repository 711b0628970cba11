extension Program {
  /// The beginning of the names that belong to the evaluation.
  package static let evaluationPrefix = "eval_"

  /// Whether a statement that assigns the name stands in the evaluation: `eval_w` and `eval_…`.
  package static func belongsToEvaluation(_ name: String) -> Bool {
    name.hasPrefix(evaluationPrefix)
  }

  /// Whether a text is a name as `.opt` writes names, and neither a keyword nor a constant.
  public static func isName(_ text: String) -> Bool {
    var lexer = Lexer(Array(text.utf8))
    let token = lexer.next()
    return token.kind == .name && token.end == text.utf8.count && !namedConstants.contains(text)
  }

  /// The names of numbers, which are no variables.
  package static let namedConstants = ["pi", "e"]

  /// Checks that flat text can show the names: each is legal, different from the others, and begins
  /// with `eval_` if and only if the evaluation assigns it.
  ///
  /// - Throws: the first mistake found.
  func verifyNames() throws(VerifierError) {
    guard Program.isName(name) else { throw VerifierError(.ruleName) }
    var isShown = variables.map { !$0.role.isLocal }
    var isEvaluated = variables.map { _ in false }
    for instruction in step { isShown[Int(instruction.target.index)] = true }
    for instruction in evaluation {
      isShown[Int(instruction.target.index)] = true
      isEvaluated[Int(instruction.target.index)] = true
    }
    for instruction in step where isEvaluated[Int(instruction.target.index)] {
      throw VerifierError(.evaluationName(instruction.target))
    }
    var seen: Set<String> = []
    seen.reserveCapacity(variables.count)
    for index in variables.indices where isShown[index] {
      let variable = Variable(index)
      let declaration = variables[index]
      if case .builtin(let builtin) = declaration.role {
        guard declaration.name == builtin.name else { throw VerifierError(.builtins) }
      } else {
        guard Program.isName(declaration.name) else { throw VerifierError(.name(variable)) }
        guard Program.belongsToEvaluation(declaration.name) == isEvaluated[index] else {
          throw VerifierError(.evaluationName(variable))
        }
      }
      guard seen.insert(declaration.name).inserted else { throw VerifierError(.name(variable)) }
    }
  }
}
