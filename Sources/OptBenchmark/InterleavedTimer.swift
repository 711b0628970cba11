/// Times several ways of doing the same in turns, so that what disturbs one disturbs all.
package struct InterleavedTimer {
  /// Rounds in which every contender runs once; nil for as many as fit into a time.
  package var rounds: Int?

  /// The time that all rounds together may take where their number is not given.
  package var budget = Duration.seconds(2)

  /// The least duration of one measurement.
  package var atLeast = Duration.microseconds(200)

  /// Durations of one execution, in seconds.
  package struct Result {
    /// What counts.
    package var median: Double
    /// What is left where other work disturbs more than half of the rounds.
    package var least: Double

    /// What is to be known of a number of durations.
    init(_ seconds: [Double]) {
      let sorted = seconds.sorted()
      median = sorted[sorted.count / 2]
      least = sorted[0]
    }
  }

  /// A timer of a number of rounds.
  package init(rounds: Int? = nil) { self.rounds = rounds }

  /// Times each contender.
  package func measure(_ contenders: [TimedWork]) -> [Result] {
    let trials = contenders.map(trial)
    let count = rounds ?? affordableRounds(trials)
    var seconds = [[Double]](repeating: [], count: contenders.count)
    for _ in 0..<count {
      for (place, contender) in contenders.enumerated() {
        // Not all contenders work on the same memory: what the last one left in caches must not count.
        _ = contender.seconds(1)
        let repetitions = trials[place].repetitions
        seconds[place].append(contender.seconds(repetitions) / Double(repetitions))
      }
    }
    return seconds.map { Result($0) }
  }

  private static let roundsWithinBudget = 3...51

  private func affordableRounds(_ trials: [(repetitions: Int, seconds: Double)]) -> Int {
    let round = trials.reduce(0) { $0 + $1.seconds * (1 + 1 / Double($1.repetitions)) }
    let range = InterleavedTimer.roundsWithinBudget
    return min(max(Int(budget.seconds / round), range.lowerBound), range.upperBound)
  }

  /// How often a contender must run to last long enough, and how long that is.
  private func trial(_ contender: TimedWork) -> (repetitions: Int, seconds: Double) {
    // The first execution may prepare what the others use.
    _ = contender.seconds(1)
    var count = 1
    while true {
      let seconds = contender.seconds(count)
      if seconds >= atLeast.seconds { return (count, seconds) }
      count *= 2
    }
  }
}

extension Duration {
  /// The duration as a number of seconds.
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
