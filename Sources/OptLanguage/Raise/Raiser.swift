package import OptProgram

/// Turns flat programs back into rules as people write them.
///
/// Values used once are folded into their use, infix operators and `when` blocks return, dead statements
/// go, and numbers that act as hyperparameters move into the signature. What the rule computes
/// stays the same to the bit: its dataflow hash is the program's.
package struct Raiser {
  var program: Program

  private init(_ program: Program) {
    self.program = program.removingDeadCode(unusedDeclarations: true)
  }

  /// The rule of a program.
  ///
  /// - Precondition: the program is verified.
  package static func raise(_ program: Program) -> RuleSyntax {
    var raiser = Raiser(program)
    raiser.nameHyperparameters()
    return raiser.rule()
  }

  private mutating func rule() -> RuleSyntax {
    let step = folded(program.step)
    let evaluation = folded(program.evaluation)
    renumberTemporaries(step + evaluation)
    let declarations = inputs() + states()
    var statements = blocks(step) + blocks(evaluation)
    if !declarations.isEmpty, !statements.isEmpty {
      statements[0].trivia.followsBlankLine = true
    }
    return RuleSyntax(
      name: NameSyntax(text: program.name),
      hyperparameters: program.hyperparameters.map(hyperparameter),
      body: BlockSyntax(items: declarations + statements)
    )
  }

  /// Counts the values in between that are left, such as `update_5`, from 1 again.
  private mutating func renumberTemporaries(_ statements: [RaisedStatement]) {
    let targets = statements.map(\.target).filter { program[$0].role == .local }
    var taken = Set(program.variables.filter { $0.role != .local }.map(\.name))
    var temporaries: [(target: Variable, base: Substring)] = []
    for (place, target) in targets.enumerated() where !targets[..<place].contains(target) {
      let name = program[target].name
      if let mark = name.lastIndex(of: "_"), Int(name[name.index(after: mark)...]) != nil {
        temporaries.append((target, name[..<mark]))
      } else {
        taken.insert(name)
      }
    }
    for (target, base) in temporaries {
      var number = 1
      while !taken.insert("\(base)_\(number)").inserted { number += 1 }
      program[target].name = "\(base)_\(number)"
    }
  }

  // MARK: - Declarations

  private func hyperparameter(_ variable: Variable) -> HyperparameterSyntax {
    let declaration = program[variable]
    guard case .hyperparameter(let value, let range) = declaration.role else {
      preconditionFailure("\(declaration.name) is no hyperparameter")
    }
    return HyperparameterSyntax(
      name: NameSyntax(text: declaration.name),
      defaultValue: NumberSyntax(value),
      range: range.map { range in
        RangeSyntax(
          low: NumberSyntax(range.low),
          high: NumberSyntax(range.high),
          isLogarithmic: range.isLogarithmic
        )
      }
    )
  }

  private func inputs() -> [ItemSyntax] {
    program.inputs.map { variable in
      let declaration = program[variable]
      guard case .input(let kind) = declaration.role else {
        preconditionFailure("\(declaration.name) is no input")
      }
      var input = InputSyntax(name: NameSyntax(text: declaration.name))
      let (source, argument) = kind.words
      if source != declaration.name || argument != nil {
        input.source = NameSyntax(text: source)
        input.argument = argument.map { NameSyntax(text: $0) }
      }
      return ItemSyntax(kind: .input(input))
    }
  }

  /// The states, neighbours of one form in one declaration.
  private func states() -> [ItemSyntax] {
    let firstValues = firstValues()
    var result: [StateSyntax] = []
    var lastRole: Role?
    for variable in program.states {
      let declaration = program[variable]
      let name = NameSyntax(text: declaration.name)
      let firstValue = firstValues[variable]
      if declaration.role == lastRole, firstValue == nil, let last = result.indices.last,
        result[last].initialValue == nil
      {
        result[last].names.append(name)
      } else {
        result.append(state(name, declaration.role, firstValue))
      }
      lastRole = declaration.role
    }
    return result.map { ItemSyntax(kind: .state($0)) }
  }

  private func state(
    _ name: NameSyntax,
    _ role: Role,
    _ firstValue: ExpressionSyntax?
  ) -> StateSyntax {
    guard case .state(let type, let storage) = role else {
      preconditionFailure("\(name.text) is no state")
    }
    return StateSyntax(
      names: [name],
      shape: type.shapeSyntax,
      storage: storage.word.map { NameSyntax(text: $0.rawValue) },
      initialValue: firstValue
    )
  }

  private func firstValues() -> [Variable: ExpressionSyntax] {
    var terms: [Variable: Term] = [:]
    for instruction in program.initialization {
      let operands = (0..<instruction.operandCount).map { place -> Term in
        if case .variable(let variable) = instruction[place], let term = terms[variable] {
          return term
        }
        return .operand(instruction[place])
      }
      terms[instruction.target] = .operation(instruction.opcode, operands)
    }
    let builder = ExpressionBuilder(program: program)
    return terms.filter { program[$0.key].role != .local }.mapValues(builder.expression)
  }
}

extension InputKind {
  /// The source and its argument as words.
  fileprivate var words: (source: String, argument: String?) {
    switch self {
    case .hessianDiagonal(let estimate):
      (ContextualWord.hessianDiagonal.rawValue, estimate.word.rawValue)
    case .loss: (ContextualWord.loss.rawValue, nil)
    case .batchSize: (ContextualWord.batchSize.rawValue, nil)
    case .noise(let distribution): (ContextualWord.noise.rawValue, distribution.word.rawValue)
    }
  }
}

extension ValueType {
  /// The shape in a state's declaration, nil for the tensor's own.
  fileprivate var shapeSyntax: StateShapeSyntax? {
    switch shape {
    case .tensor: nil
    case .scalar: .named(isPerTensor ? .scalar : .global)
    case .row: .named(.row)
    case .column: .named(.column)
    default:
      StateShapeSyntax(
        kind: .product(
          NameSyntax(text: shape.rows.description),
          NameSyntax(text: shape.cols.description)
        )
      )
    }
  }
}

extension StateShapeSyntax {
  fileprivate static func named(_ word: ContextualWord) -> StateShapeSyntax {
    StateShapeSyntax(kind: .named(NameSyntax(text: word.rawValue)))
  }
}
