extension Program {
  /// The program with each hyperparameter replaced by its default: what a search starts from.
  public func inliningHyperparameters() -> Program {
    var result = self
    result.initialization = initialization.map { inlining($0) }
    result.step = step.map { inlining($0) }
    result.evaluation = evaluation.map { inlining($0) }
    result.conditions = conditions.map { condition in
      condition.mapLeaves { term in
        guard case .variable(let variable) = term, let value = defaultValue(of: variable) else {
          return term
        }
        return .constant(value)
      }
    }
    for variable in hyperparameters { result[variable].role = .local }
    return result.compacted()
  }

  /// The default of a hyperparameter, nil for other variables.
  public func defaultValue(of variable: Variable) -> Double? {
    guard case .hyperparameter(let value, _) = self[variable].role else { return nil }
    return value
  }

  /// The hyperparameter of a name, nil if there is none.
  public func hyperparameter(named name: String) -> Variable? {
    hyperparameters.first { self[$0].name == name }
  }

  /// Sets the default of a hyperparameter; a range that does not hold the value is widened to it.
  ///
  /// - Returns: false if the program has no hyperparameter of the name.
  @discardableResult
  public mutating func setHyperparameter(_ name: String, to value: Double) -> Bool {
    guard let variable = hyperparameter(named: name),
      case .hyperparameter(_, var range) = self[variable].role
    else { return false }
    range?.widen(to: value)
    self[variable].role = .hyperparameter(default: value, range: range)
    return true
  }

  private func inlining(_ instruction: Instruction) -> Instruction {
    var result = instruction
    for place in 0..<instruction.operandCount {
      if case .variable(let variable) = instruction[place],
        let value = defaultValue(of: variable)
      {
        result[place] = .constant(value)
      }
    }
    return result
  }
}

extension HyperparameterRange {
  fileprivate mutating func widen(to value: Double) {
    low = min(low, value)
    high = max(high, value)
    if low <= 0 { isLogarithmic = false }
  }
}
