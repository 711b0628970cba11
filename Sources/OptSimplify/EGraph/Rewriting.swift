internal import OptProgram

extension Simplifier {
  /// The program with shorter expressions and fewer states; nil if a limit was too tight to compute it.
  ///
  /// - Precondition: the program has no conditions and no dead code.
  static func rewritten(_ program: Program, limits: Limits) -> Simplification? {
    var form = NormalForm(program)
    form.analyzeStates()
    form.refinedHash()
    let rewriting = Rewriting(
      program: program,
      states: form.mergedStates(),
      live: form.liveStates(),
      limits: EGraph.Limits(
        classes: limits.classes,
        nodes: limits.nodes,
        proposals: limits.proposals
      )
    )
    return rewriting.run(isStrict: true) ?? rewriting.run(isStrict: false)
  }
}

extension NormalForm {
  /// The states with equal ones written as multiples of the first of them.
  fileprivate func mergedStates() -> [StateFacts] {
    var result = states
    for place in states.indices {
      let first = states.firstIndex { $0.hash == states[place].hash } ?? place
      result[place].scale = states[place].scale / states[first].scale
      result[place].hash = mix64(0xB_0000 + UInt64(first))
    }
    return result
  }
}

private struct Rewriting {
  let program: Program
  let states: [StateFacts]
  let live: [Int]
  let limits: EGraph.Limits

  /// A program of the extracted expressions.
  ///
  /// If strict, states that are dead, constant or multiples of others are not read; that may be impossible,
  /// where a value's shape comes from such a state alone.
  func run(isStrict: Bool) -> Simplification? {
    guard let step = extracted(program.step, results: stepResults(isStrict), isStrict) else {
      return nil
    }
    var result = program
    var emission = Emission(program, step, list: .step)
    result.step = emission.instructions()
    var steps = isStrict ? stateSteps() : []
    steps += emission.steps
    result.variables = emission.variables
    if !program.evaluation.isEmpty {
      let eval = [Builtin.evalWeight.variable]
      guard let evaluation = extracted(program.evaluation, results: eval, isStrict) else {
        return nil
      }
      var second = Emission(result, evaluation, list: .evaluation)
      result.evaluation = second.instructions()
      result.variables = second.variables
      steps += second.steps
    }
    return Simplification(program: result, steps: steps)
  }

  /// The variables whose last value matters.
  private func stepResults(_ isStrict: Bool) -> [Variable] {
    let result = program.assignsUpdate ? Builtin.update : .weight
    let kept = states.indices.filter { place in
      !isStrict || live.contains(place) && !isReplaced(place)
    }
    return kept.map { states[$0].variable } + [result.variable]
  }

  /// Whether a state is a number or a multiple of an earlier one.
  private func isReplaced(_ place: Int) -> Bool {
    states[place].constant != nil
      || states[..<place].contains { $0.hash == states[place].hash }
  }

  private func extracted(
    _ instructions: [Instruction],
    results: [Variable],
    _ isStrict: Bool
  ) -> Extracted? {
    var list = StepGraph(program, instructions, states: states, limits: limits)
    let roots = results.map { Root(target: $0, place: list.root(of: $0)) }
    list.saturate(targets: roots.map(\.place))
    let dead = states.indices.filter { !live.contains($0) }.map { states[$0].variable }
    let forbidden = isStrict ? list.replaced + dead : []
    guard
      let extraction = Extraction(
        list.graph,
        roots: roots.map(\.place),
        forbidden: forbidden
      )
    else { return nil }
    return Extracted(
      list: list,
      instructions: instructions,
      roots: roots,
      extraction: extraction
    )
  }

  private func stateSteps() -> [Simplification.Step] {
    states.indices.compactMap { place in
      let name = program[states[place].variable].name
      if let constant = states[place].constant {
        return Simplification.Step(
          rule: "the state keeps its first value",
          before: "state \(name)",
          after: constant.optText
        )
      }
      guard let first = states[..<place].first(where: { $0.hash == states[place].hash }) else {
        return nil
      }
      let other = program[first.variable].name
      let isSame = states[place].scale == 1
      return Simplification.Step(
        rule: isSame ? "two states are always equal" : "two states are proportional to one another",
        before: "state \(name)",
        after: isSame ? other : "\(states[place].scale.optText) * \(other)"
      )
    }
  }
}

/// A variable whose last value is wanted, and the class of that value.
struct Root {
  var target: Variable
  var place: Int
}

/// The expressions chosen for a list of statements.
struct Extracted {
  var list: StepGraph
  var instructions: [Instruction]
  var roots: [Root]
  var extraction: Extraction
}
