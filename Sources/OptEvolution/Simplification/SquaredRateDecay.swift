public import OptProgram

extension Program {
  /// Whether the update has a weight decay with the square of the learning rate, such as
  /// `lr * (s + lr * w)`, beside a step with the rate itself.
  ///
  /// Such a decay falls with the square of the schedule, and every other learning rate makes it another
  /// one. The answer is read off the sums and products of the statements as they stand: what hides in other
  /// functions is not found.
  ///
  /// - Precondition: the program is verified.
  public var decaysBySquaredRate: Bool {
    var terms = TermTable(self)
    for instruction in step { terms.assign(instruction) }
    let update = terms[Builtin.update.variable]
    return update.contains(Term(factor: .weight, ratePower: 2))
      && !update.contains(Term(factor: .weight, ratePower: 1))
      && update.contains(Term(factor: .other, ratePower: 1))
  }
}

/// A summand: numbers times a power of the learning rate times what is left.
private struct Term: Hashable {
  enum Factor {
    case number
    case weight
    case other
  }

  var factor: Factor
  var ratePower = 0

  /// Powers beyond are all the same, so that there are few different terms.
  private static let powers = -4...4

  func times(_ other: Term) -> Term {
    Term(
      factor: factor == .number ? other.factor : other.factor == .number ? factor : .other,
      ratePower: Term.clamped(ratePower + other.ratePower)
    )
  }

  func over(_ other: Term) -> Term {
    Term(
      factor: other.factor == .number ? factor : .other,
      ratePower: Term.clamped(ratePower - other.ratePower)
    )
  }

  private static func clamped(_ power: Int) -> Int {
    min(max(power, powers.lowerBound), powers.upperBound)
  }
}

/// The summands of every variable's value.
private struct TermTable {
  private var terms: [Set<Term>]

  init(_ program: Program) {
    terms = program.variables.map { declaration in
      switch declaration.role {
      case .builtin(.weight): [Term(factor: .weight)]
      case .builtin(.learningRate): [Term(factor: .number, ratePower: 1)]
      case .builtin(.stepNumber), .builtin(.totalSteps), .hyperparameter: [Term(factor: .number)]
      default: [Term(factor: .other)]
      }
    }
  }

  subscript(variable: Variable) -> Set<Term> { terms[Int(variable.index)] }

  mutating func assign(_ instruction: Instruction) {
    let place = Int(instruction.target.index)
    let value = value(of: instruction)
    terms[place] = instruction.guardIndex == nil ? value : terms[place].union(value)
  }

  private func value(of instruction: Instruction) -> Set<Term> {
    let operands = (0..<instruction.operandCount).map { place -> Set<Term> in
      switch instruction[place] {
      case .variable(let variable): self[variable]
      case .constant: [Term(factor: .number)]
      }
    }
    switch instruction.opcode {
    case .copy, .neg: return operands[0]
    case .add, .sub: return operands[0].union(operands[1])
    case .mul: return TermTable.pairs(operands[0], operands[1]) { $0.times($1) }
    case .div, .divNoNan: return TermTable.pairs(operands[0], operands[1]) { $0.over($1) }
    case .interp:
      return TermTable.pairs(operands[0].union(operands[1]), operands[2]) { $0.times($1) }
        .union(operands[0])
    default:
      let isNumber = operands.allSatisfy { $0 == [Term(factor: .number)] }
      return [Term(factor: isNumber ? .number : .other)]
    }
  }

  private static func pairs(
    _ left: Set<Term>,
    _ right: Set<Term>,
    _ combine: (Term, Term) -> Term
  ) -> Set<Term> {
    Set(left.flatMap { first in right.map { combine(first, $0) } })
  }
}
