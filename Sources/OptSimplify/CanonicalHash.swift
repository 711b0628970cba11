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
  private var form = NormalForm()
  private var liveness = Liveness()

  /// A hasher without memory of any program.
  public init() {}

  /// The canonical hash of a verified program.
  public mutating func hash(_ program: Program) -> UInt64 {
    let numbers = program.hyperparameters.isEmpty ? program : program.inliningHyperparameters()
    liveness.analyze(numbers)
    form.read(numbers.removingDeadCode(liveness, unusedDeclarations: true))
    form.analyzeStates()
    return form.refinedHash()
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
      let classes = distinctHashes(live).count
      let result = outcomeHash()
      refine()
      let refined = distinctHashes(live)
      if refined.count == classes { return result &+ refined.sum }
    }
  }

  /// How many different hashes states have, and a sum over these.
  private func distinctHashes(_ places: [Int]) -> (count: Int, sum: UInt64) {
    var count = 0
    var sum: UInt64 = 0
    for (index, place) in places.enumerated() {
      let hash = states[place].hash
      if places[..<index].contains(where: { states[$0].hash == hash }) { continue }
      count += 1
      sum &+= mix64(hash)
    }
    return (count, sum)
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
      for path in pathIndices {
        let value = algebra.scale(next(place, onPath: path), by: 1 / states[place].scale)
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
      var reached = mask
      for place in states.indices where isLive(place) {
        for path in pathIndices { reached |= algebra.states(next(place, onPath: path)) }
      }
      if reached == mask { return states.indices.filter(isLive) }
      mask = reached
    }
  }
}
