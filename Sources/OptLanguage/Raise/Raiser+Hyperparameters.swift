import OptProgram

extension Raiser {
  /// Moves numbers whose place says what they are into the signature, one for each number of a kind.
  ///
  /// - `interp(a, b, c)`: c is a decay, `beta1`, `beta2`, or `beta` if there is one only; so is the
  ///   same number in `c ^ t` and `1 - c`.
  /// - `x + c * w`: c is a `weight_decay`.
  /// - `x + c` and `max(x, c)` with a small c, below a root or a fraction: c is an `eps`.
  mutating func nameHyperparameters() {
    let definitions = Definitions(program.step, of: program)
    var betas: [Double] = []
    var decays: [Double] = []
    var guards: [Double] = []
    for (index, instruction) in program.step.enumerated() {
      if let beta = beta(instruction) { betas.appendNew(beta) }
      if let decay = weightDecay(index, definitions) { decays.appendNew(decay) }
      if let (value, _) = epsilon(index, definitions) { guards.appendNew(value) }
    }
    let places = Places(
      betas: declare(betas, "beta", isNumbered: betas.count > 1),
      guards: declare(guards, "eps", isNumbered: false),
      decays: declare(decays, "weight_decay", isNumbered: false)
    )
    for index in program.step.indices { replace(index, places, definitions) }
  }

  /// The hyperparameters of each kind, by value.
  private struct Places {
    var betas: [Double: Variable]
    var guards: [Double: Variable]
    var decays: [Double: Variable]
  }

  private mutating func declare(
    _ values: [Double],
    _ base: String,
    isNumbered: Bool
  ) -> [Double: Variable] {
    var result: [Double: Variable] = [:]
    for (place, value) in values.enumerated()
    where program.variables.count < Limits.variables {
      let isPlain = place == 0 && !isNumbered
      let name = freeName(base, from: isPlain ? nil : place + 1)
      result[value] = program.declare(name, .hyperparameter(default: value, range: nil))
    }
    return result
  }

  private func freeName(_ base: String, from number: Int?) -> String {
    let isTaken = { name in program.variables.contains { $0.name == name } }
    if number == nil, !isTaken(base) { return base }
    var number = number ?? 2
    while isTaken("\(base)\(number)") { number += 1 }
    return "\(base)\(number)"
  }

  private mutating func replace(_ index: Int, _ places: Places, _ definitions: Definitions) {
    let instruction = program.step[index]
    if let beta = beta(instruction), let variable = places.betas[beta] {
      program.step[index][2] = .variable(variable)
    }
    if let (value, place) = decayAgain(instruction), let variable = places.betas[value] {
      program.step[index][place] = .variable(variable)
    }
    if let decay = weightDecay(index, definitions), let variable = places.decays[decay] {
      let place = instruction[0] == .constant(decay) ? 0 : 1
      program.step[index][place] = .variable(variable)
    }
    if let (value, place) = epsilon(index, definitions), let variable = places.guards[value] {
      program.step[index][place] = .variable(variable)
    }
  }

  // MARK: - Forms

  private func beta(_ instruction: Instruction) -> Double? {
    guard instruction.opcode == .interp, case .constant(let value) = instruction[2], value > 0,
      value < 1
    else { return nil }
    return value
  }

  /// The number in `c ^ x` and `1 - c`, which may be a decay that `interp` has too.
  private func decayAgain(_ instruction: Instruction) -> (value: Double, place: Int)? {
    switch (instruction.opcode, instruction[0], instruction.operandCount > 1 ? instruction[1] : nil)
    {
    case (.pow, .constant(let value), .variable): (value, 0)
    case (.sub, .constant(1), .constant(let value)): (value, 1)
    default: nil
    }
  }

  private func weightDecay(_ index: Int, _ definitions: Definitions) -> Double? {
    let instruction = program.step[index]
    guard instruction.opcode == .mul, let (value, place) = number(in: instruction), value > 0,
      value < 1, instruction[1 - place] == .variable(Builtin.weight.variable),
      definitions.uses[index].contains(where: { program.step[$0.statement].opcode == .add })
    else { return nil }
    return value
  }

  private func epsilon(
    _ index: Int,
    _ definitions: Definitions
  ) -> (value: Double, place: Int)? {
    let instruction = program.step[index]
    guard instruction.opcode == .add || instruction.opcode == .max,
      let (value, place) = number(in: instruction), value > 0, value <= 1e-3
    else { return nil }
    let source = definitions.source(of: 1 - place, in: index)
    let isAboveRoot = source.map { program.step[$0].opcode == .sqrt } ?? false
    let isBelow = definitions.uses[index].contains { use in
      switch program.step[use.statement].opcode {
      case .div, .divNoNan: use.place == 1
      case .sqrt, .rsqrt, .reciprocal: true
      default: false
      }
    }
    return isAboveRoot || isBelow ? (value, place) : nil
  }

  /// The number among two operands, the other being a variable.
  private func number(in instruction: Instruction) -> (value: Double, place: Int)? {
    switch (instruction[0], instruction[1]) {
    case (.constant(let value), .variable): (value, 0)
    case (.variable, .constant(let value)): (value, 1)
    case (.constant, .constant), (.variable, .variable): nil
    }
  }
}

extension [Double] {
  fileprivate mutating func appendNew(_ value: Double) {
    if !contains(value) { append(value) }
  }
}
