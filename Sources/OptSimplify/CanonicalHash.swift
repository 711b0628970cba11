public import OptProgram

extension Program {
  /// The hash of the program's normal form: equal for programs that real arithmetic shows to be the same
  /// rule, hyperparameters at their defaults.
  ///
  /// Beyond what `dataflowHash` neglects, it neglects how sums, products and powers are written, states
  /// that are proportional to one another, never change or have no effect, and the size of states that
  /// only their readers would notice. Equal hashes mean equal rules up to rounding and overflow;
  /// different ones may be equal by laws the normal form does not know.
  ///
  /// - Precondition: the program is verified.
  public var canonicalHash: UInt64 {
    var hasher = CanonicalHash()
    return hasher.hash(self)
  }
}

/// Computes canonical hashes, see `Program.canonicalHash`; keeps its memory from program to program.
public struct CanonicalHash: Sendable {
  /// Scratch memory, lent to the normal form of one program after the other.
  private var algebra: Algebra?

  /// A hasher without memory of any program.
  public init() {}

  /// The canonical hash of a verified program.
  public mutating func hash(_ program: Program) -> UInt64 {
    let numbers = program.hyperparameters.isEmpty ? program : program.inliningHyperparameters()
    let plain = numbers.removingDeadCode(unusedDeclarations: true)
    let memory = algebra ?? Algebra()
    // Two owners would mean a copy.
    algebra = nil
    var form = NormalForm(plain, algebra: consume memory)
    form.analyzeStates()
    let result = form.refinedHash()
    algebra = form.algebra
    return result
  }
}

extension NormalForm {
  /// The hash of the outcomes, with states told apart by what they do.
  @discardableResult
  mutating func refinedHash() -> UInt64 {
    for place in states.indices {
      let state = states[place]
      let shape =
        UInt64(state.type.shape.rows.rawValue) << 2
        | UInt64(state.type.shape.cols.rawValue)
      let kind = shape << 4 | (state.type.isPerTensor ? 8 : 0) | UInt64(state.storage.rawValue)
      let first = algebra.hash(initial[place])
      states[place].hash = mix64(mix64(0xC_0000 + kind) ^ first ^ (state.isNonnegative ? 1 : 0))
    }
    while true {
      execute()
      let live = liveStates()
      let classes = Set(live.map { states[$0].hash })
      let result = outcomeHash()
      refine()
      let refined = Set(live.map { states[$0].hash })
      if refined.count == classes.count { return refined.reduce(result) { $0 &+ mix64($1) } }
    }
  }

  private func outcomeHash() -> UInt64 {
    var result: UInt64 = 0
    for (path, outcome) in outcomes.enumerated() {
      let evaluation = outcome.evaluation.map { mix64(algebra.hash($0)) } ?? 0
      result &+= mix64(key(ofPath: path) ^ mix64(algebra.hash(outcome.weight) ^ evaluation))
    }
    return mix64(result)
  }

  /// Mixes into each state's hash what a step makes of the state.
  private mutating func refine() {
    for place in states.indices {
      var sum: UInt64 = 0
      for (path, values) in next.enumerated() {
        let value = algebra.scale(values[place], by: 1 / states[place].scale)
        sum &+= mix64(key(ofPath: path) ^ algebra.hash(value))
      }
      states[place].hash = mix64(states[place].hash ^ mix64(sum))
    }
  }

  /// The states that the outcome depends on, in this step or a later one.
  func liveStates() -> [Int] {
    var mask: UInt64 = 0
    for outcome in outcomes {
      mask |= algebra.states(outcome.weight)
      if let evaluation = outcome.evaluation { mask |= algebra.states(evaluation) }
    }
    func isLive(_ place: Int) -> Bool { mask >> UInt64(min(place, 63)) & 1 == 1 }
    while true {
      let reached = states.indices.filter(isLive).reduce(mask) { mask, place in
        next.reduce(mask) { $0 | algebra.states($1[place]) }
      }
      if reached == mask { return states.indices.filter(isLive) }
      mask = reached
    }
  }
}
